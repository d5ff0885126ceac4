namespace Engine.Kernels.Selection;

internal static partial class SumExp
{
    /// <summary><see cref="Forward"/> as the formula says, in double precision.</summary>
    public static double Reference(ReadOnlySpan<float> logits, float max, float temperature, Span<float> weights)
    {
        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            double weight = Math.Exp(((double)logits[i] - max) / temperature);
            weights[i] = (float)weight;
            sum += weight;
        }
        return sum;
    }

    private static (double Sum, double Weighted) MomentsReference(ReadOnlySpan<float> logits, float max, float temperature)
    {
        double sum = 0, weighted = 0;
        foreach (float logit in logits)
        {
            if (float.IsNegativeInfinity(logit)) continue;
            double x = ((double)logit - max) / temperature;
            sum += Math.Exp(x);
            weighted += Math.Exp(x) * x;
        }
        return (sum, weighted);
    }
}
