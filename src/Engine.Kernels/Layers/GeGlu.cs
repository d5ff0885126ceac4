namespace Engine.Kernels.Layers;

/// <summary>y = gelu(gate) * up, with the tanh formula of <see cref="Gelu.ForwardTanh"/>.</summary>
/// <remarks>Source: Shazeer 2020, "GLU Variants Improve Transformer".</remarks>
internal static partial class GeGlu
{
    /// <summary>Gates <paramref name="up"/>; the destination may be either source.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Forward(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> destination) => Simd(gate, up, destination);
}
