using System.Globalization;
using Engine.Comparison;
using Spectre.Console;

namespace Engine.Cli;

/// <summary>A comparison on the terminal: what one needs to choose.</summary>
internal static class ComparisonTable
{
    public static void Write(ComparisonReport report)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (string column in new[] { "", "MiB", "bits", "KL mean", "KL 99 %", "top-1", "perplexity", "against the base" }) table.AddColumn(new TableColumn(column).RightAligned());
        table.Columns[0].LeftAligned();
        foreach (var candidate in report.Candidates.Prepend(report.BaseModel))
        {
            bool isBase = ReferenceEquals(candidate, report.BaseModel);
            table.AddRow(
                Markup.Escape(candidate.Name), Number(candidate.Bytes / 1048576.0, "F1"), Number(candidate.BitsPerWeight, "F2"),
                isBase ? "" : Number(candidate.Kl.Mean, "G3"), isBase ? "" : Number(candidate.Kl.P99, "G3"), isBase ? "" : Number(100 * candidate.Top1, "F1") + " %",
                $"{Number(candidate.Perplexity.Value, "F3")} +- {Number(candidate.Perplexity.Error, "F3")}",
                isBase ? "the base" : $"x {Number(candidate.Perplexity.Ratio, "F4")} +- {Number(candidate.Perplexity.RatioError, "F4")}");
        }
        Output.Console.Write(table);
        Output.Console.WriteLine($"{report.Tokens} tokens of {report.Text} in {report.Chunks} chunks of {report.Context}, {report.Backend}");
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
