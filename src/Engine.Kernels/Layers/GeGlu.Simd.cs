using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Layers;

internal static partial class GeGlu
{
    private static void Simd(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> destination) => Elementwise.Map<Gated>(new(gate, up), destination);

    /// <summary>gelu(a) b.</summary>
    private readonly struct Gated : IFormula
    {
        public static int Rows => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct => S.Multiply(Gelu.Tanh<S, V>(a), b);
    }
}
