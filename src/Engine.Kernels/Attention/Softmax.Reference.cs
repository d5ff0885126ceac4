namespace Engine.Kernels.Attention;

internal static partial class Softmax
{
    private static void Reference(ReadOnlySpan<float> scores, Span<float> weights)
    {
        // Subtracting the maximum changes nothing but keeps exp in range.
        double maximum = double.NegativeInfinity;
        foreach (float score in scores) maximum = Math.Max(maximum, score);

        double sum = 0;
        foreach (float score in scores) sum += Math.Exp(score - maximum);

        for (int i = 0; i < scores.Length; i++) weights[i] = (float)(Math.Exp(scores[i] - maximum) / sum);
    }
}
