using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Selection;

internal static partial class LogitSpread
{
    private static (string, LogitSpreadKernel)[] Of<S, V>() where S : ISimd<V> where V : struct =>
        S.IsSupported ? [($"{S.Bytes * 8} bits", DeviationSimd<S, V>)] : [];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double DeviationSimd<S, V>(ReadOnlySpan<float> logits, float near) where S : ISimd<V> where V : struct
    {
        int lanes = S.Bytes / sizeof(float), at = 0;
        V center = S.RepeatFloat(near), nothing = S.RepeatFloat(float.NegativeInfinity);
        V counts = S.Zero, sums = S.Zero, squares = S.Zero;
        fixed (float* source = logits)
        {
            for (; at + lanes <= logits.Length; at += lanes)
            {
                V logit = S.Load(source + at), isFinite = S.Greater(logit, nothing);
                V x = S.And(isFinite, S.Subtract(logit, center));
                counts = S.SubtractInt(counts, isFinite);
                sums = S.AddWidened(sums, x);
                squares = S.AddWidened(squares, S.Multiply(x, x));
            }
        }
        double count = S.Sum(S.ToFloat(counts)), sum = S.SumDoubles(sums), square = S.SumDoubles(squares);
        foreach (float logit in logits[at..])
        {
            if (float.IsNegativeInfinity(logit)) continue;
            double x = (double)logit - near;
            (count, sum, square) = (count + 1, sum + x, square + x * x);
        }
        double mean = sum / count;
        return Math.Sqrt(Math.Max(0, square / count - mean * mean));
    }
}
