using System.Text.Json.Nodes;

namespace Engine.Benchmarks.Tables;

/// <summary>How soon a program says its first word, by how it was built.</summary>
internal static class StartRows
{
    private static readonly (string Model, string Shown)[] s_models = [("pocket-f16", "demo model, first token"), ("SmolLM2-135M-Instruct.Q4_1", "SmolLM2 135M, first token")];

    /// <summary>The table of the result <paramref name="file"/>: medians of its rounds.</summary>
    public static string Write(string file) => DocumentTables.Markdown(
        ["built", "MB", .. s_models.Select(model => model.Shown)],
        JsonNode.Parse(File.ReadAllText(file))!["ways"]!.AsArray().Select(way => (string[])
        [
            (string)way!["way"]!,
            FormattableString.Invariant($"{(long)way["bytes"]! / 1e6:F1}"),
            .. s_models.Select(model => FormattableString.Invariant($"{Samples.Median(way[model.Model]!.AsArray().Select(time => (double)time!)):F0} ms")),
        ]));
}
