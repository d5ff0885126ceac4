using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engine.Comparison.Reports;

/// <summary>The files of a report.</summary>
public static class ReportFiles
{
    /// <summary>Writes report.json, report.md with its plots, and report.html, which needs no other file, into <paramref name="directory"/>.</summary>
    public static void Write(ComparisonReport report, string directory)
    {
        Directory.CreateDirectory(Path.Combine(directory, "plots"));
        foreach (var (name, canvas) in ReportPlots.Of(report)) Replace(Path.Combine(directory, "plots", $"{name}.svg"), canvas.ToString(standsAlone: true));
        Replace(Path.Combine(directory, "report.md"), MarkdownReport.Write(report));
        Replace(Path.Combine(directory, "report.html"), HtmlReport.Write(report));
        Replace(Path.Combine(directory, "report.json"), JsonSerializer.Serialize(report, ReportJson.Default.ComparisonReport) + "\n");
    }

    /// <summary>Writes beside and renames: a report is whole or the one before.</summary>
    private static void Replace(string path, string content)
    {
        using var file = new FileBeside(path);
        file.Stream.Write(Encoding.UTF8.GetBytes(content));
        file.Complete();
    }
}

/// <summary>report.json: a <see cref="ComparisonReport"/> in snake case.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NewLine = "\n")]
[JsonSerializable(typeof(ComparisonReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
