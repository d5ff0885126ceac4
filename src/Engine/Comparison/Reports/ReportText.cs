using System.Globalization;

namespace Engine.Comparison.Reports;

/// <summary>The sentences that the page and the Markdown have in common.</summary>
internal static class ReportText
{
    public static IReadOnlyList<string> Meanings { get; } =
    [
        "KL: Kullback-Leibler divergence of the candidate's prediction from the base's after each token, in nats. 0 is the same prediction; below 0.01 on average few readers notice, above 0.1 most do.",
        "top-1: share of tokens after which both think the same next token most probable. top-5: share of the base's five most probable tokens that are among the candidate's five.",
        "Δp RMS: root mean square change of the probability of the token that really follows.",
        "Perplexity: exp of the mean negative log-likelihood, with its standard error. The ratio is paired: both models read the same tokens, so its error is far smaller than that of either perplexity.",
        "Memory: predicted from the header, weights + KV cache + buffers; measured as the peak of a process of its own, less what it held before it opened the file. Mapped weights count as they are touched.",
    ];

    public static string Summary(ComparisonReport report) => string.Create(CultureInfo.InvariantCulture,
        $"{report.Tokens} tokens of {Path.GetFileName(report.Text)}, the second halves of {report.Chunks} chunks of {report.Context}; {report.Backend}; {report.Machine}.");

    public static string Describe(SuggestionReport suggestion) => string.Create(CultureInfo.InvariantCulture,
        $"{ReportTable.Mebibytes(suggestion.Bytes)} MiB with a mean divergence of {ReportTable.Digits(suggestion.Kl)} nats on text it was not chosen by; {suggestion.Standard}, {ReportTable.Mebibytes(suggestion.StandardBytes)} MiB, has {ReportTable.Digits(suggestion.StandardKl)} there.");

    public static string Flags(SuggestionReport suggestion) => string.Join(' ', suggestion.Tensors.Select(tensor => $"--tensor '{tensor}'"));
}
