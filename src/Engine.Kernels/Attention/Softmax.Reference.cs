namespace Engine.Kernels.Attention;

/// <summary>weights[i] = exp(scores[i]) / sum over j of exp(scores[j]).</summary>
internal static class Softmax
{
    /// <summary>Turns <paramref name="scores"/> into weights that sum to 1; the two spans may be one.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Reference(ReadOnlySpan<float> scores, Span<float> weights)
    {
        Shapes.RequireEqual(scores.Length, weights.Length, nameof(weights));
        // Subtracting the maximum changes nothing but keeps exp in range.
        double maximum = double.NegativeInfinity;
        foreach (float score in scores) maximum = Math.Max(maximum, score);

        double sum = 0;
        foreach (float score in scores) sum += Math.Exp(score - maximum);

        for (int i = 0; i < scores.Length; i++) weights[i] = (float)(Math.Exp(scores[i] - maximum) / sum);
    }
}
