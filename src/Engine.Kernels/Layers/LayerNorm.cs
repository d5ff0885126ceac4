namespace Engine.Kernels.Layers;

/// <summary>y = weight * (x - mean(x)) / sqrt(variance(x) + epsilon) + bias.</summary>
/// <remarks>Source: Ba, Kiros and Hinton 2016, "Layer Normalization".</remarks>
internal static partial class LayerNorm
{
    /// <summary>Normalizes one row, with sums in lanes of single precision, the variance about the mean in a pass of its own, so nothing cancels; source and destination may be one.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, double epsilon, Span<float> destination) => Simd(x, weight, bias, epsilon, destination);
}
