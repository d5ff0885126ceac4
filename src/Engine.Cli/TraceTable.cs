using System.Globalization;
using Engine.Cli.Documents;
using Spectre.Console;

namespace Engine.Cli;

/// <summary>Traces as a table: for every token a row per policy.</summary>
internal static class TraceTable
{
    private const int Removed = 3;   // tokens named

    public static Table Create(IReadOnlyList<TraceDocument> tokens)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("token").AddColumn("policy")
            .AddColumn(new TableColumn("left").RightAligned()).AddColumn(new TableColumn("removed").RightAligned())
            .AddColumn(new TableColumn("their share").RightAligned()).AddColumn(new TableColumn("the token's").RightAligned())
            .AddColumn("most probable removed");
        foreach (var token in tokens)
        {
            table.AddRow(Markup.Escape(token.Text), "", Count(token.Candidates), "", "", Share(token.Probability), "");
            foreach (var step in token.Steps)
                table.AddRow(
                    "", Markup.Escape(step.Policy), Count(step.Candidates), step.RemovedCount == 0 ? "" : Count(step.RemovedCount),
                    step.RemovedCount == 0 ? "" : Share(step.RemovedProbability), Share(step.Probability),
                    Markup.Escape(string.Join(", ", step.Removed.Take(Removed).Select(removed => $"{removed.Text} {Share(removed.Probability)}"))));
        }
        return table;
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Share(double probability) => probability.ToString("P2", CultureInfo.InvariantCulture);
}
