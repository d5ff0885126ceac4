using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Layers;

internal static partial class RmsNorm
{
    private static void Simd(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, double epsilon, Span<float> destination)
    {
        double meanSquare = Elementwise.Sum<Square>(new(x)) / x.Length;
        Elementwise.Map<Scaled>(new(x, weight) { S = (float)(1 / Math.Sqrt(meanSquare + epsilon)) }, destination);
    }

    /// <summary>a a.</summary>
    private readonly struct Square : IFormula
    {
        public static int Rows => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct => S.Multiply(a, a);
    }

    /// <summary>a s b.</summary>
    private readonly struct Scaled : IFormula
    {
        public static int Rows => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct => S.Multiply(S.Multiply(a, s), b);
    }
}
