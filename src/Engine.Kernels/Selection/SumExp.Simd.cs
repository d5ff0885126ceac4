using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Selection;

internal static partial class SumExp
{
    // Weights below e^-88 are 0; so is, then, their product with an exponent that is finite.
    private const float LowestExponent = -88;

    private static SumExpVariant[] Of<S, V>() where S : ISimd<V> where V : struct =>
        S.IsSupported ? [new($"{S.Bytes * 8} bits", ComputeSimd<S, V>, MomentsSimd<S, V>)] : [];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double ComputeSimd<S, V>(ReadOnlySpan<float> logits, float max, float temperature, Span<float> weights) where S : ISimd<V> where V : struct
    {
        int lanes = S.Bytes / sizeof(float), whole = logits.Length / lanes * lanes;
        V highest = S.RepeatFloat(max), divisor = S.RepeatFloat(temperature);
        // Singles are widened before they are added: 262144 single additions would lose four digits.
        V sums = S.Zero;
        fixed (float* source = logits, destination = weights)
        {
            for (int i = 0; i < whole; i += lanes)
            {
                V weight = Weight<S, V>(S.Load(source + i), highest, divisor);
                S.Store(weight, destination + i);
                sums = S.AddWidened(sums, weight);
            }
        }
        // What is left, beside logits that weigh nothing.
        float* rest = stackalloc float[lanes];
        new Span<float>(rest, lanes).Fill(float.NegativeInfinity);
        logits[whole..].CopyTo(new Span<float>(rest, lanes));
        V last = Weight<S, V>(S.Load(rest), highest, divisor);
        S.Store(last, rest);
        new ReadOnlySpan<float>(rest, logits.Length - whole).CopyTo(weights[whole..]);
        return S.SumDoubles(S.AddWidened(sums, last));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe (double Sum, double Weighted) MomentsSimd<S, V>(ReadOnlySpan<float> logits, float max, float temperature) where S : ISimd<V> where V : struct
    {
        int lanes = S.Bytes / sizeof(float), at = 0;
        V highest = S.RepeatFloat(max), factor = S.RepeatFloat(1 / temperature), lowest = S.RepeatFloat(LowestExponent);
        V sums = S.Zero, weighted = S.Zero;
        fixed (float* source = logits)
        {
            for (; at + lanes <= logits.Length; at += lanes)
            {
                V x = S.Max(S.Multiply(S.Subtract(S.Load(source + at), highest), factor), lowest);
                V weight = VectorMath.Exp<S, V>(x);
                sums = S.AddWidened(sums, weight);
                weighted = S.AddWidened(weighted, S.Multiply(weight, x));
            }
        }
        float* rest = stackalloc float[lanes];
        new Span<float>(rest, lanes).Fill(float.NegativeInfinity);
        logits[at..].CopyTo(new Span<float>(rest, lanes));
        V last = S.Max(S.Multiply(S.Subtract(S.Load(rest), highest), factor), lowest);
        V lastWeight = VectorMath.Exp<S, V>(last);
        return (S.SumDoubles(S.AddWidened(sums, lastWeight)), S.SumDoubles(S.AddWidened(weighted, S.Multiply(lastWeight, last))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Weight<S, V>(V logits, V max, V temperature) where S : ISimd<V> where V : struct => VectorMath.Exp<S, V>(S.Divide(S.Subtract(logits, max), temperature));
}
