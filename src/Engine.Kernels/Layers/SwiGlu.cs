namespace Engine.Kernels.Layers;

/// <summary>y = silu(gate) * up, where silu(x) = x / (1 + exp(-x)).</summary>
/// <remarks>Source: Shazeer 2020, "GLU Variants Improve Transformer".</remarks>
internal static partial class SwiGlu
{
    /// <summary>Gates <paramref name="up"/>; the destination may be either source.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Forward(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> destination)
    {
        Shapes.RequireEqual(gate.Length, up.Length, nameof(up));
        Shapes.RequireEqual(gate.Length, destination.Length, nameof(destination));
        Reference(gate, up, destination);
    }
}
