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
}
