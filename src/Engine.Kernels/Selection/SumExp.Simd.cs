using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Selection;

internal static partial class SumExp
{
    private static (string, SumExpKernel)[] Of<S, V>() where S : ISimd<V> where V : struct => S.IsSupported ? [($"{S.Bytes * 8} bits", ComputeSimd<S, V>)] : [];

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Weight<S, V>(V logits, V max, V temperature) where S : ISimd<V> where V : struct => VectorMath.Exp<S, V>(S.Divide(S.Subtract(logits, max), temperature));
}
