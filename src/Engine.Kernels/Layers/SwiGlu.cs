namespace Engine.Kernels.Layers;

/// <summary>y = silu(gate) * up, where silu(x) = x / (1 + exp(-x)).</summary>
/// <remarks>Source: Shazeer 2020, "GLU Variants Improve Transformer".</remarks>
internal static partial class SwiGlu
{
    /// <summary>Gates <paramref name="up"/>; the destination may be either source.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Forward(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> destination) => Simd(gate, up, destination);
}
