namespace Engine.Comparison.Reports;

/// <summary>Which one to take, in a few sentences.</summary>
internal static class Advice
{
    // Shares of tokens after which the most probable successor is another than the base's.
    private static readonly (double Changed, string Words)[] s_levels =
    [
        (0.02, "If it has to answer like the original"),
        (0.05, "If it may be off now and then"),
        (0.10, "If size matters more"),
    ];

    /// <summary>The smallest file for each of three demands.</summary>
    public static IReadOnlyList<string> For(ComparisonReport report)
    {
        var files = report.Candidates.Where(candidate => candidate.Axis == "weights").OrderBy(candidate => candidate.Bytes).ToArray();
        var sentences = new List<string>();
        foreach (var (changed, words) in s_levels)
        {
            var smallest = files.FirstOrDefault(file => 1 - file.Top1 <= changed);
            sentences.Add(smallest is null
                ? $"{words}: none of these; all change the most probable next token after more than {ReportTable.Percent(changed, 0)} of the text."
                : $"{words}: {smallest.Name}, {ReportTable.Mebibytes(smallest.Bytes)} MiB. After {ReportTable.Percent(1 - smallest.Top1)} of the tokens another one is most probable than in the base ({ReportTable.Mebibytes(report.BaseModel.Bytes)} MiB).");
        }
        return files.Length == 0 ? [] : sentences;
    }

    /// <summary>Files that another one beats in size and divergence both.</summary>
    public static IReadOnlyList<string> Beaten(ComparisonReport report)
    {
        var files = report.Candidates.Where(candidate => candidate.Axis == "weights").ToArray();
        return
        [
            .. from file in files
               let better = files.Where(other => other.Bytes <= file.Bytes && other.Kl.Mean < file.Kl.Mean).MinBy(other => other.Kl.Mean)
               where better is not null
               select $"{file.Name} is beaten by {better.Name}, no larger and closer to the base.",
        ];
    }
}
