using System.Diagnostics;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Engine.Cli.Documents;
using Engine.Comparison;

namespace Engine.Cli.Bench;

/// <summary><c>bench</c> in a process of its own, whose memory is then that of one model.</summary>
/// <param name="directory">Where what was measured is kept: a comparison that was killed does not measure it again.</param>
/// <param name="flags">Flags of <c>bench</c>: tests, repetitions, threads.</param>
internal sealed class BenchProcess(string directory, IReadOnlyList<string> flags)
{
    /// <summary>Measures <paramref name="path"/> with <paramref name="backend"/>.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it complained.</exception>
    public async Task<RunMeasurement> MeasureAsync(string path, Backend backend, CancellationToken cancellationToken)
    {
        string[] arguments = ["bench", path, .. flags, "--backend", BackendNames.Of(backend), "--json"];
        string kept = Path.Combine(directory, $"{Fingerprint(path, arguments)}.bench.json");
        if (!File.Exists(kept))
        {
            string partial = kept + ".partial";   // one run's in a directory; the next writes over it
            await File.WriteAllTextAsync(partial, await RunAsync(arguments, path, cancellationToken), cancellationToken);
            File.Move(partial, kept, overwrite: true);
        }
        return Measurement(JsonSerializer.Deserialize(await File.ReadAllTextAsync(kept, cancellationToken), DocumentContext.Default.IReadOnlyListBenchRow)!);
    }

    private static string Fingerprint(string path, string[] arguments)
    {
        string origin = string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', arguments)} {new FileInfo(path).Length} {File.GetLastWriteTimeUtc(path).Ticks}");
        return $"{Path.GetFileNameWithoutExtension(path)}-{Convert.ToHexStringLower(XxHash64.Hash(Encoding.UTF8.GetBytes(origin)))}";
    }

    private static async Task<string> RunAsync(string[] arguments, string path, CancellationToken cancellationToken)
    {
        string self = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this process is unknown, so no other can be started");
        string[] host = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        var start = new ProcessStartInfo(self, [.. host, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0) throw new InvalidOperationException($"the speed of {path} cannot be measured: {await errors}");
            return output;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static RunMeasurement Measurement(IReadOnlyList<BenchRow> rows) => new(
        rows[0].Context, rows[0].LoadMs, rows[0].ProcessBytes ?? 0, rows[0].PeakRssBytes ?? 0,
        [.. rows.Select(row => new SpeedReport(row.Backend, row.PromptTokens, row.GeneratedTokens, row.Depth, row.Average))]);
}
