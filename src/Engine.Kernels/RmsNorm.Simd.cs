using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Kernels;

internal static partial class RmsNorm
{
    /// <summary>The fast variant: sums in 16 lanes of single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Simd(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, double epsilon, Span<float> destination)
    {
        Shapes.RequireEqual(x.Length, weight.Length, nameof(weight));
        Shapes.RequireEqual(x.Length, destination.Length, nameof(destination));
        fixed (float* source = x, w = weight, target = destination)
        {
            var squares = Vector512<float>.Zero;
            int i = 0;
            for (; i + 16 <= x.Length; i += 16)
            {
                var v = Vector512.Load(source + i);
                squares = Vector512.FusedMultiplyAdd(v, v, squares);
            }
            double sum = Vector512.Sum(squares);
            for (; i < x.Length; i++) sum += source[i] * source[i];

            float factor = (float)(1 / Math.Sqrt(sum / x.Length + epsilon));
            var factors = Vector512.Create(factor);
            for (i = 0; i + 16 <= x.Length; i += 16) (Vector512.Load(source + i) * factors * Vector512.Load(w + i)).Store(target + i);
            for (; i < x.Length; i++) target[i] = source[i] * factor * w[i];
        }
    }
}
