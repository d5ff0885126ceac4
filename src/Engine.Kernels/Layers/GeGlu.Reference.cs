namespace Engine.Kernels.Layers;

internal static partial class GeGlu
{
    private static void Reference(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> destination)
    {
        for (int i = 0; i < gate.Length; i++) destination[i] = (float)(Gelu.Tanh((double)gate[i]) * up[i]);
    }
}
