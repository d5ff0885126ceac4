using System.Globalization;
using System.Text.Json;
using Engine.Cli.Documents;
using Spectre.Console;

namespace Engine.Cli.Bench;

/// <summary>The rows of <c>bench</c> as people and programs like them.</summary>
internal static class BenchOutput
{
    /// <summary>Formats by name; the first is for the terminal.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["table", "md", "csv", "json"];

    public static void Write(IReadOnlyList<BenchRow> rows, string format, IReadOnlyList<BenchRow>? old)
    {
        switch (format)
        {
            case "json": Output.Json(rows); break;
            case "csv": WriteLines(rows, old, ",", Csv); break;
            case "md": WriteLines(rows, old, " | ", cell => cell.Replace("|", "\\|", StringComparison.Ordinal)); break;
            default: WriteTable(rows, old); break;
        }
    }

    /// <summary>What an earlier run printed as JSON.</summary>
    public static IReadOnlyList<BenchRow> Read(string path)
    {
        if (!File.Exists(path)) throw new UsageException($"there is no file {UntrustedText.Quote(path)}; what bench -o json printed was expected");
        try
        {
            using var stream = File.OpenRead(path);
            return DocumentJson.Read<IReadOnlyList<BenchRow>>(stream);
        }
        catch (JsonException)
        {
            throw new UsageException($"{UntrustedText.Quote(path)} is not what bench -o json prints");
        }
    }

    private static void WriteTable(IReadOnlyList<BenchRow> rows, IReadOnlyList<BenchRow>? old)
    {
        var (columns, cells) = Cells(rows, old);
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (i, column) in columns.Index()) table.AddColumn(i < 2 ? new TableColumn(column) : new TableColumn(column).RightAligned());
        foreach (var row in cells) table.AddRow([.. row.Select(Markup.Escape)]);
        Output.Console.Write(table);
        foreach (string line in Parts(rows)) Output.Console.WriteLine(line);
    }

    private static void WriteLines(IReadOnlyList<BenchRow> rows, IReadOnlyList<BenchRow>? old, string separator, Func<string, string> escape)
    {
        var (columns, cells) = Cells(rows, old);
        bool isMarkdown = separator.Contains('|', StringComparison.Ordinal);
        string Line(IEnumerable<string> row) => isMarkdown ? $"| {string.Join(separator, row.Select(escape))} |" : string.Join(separator, row.Select(escape));
        using var output = new StreamWriter(Console.OpenStandardOutput()) { NewLine = "\n" };
        output.WriteLine(Line(columns));
        if (isMarkdown) output.WriteLine($"|--|--|{string.Concat(Enumerable.Repeat("--:|", columns.Count - 2))}");
        foreach (var row in cells) output.WriteLine(Line(row));
    }

    /// <summary>Columns that differ between rows, and those that matter always.</summary>
    private static (List<string> Columns, List<List<string>> Cells) Cells(IReadOnlyList<BenchRow> rows, IReadOnlyList<BenchRow>? old)
    {
        var columns = new List<(string Name, Func<BenchRow, string> Cell)>
        {
            ("model", row => Path.GetFileName(row.Model)),
            ("test", row => row.Test()),
            ("backend", row => row.Backend),
        };
        void AddWhereTheyDiffer(string name, Func<BenchRow, string> cell)
        {
            if (rows.Select(cell).Distinct().Count() > 1) columns.Add((name, cell));
        }
        AddWhereTheyDiffer("threads", row => Invariant($"{row.Threads}"));
        AddWhereTheyDiffer("batch", row => Invariant($"{row.BatchSize}"));
        AddWhereTheyDiffer("KV", row => row.TypeK == row.TypeV ? row.TypeK : $"{row.TypeK}/{row.TypeV}");
        columns.Add(("tok/s", row => Invariant($"{row.Average:F2} +- {row.Deviation:F2}")));
        var first = rows.GroupBy(row => (row.Model, row.Test())).ToDictionary(group => group.Key, group => group.First().Average);
        columns.Add(("ratio", row => Invariant($"{row.Average / first[(row.Model, row.Test())]:F3}")));
        if (rows.Any(row => row.Roofline is not null)) columns.Add(("of memory's rate", row => row.Roofline is { } share ? Invariant($"{100 * share:F0} %") : ""));
        if (rows.Any(row => row.SamplingUs is null)) columns.Add(("texts/s", row => Invariant($"{row.Average / Math.Max(1, row.PromptTokens):F2}")));
        if (old is not null) columns.Add(("change", row => Change(row, old)));
        return (columns.ConvertAll(column => column.Name), [.. rows.Select(row => columns.ConvertAll(column => column.Cell(row)))]);
    }

    /// <summary>The change against the same test of an earlier run, with twice its standard error: smaller changes than that are noise.</summary>
    internal static string Change(BenchRow row, IReadOnlyList<BenchRow> old)
    {
        if (old.FirstOrDefault(other => other.Key() == row.Key()) is not { } before || before.Average <= 0) return "not there";
        double ratio = row.Average / before.Average;
        double error = 2 * ratio * Math.Sqrt(Relative(row) + Relative(before));
        return Invariant($"{100 * (ratio - 1):+0.0;-0.0;0.0} % +- {100 * error:F1} %");
    }

    /// <summary>The square of the standard error of the average, relative to it.</summary>
    private static double Relative(BenchRow row) => Math.Pow(row.Deviation / row.Average, 2) / Math.Max(1, row.Samples.Count);

    private static IEnumerable<string> Parts(IReadOnlyList<BenchRow> rows)
    {
        foreach (var row in rows.DistinctBy(row => row.Model))
        {
            string sampling = row.SamplingUs is { } draw ? Invariant($"a draw {draw:F0} us, ") : "";
            string memory = row.PeakRssBytes is { } peak ? Invariant($", peak {peak / 1048576.0:F0} MiB") : "";
            yield return Invariant($"{Path.GetFileName(row.Model)}: loaded in {row.LoadMs:F0} ms{memory}; apart from that {sampling}tokenizing {row.TokenizeMbS:F1} MB/s; memory read at {row.MemoryRate / 1e9:F1} GB/s");
        }
    }

    private static string Csv(string cell) => cell.AsSpan().ContainsAny(",\"\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
