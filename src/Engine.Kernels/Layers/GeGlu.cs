namespace Engine.Kernels.Layers;

/// <summary>y = gelu(gate) * up, with the tanh formula of <see cref="Gelu.Tanh(ReadOnlySpan{float}, Span{float})"/>.</summary>
/// <remarks>Source: Shazeer 2020, "GLU Variants Improve Transformer".</remarks>
internal static partial class GeGlu
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
