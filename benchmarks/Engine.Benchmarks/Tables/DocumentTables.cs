using System.Text;
using System.Text.RegularExpressions;

namespace Engine.Benchmarks.Tables;

/// <summary>
/// Writes the tables of documents from benchmarks/results, between <c>&lt;!-- table: NAME --&gt;</c> and <c>&lt;!-- end --&gt;</c>, so that no figure is copied by hand.
/// </summary>
/// <remarks>Usage: <c>tables [ROOT]</c>, where ROOT is the repository.</remarks>
internal static partial class DocumentTables
{
    /// <summary>The documents that have tables.</summary>
    public static IReadOnlyList<string> Documents { get; } = ["docs/benchmarks.md", "docs/from-llamasharp.md", "docs/which-quantization.md"];

    /// <summary>The tables by name: what each is made of the results under a directory.</summary>
    private static readonly Dictionary<string, Func<string, string>> s_tables = new()
    {
        ["speed"] = results => SpeedRatios.Write(results),
        ["pocket"] = results => QuantizationTable.Write(Path.Combine(results, "comparison", "pocket", "report.json")),
        ["smollm2"] = results => QuantizationTable.Write(Path.Combine(results, "comparison", "smollm2", "report.json")),
        ["smollm2-speed"] = results => QuantizationTable.WriteSpeed(Path.Combine(results, "comparison", "smollm2", "report.json")),
        ["llamasharp"] = results => BesideTable.Write(
            ProgramLines.Count(Path.Combine(results, "..", "..")),
            ((string[])["smollm2", "tinyllama"]).Select(name => File.ReadAllText(Path.Combine(results, "zen4", "llamasharp", name + ".json")))),
        ["footprint"] = results => FootprintRows.Write(Path.Combine(results, "epyc", "footprint-7b.json")),
    };

    public static int Run(string root)
    {
        foreach (string document in Documents)
        {
            string path = Path.Combine(root, document), before = File.ReadAllText(path), after = Fill(before, Path.Combine(root, "benchmarks", "results"));
            if (after == before) continue;
            File.WriteAllText(path, after);
            Console.WriteLine($"{document} has changed");
        }
        return 0;
    }

    /// <summary><paramref name="document"/> with its tables as the results under <paramref name="results"/> are now.</summary>
    /// <exception cref="ArgumentException">It names a table that is not there, or none.</exception>
    public static string Fill(string document, string results)
    {
        int count = 0;
        string filled = Block().Replace(document, block =>
        {
            count++;
            string name = block.Groups[1].Value;
            if (!s_tables.TryGetValue(name, out var write)) throw new ArgumentException($"there is no table '{name}'; one of {string.Join(", ", s_tables.Keys)} was expected");
            return $"<!-- table: {name} -->\n\n{write(results)}\n<!-- end -->";
        });
        return count > 0 ? filled : throw new ArgumentException("the document has no table to be written");
    }

    /// <summary>A table of Markdown; all columns but the first hold numbers.</summary>
    internal static string Markdown(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder($"| {string.Join(" | ", head)} |\n|--|{string.Concat(Enumerable.Repeat("--:|", head.Count - 1))}\n");
        foreach (var row in rows) text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        return text.ToString();
    }

    [GeneratedRegex(@"<!-- table: ([\w-]+) -->\n(?:.*?\n)??<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Block();
}
