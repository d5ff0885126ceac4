namespace Engine.Comparison;

/// <summary>What one token tells about a candidate.</summary>
/// <param name="Kl">Divergence from the base, in nats.</param>
/// <param name="BaseLoss">-ln of the probability that the base gives the token that follows.</param>
/// <param name="Loss">-ln of the probability that the candidate gives it.</param>
/// <param name="SameTop">Whether both think the same token most probable.</param>
/// <param name="SharedBest">How many of the base's five most probable tokens are among the candidate's.</param>
internal readonly record struct TokenSample(double Kl, double BaseLoss, double Loss, bool SameTop, int SharedBest)
{
    /// <summary>Tokens that count as the most probable ones.</summary>
    public const int Best = 5;
}

/// <summary>What all tokens tell.</summary>
internal sealed record SampleSummary(DivergenceReport Kl, double Top1, double Top5, double DeltaPRms, PerplexityReport Perplexity, PerplexityReport BasePerplexity, int Tokens)
{
    public static SampleSummary Of(IReadOnlyList<TokenSample> samples)
    {
        Moments losses = new(), baseLosses = new(), differences = new();
        double divergence = 0, squares = 0;
        int same = 0, shared = 0;
        foreach (var sample in samples)
        {
            losses.Add(sample.Loss);
            baseLosses.Add(sample.BaseLoss);
            differences.Add(sample.Loss - sample.BaseLoss);
            divergence += sample.Kl;
            double change = Math.Exp(-sample.Loss) - Math.Exp(-sample.BaseLoss);
            squares += change * change;
            if (sample.SameTop) same++;
            shared += sample.SharedBest;
        }
        double[] sorted = [.. samples.Select(sample => sample.Kl).Order()];
        int count = samples.Count;
        double ratio = Math.Exp(differences.Mean);
        return new SampleSummary(
            new DivergenceReport(divergence / count, Quantile(sorted, 0.5), Quantile(sorted, 0.9), Quantile(sorted, 0.99), Quantile(sorted, 0.999), sorted[^1]),
            (double)same / count,
            (double)shared / (TokenSample.Best * count),
            Math.Sqrt(squares / count),
            Describe(losses, ratio, ratio * differences.StandardError),
            Describe(baseLosses, 1, 0),
            count);
    }

    private static PerplexityReport Describe(Moments losses, double ratio, double ratioError) =>
        new(Math.Exp(losses.Mean), Math.Exp(losses.Mean) * losses.StandardError, ratio, ratioError);

    /// <summary>Between two values in proportion.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
