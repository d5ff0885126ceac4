using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Layers;

internal static partial class LayerNorm
{
    private static void Simd(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, double epsilon, Span<float> destination)
    {
        float mean = (float)(Elementwise.Sum<Itself>(new(x)) / x.Length);
        double variance = Elementwise.Sum<SquaredDifference>(new(x) { S = mean }) / x.Length;
        Elementwise.Map<Normalized>(new(x, weight, bias) { S = mean, T = (float)(1 / Math.Sqrt(variance + epsilon)) }, destination);
    }

    /// <summary>a.</summary>
    private readonly struct Itself : IFormula
    {
        public static int Rows => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct => a;
    }

    /// <summary>(a - s)^2.</summary>
    private readonly struct SquaredDifference : IFormula
    {
        public static int Rows => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct
        {
            var difference = S.Subtract(a, s);
            return S.Multiply(difference, difference);
        }
    }

    /// <summary>(a - s) t b + c.</summary>
    private readonly struct Normalized : IFormula
    {
        public static int Rows => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct => S.MultiplyAdd(S.Multiply(S.Subtract(a, s), t), b, c);
    }
}
