using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Layers;

internal static partial class SwiGlu
{
    private static void Simd(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> destination) => Elementwise.Map<Gated>(new(gate, up), destination);

    /// <summary>silu(a) b.</summary>
    private readonly struct Gated : IFormula
    {
        public static int Rows => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct
        {
            var denominator = S.Add(S.RepeatFloat(1), VectorMath.Exp<S, V>(S.Subtract(S.Zero, a)));
            return S.Multiply(S.Divide(a, denominator), b);
        }
    }
}
