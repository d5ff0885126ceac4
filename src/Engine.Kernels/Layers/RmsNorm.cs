namespace Engine.Kernels.Layers;

/// <summary>y = weight * x / sqrt(mean(x^2) + epsilon).</summary>
/// <remarks>Source: Zhang and Sennrich 2019, "Root Mean Square Layer Normalization".</remarks>
internal static partial class RmsNorm
{
    /// <summary>Normalizes one row, with sums in lanes of single precision; source and destination may be one.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, double epsilon, Span<float> destination) => Simd(x, weight, epsilon, destination);
}
