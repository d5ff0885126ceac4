using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Kernels;

internal static partial class LayerNorm
{
    /// <summary>The fast variant: sums in 16 lanes of single precision, the variance about the mean in a pass of its own, so nothing cancels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Simd(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, double epsilon, Span<float> destination)
    {
        Shapes.RequireEqual(x.Length, weight.Length, nameof(weight));
        Shapes.RequireEqual(x.Length, bias.Length, nameof(bias));
        Shapes.RequireEqual(x.Length, destination.Length, nameof(destination));
        fixed (float* source = x, w = weight, b = bias, target = destination)
        {
            var sums = Vector512<float>.Zero;
            int i = 0;
            for (; i + 16 <= x.Length; i += 16) sums += Vector512.Load(source + i);
            double sum = Vector512.Sum(sums);
            for (; i < x.Length; i++) sum += source[i];

            float mean = (float)(sum / x.Length);
            var means = Vector512.Create(mean);
            var squares = Vector512<float>.Zero;
            for (i = 0; i + 16 <= x.Length; i += 16)
            {
                var difference = Vector512.Load(source + i) - means;
                squares = Vector512.FusedMultiplyAdd(difference, difference, squares);
            }
            double square = Vector512.Sum(squares);
            for (; i < x.Length; i++) square += (source[i] - mean) * (source[i] - mean);

            float factor = (float)(1 / Math.Sqrt(square / x.Length + epsilon));
            var factors = Vector512.Create(factor);
            for (i = 0; i + 16 <= x.Length; i += 16)
                Vector512.FusedMultiplyAdd((Vector512.Load(source + i) - means) * factors, Vector512.Load(w + i), Vector512.Load(b + i)).Store(target + i);
            for (; i < x.Length; i++) target[i] = MathF.FusedMultiplyAdd((source[i] - mean) * factor, w[i], b[i]);
        }
    }
}
