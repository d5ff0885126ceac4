namespace Engine.Kernels.Layers;

internal static partial class SwiGlu
{
    private static void Reference(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> destination)
    {
        for (int i = 0; i < gate.Length; i++) destination[i] = (float)(gate[i] / (1 + Math.Exp(-gate[i])) * up[i]);
    }
}
