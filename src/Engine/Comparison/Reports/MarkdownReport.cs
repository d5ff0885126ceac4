using System.Text;

namespace Engine.Comparison.Reports;

/// <summary>A report as Markdown, its plots as files beside it.</summary>
internal static class MarkdownReport
{
    public static string Write(ComparisonReport report)
    {
        var text = new StringBuilder($"# {Text(report.BaseModel.Name)}: which quantization?\n\n{Text(ReportText.Summary(report))}\n\n");
        foreach (string sentence in report.Advice) text.Append($"* {Text(sentence)}\n");
        if (report.Candidates.Any(candidate => candidate.Axis == "weights")) text.Append("\n![Size against divergence](plots/size-divergence.svg)\n");
        if (report.Suggestion is { } suggestion)
            text.Append($"\n## A mix for {ReportTable.Mebibytes(suggestion.Target)} MiB\n\n{Text(ReportText.Describe(suggestion))}\n\n    {ReportText.Flags(suggestion)}\n");
        foreach (var table in ReportTable.Of(report))
        {
            text.Append($"\n## {table.Title}\n\n| {string.Join(" | ", table.Columns.Select(Text))} |\n|--|{string.Concat(Enumerable.Repeat("--:|", table.Columns.Count - 1))}\n");
            foreach (var row in table.Rows) text.Append($"| {string.Join(" | ", row.Select(Text))} |\n");
        }
        text.Append("\n## What the numbers mean\n\n");
        foreach (string meaning in ReportText.Meanings) text.Append($"* {meaning}\n");
        return text.ToString();
    }

    private static string Text(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
