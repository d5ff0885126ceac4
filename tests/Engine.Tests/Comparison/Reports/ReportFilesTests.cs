using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Engine.Comparison.Reports;

namespace Engine.Tests.Comparison.Reports;

public sealed partial class ReportFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("engine-").FullName;

    public ReportFilesTests() => ReportFiles.Write(SampleReport.Full, _directory);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Json_HasTheAgreedFields()
    {
        var report = JsonDocument.Parse(Read("report.json")).RootElement;
        Assert.Equal(("/models/model-f16.gguf", "a <text> & more.txt", 1020), (report.GetProperty("base").GetString(), report.GetProperty("text").GetString(), report.GetProperty("tokens").GetInt32()));
        var candidate = report.GetProperty("candidates")[2];
        AssertHas(candidate, "name", "type", "file", "bytes", "bits_per_weight", "kl", "top1", "top5", "delta_p_rms", "perplexity", "memory", "load_ms", "speed", "attribution");
        AssertHas(candidate.GetProperty("kl"), "mean", "median", "p90", "p99", "p999", "max");
        AssertHas(candidate.GetProperty("perplexity"), "value", "error", "ratio", "ratio_error");
        AssertHas(candidate.GetProperty("memory"), "weights_bytes", "kv_bytes", "compute_bytes", "predicted_bytes", "peak_rss_bytes");
        AssertHas(candidate.GetProperty("speed")[0], "backend", "n_prompt", "n_gen", "n_depth", "avg_ts");
        AssertHas(candidate.GetProperty("attribution"), "weights", "activations", "kv", "order");
    }

    [Fact]
    public void Html_NeedsNoOtherFileAndNoScript()
    {
        string page = Read("report.html");
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(OutsideAddress(), page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal));
        Assert.Contains("a &lt;text&gt; &amp; more.txt", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Plots_EveryOne_IsADocumentOfItsOwnAndOnThePage()
    {
        string page = Read("report.html");
        string[] plots = Directory.GetFiles(Path.Combine(_directory, "plots"));
        Assert.Equal(
            ["causes", "groups-Q4_K_M", "memory-2048", "memory-8192", "size-divergence", "speed-divergence"],
            plots.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        foreach (string plot in plots)
        {
            Assert.Equal("svg", XDocument.Load(plot).Root!.Name.LocalName);
            Assert.Contains($"id=\"{Path.GetFileNameWithoutExtension(plot)}\"", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Markdown_EveryRow_HasAsManyCellsAsItsTable()
    {
        int columns = 0, rows = 0;
        foreach (string line in Read("report.md").Split('\n'))
        {
            if (!line.StartsWith('|')) columns = 0;
            else if (columns == 0) columns = line.Count(character => character == '|');
            else Assert.Equal(columns, line.Count(character => character == '|'));
            if (columns > 0) rows++;
        }
        Assert.True(rows > 20, $"{rows} rows");
    }

    [Fact]
    public void Advice_IsTheSmallestThatMeetsEachDemand()
    {
        var advice = Advice.For(SampleReport.Full);
        Assert.Contains("Q8_0, 145 MiB", advice[0], StringComparison.Ordinal);
        Assert.Contains("Q8_0", advice[1], StringComparison.Ordinal);
        Assert.Contains("Q4_K_M, 100 MiB", advice[2], StringComparison.Ordinal);
        Assert.Equal(["Q4_0 is beaten by Q4_K_M, no larger and closer to the base."], Advice.Beaten(SampleReport.Full));
    }

    [Fact]
    public async Task Html_InABrowserOf390Pixels_IsReadableWithoutComplaints() => await OpenAsync(_directory);

    /// <summary>The examples in the repository: what they show is what the reports of today show.</summary>
    [Theory]
    [InlineData("pocket")]
    [InlineData("smollm2")]
    public async Task Example_InABrowserOf390Pixels_IsReadableWithoutComplaints(string name) =>
        await OpenAsync(Path.Combine(TestFiles.Root, "benchmarks", "results", "comparison", name));

    /// <summary>Opens the page of <paramref name="report"/> as wide as a telephone: nothing sticks out, no text is tiny, all plots are there, nothing is complained about.</summary>
    private async Task OpenAsync(string report)
    {
        string? chromium = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "skipped: no chromium on the PATH");
        File.Copy(Path.Combine(report, "report.html"), Path.Combine(_directory, "opened.html"));
        await File.WriteAllTextAsync(Path.Combine(_directory, "frame.html"),
            """
            <body style="margin:0"><iframe id="f" src="opened.html" style="width:390px;height:800px;border:0"></iframe><script>
            document.getElementById('f').onload = function() {
              const page = this.contentDocument, root = page.documentElement;
              let smallest = 99;
              for (const text of page.querySelectorAll('svg text')) {
                const svg = text.ownerSVGElement, scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
                smallest = Math.min(smallest, scale * parseFloat(this.contentWindow.getComputedStyle(text).fontSize));
                const box = text.getBoundingClientRect(), around = svg.getBoundingClientRect();
                if (box.left < around.left - 1 || box.right > around.right + 1) console.error('text sticks out: ' + text.textContent);
              }
              document.title = JSON.stringify({ width: root.scrollWidth, smallest, plots: page.querySelectorAll('figure svg').length, tables: page.querySelectorAll('table').length });
            };
            </script></body>
            """, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(chromium!,
        [
            "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu", "--allow-file-access-from-files", "--enable-logging=stderr", $"--user-data-dir={Path.Combine(_directory, "browser")}",
            "--window-size=500,800", "--virtual-time-budget=2000", "--dump-dom", $"file://{_directory}/frame.html",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var browser = Process.Start(start)!;
        var output = browser.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string log = await browser.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var title = Title().Match(await output);
        Assert.False(log.Contains("CONSOLE", StringComparison.Ordinal), string.Join('\n', log.Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))));
        Assert.True(title.Success, $"the page was not measured: {log}");
        var seen = JsonDocument.Parse(WebUtility.HtmlDecode(title.Groups[1].Value)).RootElement;
        Assert.Equal((390, Directory.GetFiles(Path.Combine(report, "plots")).Length), (seen.GetProperty("width").GetInt32(), seen.GetProperty("plots").GetInt32()));
        Assert.InRange(seen.GetProperty("smallest").GetDouble(), 10, 99);
        Assert.True(seen.GetProperty("tables").GetInt32() >= 7);
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_directory, name));

    private static void AssertHas(JsonElement element, params string[] names) =>
        Assert.Empty(names.Except(element.EnumerateObject().Select(property => property.Name)));

    [GeneratedRegex(@"https?://|//[a-z]+\.|url\(|@import|<link rel=.?stylesheet")]
    private static partial Regex OutsideAddress();

    [GeneratedRegex("<title>({.*})</title>")]
    private static partial Regex Title();
}
