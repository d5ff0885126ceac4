using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>32 signed bytes and their scale: x = scale * q.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal unsafe struct Q8_0 : IQuantizableBlock<Q8_0>
{
    private const int Largest = 127;

    public Half Scale;
    public Quants Q;

    [InlineArray(32)]
    internal struct Quants
    {
        private sbyte _first;
    }

    public static int Length => 32;

    public static void Dequantize(in Q8_0 block, Span<float> values)
    {
        float scale = (float)block.Scale;
        for (int i = 0; i < Length; i++) values[i] = block.Q[i] * scale;
    }

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<Q8_0> blocks)
    {
        fixed (float* x = values)
        fixed (Q8_0* first = blocks)
            for (int b = 0; b < blocks.Length; b++) first[b].Scale = (Half)GivenRounding.Signed(x + b * Length, Largest, (sbyte*)&first[b].Q);
    }
}
