namespace Engine.Kernels.Layers;

/// <summary>y = weight * x / sqrt(mean(x^2) + epsilon).</summary>
/// <remarks>Source: Zhang and Sennrich 2019, "Root Mean Square Layer Normalization".</remarks>
internal static partial class RmsNorm
{
    /// <summary>Normalizes one row; source and destination may be one.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, double epsilon, Span<float> destination)
    {
        Shapes.RequireEqual(x.Length, weight.Length, nameof(weight));
        Shapes.RequireEqual(x.Length, destination.Length, nameof(destination));
        Reference(x, weight, epsilon, destination);
    }
}
