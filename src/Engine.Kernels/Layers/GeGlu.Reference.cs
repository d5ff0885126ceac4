namespace Engine.Kernels.Layers;

internal static partial class GeGlu
{
    /// <summary><see cref="Forward"/> as the formula says, in double precision.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Reference(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> destination)
    {
        Shapes.RequireEqual(gate.Length, up.Length, nameof(up));
        Shapes.RequireEqual(gate.Length, destination.Length, nameof(destination));

        for (int i = 0; i < gate.Length; i++) destination[i] = (float)(Gelu.Tanh((double)gate[i]) * up[i]);
    }
}
