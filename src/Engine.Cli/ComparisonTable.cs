using Engine.Comparison;
using Engine.Comparison.Reports;
using Spectre.Console;

namespace Engine.Cli;

/// <summary>A comparison on the terminal: the tables of its reports.</summary>
internal static class ComparisonTable
{
    public static void Write(ComparisonReport report, string directory)
    {
        foreach (var table in ReportTable.Of(report))
        {
            var grid = new Table().Border(TableBorder.Simple).Title(Markup.Escape(table.Title));
            foreach (var (i, column) in table.Columns.Index()) grid.AddColumn(i == 0 ? new TableColumn(Markup.Escape(column)) : new TableColumn(Markup.Escape(column)).RightAligned());
            foreach (var row in table.Rows) grid.AddRow([.. row.Select(Markup.Escape)]);
            Output.Console.Write(grid);
        }
        foreach (string sentence in report.Advice) Output.Console.WriteLine(sentence);
        Output.Console.WriteLine($"With plots: {Path.Combine(directory, "report.html")}");
    }
}
