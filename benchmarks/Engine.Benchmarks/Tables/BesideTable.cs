using System.Globalization;
using System.Text.Json.Nodes;

namespace Engine.Benchmarks.Tables;

/// <summary>LLamaSharp, Engine on the same llama.cpp and Engine's own kernels; bold where Engine does worse than LLamaSharp.</summary>
internal static class BesideTable
{
    private const double Mega = 1e6;

    /// <summary>What is measured in rounds: the row of each measure, what a unit of it counts, and whether more is better.</summary>
    private static readonly (string Measure, string Row, double Unit, string Format, bool MoreIsBetter)[] s_measures =
    [
        ("loaded_ms", "process start to loaded, ms", 1, "F0", false),
        ("first_token_ms", "process start to first token, ms", 1, "F0", false),
        ("peak_bytes", "most memory held, MB", Mega, "F0", false),
        ("prompt_tps", "prompt of {0}, tok/s", 1, "F1", true),
        ("decode_tps", "decode {1}, tok/s", 1, "F1", true),
        ("callers_tps", "{0} callers together, tok/s", 1, "F1", true),
        ("callers_first_ms", "first token of {0} callers, ms", 1, "F0", false),
    ];

    /// <summary>One table of what is the same for all models, and then of each report, the JSON that <c>Engine.Peers llamasharp</c> writes.</summary>
    public static string Write(IReadOnlyList<(string Program, int LlamaSharp, int Engine)> lines, IEnumerable<string> reports)
    {
        JsonNode[] all = [.. reports.Select(report => JsonNode.Parse(report)!)];
        var sides = all[0]["sides"]!.AsArray();
        return DocumentTables.Markdown(
            ["", .. sides.Select(side => (string)side!["name"]!)],
            [
                .. lines.Select(pair => (IReadOnlyList<string>)[$"lines: {char.ToLowerInvariant(pair.Program[0])}{pair.Program[1..]}", .. sides.Select((_, i) => Text(i == 0 ? pair.LlamaSharp : pair.Engine, "F0", i > 0 && pair.Engine > pair.LlamaSharp))]),
                Sizes("program, MB", sides, side => (long)side["program_bytes"]!),
                Sizes("with llama.cpp's libraries, MB", sides, side => (long)side["program_bytes"]! + (long)side["native_bytes"]!),
                .. all.SelectMany(Rows),
            ]);
    }

    private static IReadOnlyList<string> Sizes(string row, JsonArray sides, Func<JsonNode, long> bytes) =>
        [row, .. sides.Select(side => Text(bytes(side!) / Mega, "F1", bytes(side!) > bytes(sides[0]!)))];

    private static IEnumerable<IReadOnlyList<string>> Rows(JsonNode report)
    {
        var sides = report["sides"]!.AsArray();
        var settings = report["settings"]!;
        yield return [$"**{Path.GetFileNameWithoutExtension((string)settings["model"]!)}**", .. sides.Select(_ => "")];
        foreach (var (measure, row, unit, format, moreIsBetter) in s_measures)
        {
            string[] keys = measure.StartsWith("callers_", StringComparison.Ordinal)
                ? [.. ((string)settings["callers"]!).Split(',').Select(count => measure.Insert("callers_".Length, count + "_"))]
                : [measure];
            foreach (string key in keys)
            {
                object count = key == measure ? settings["prompt_tokens"]! : key.Split('_')[1];
                double[] medians = [.. sides.Select(side => Samples.Median(side!["measures"]![key]!.AsArray().Select(sample => (double)sample!)) / unit)];
                yield return
                [
                    string.Format(CultureInfo.InvariantCulture, row, count, settings["generated_tokens"]),
                    .. medians.Select(median => Text(median, format, moreIsBetter ? median < medians[0] : median > medians[0])),
                ];
            }
        }
        yield return ["greedy texts equal to LLamaSharp's", "", .. sides.Skip(1).Select(side => Equal(report, (string)side!["name"]!))];
    }

    /// <summary>How many texts are equal; of those that differ, where that begins and by how little the model prefers its token there, the nearest tie last.</summary>
    private static string Equal(JsonNode report, string side)
    {
        var texts = report["texts"]!.AsArray();
        JsonNode[] differences = [.. texts.SelectMany(text => text!["differences"]!.AsArray()).Where(difference => (string)difference!["side"]! == side)!];
        string count = string.Create(CultureInfo.InvariantCulture, $"{texts.Count - differences.Length} of {texts.Count}");
        if (differences.Length == 0) return count;
        double widest = differences.Max(difference => (double?)difference["margin"] ?? double.PositiveInfinity);
        return string.Create(CultureInfo.InvariantCulture, $"{count}, others from token {differences.Min(difference => (int)difference["at"]!)} on, at margins up to {widest:F2}");
    }

    private static string Text(double value, string format, bool isLoss)
    {
        string text = value.ToString(format, CultureInfo.InvariantCulture);
        return isLoss ? $"**{text}**" : text;
    }
}
