namespace Engine.Kernels.Layers;

/// <summary>y = weight * (x - mean(x)) / sqrt(variance(x) + epsilon) + bias.</summary>
/// <remarks>Source: Ba, Kiros and Hinton 2016, "Layer Normalization".</remarks>
internal static partial class LayerNorm
{
    /// <summary>Normalizes one row; source and destination may be one.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, double epsilon, Span<float> destination)
    {
        Shapes.RequireEqual(x.Length, weight.Length, nameof(weight));
        Shapes.RequireEqual(x.Length, bias.Length, nameof(bias));
        Shapes.RequireEqual(x.Length, destination.Length, nameof(destination));
        Reference(x, weight, bias, epsilon, destination);
    }
}
