namespace Engine.Kernels.Selection;

internal static partial class LogitSpread
{
    private static double DeviationReference(ReadOnlySpan<float> logits, float near)
    {
        double sum = 0, squares = 0;
        int count = 0;
        foreach (float logit in logits)
        {
            if (float.IsNegativeInfinity(logit)) continue;
            sum += logit;
            count++;
        }
        double mean = sum / count;
        foreach (float logit in logits)
            if (!float.IsNegativeInfinity(logit)) squares += (logit - mean) * (logit - mean);
        return Math.Sqrt(squares / count);
    }
}
