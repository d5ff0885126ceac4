using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>32 signed bytes and their scale: x = scale * q.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct Q8_0 : IQuantizableBlock<Q8_0>
{
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

    public static Q8_0 Quantize(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values) largest = MathF.Max(largest, MathF.Abs(value));

        float scale = largest / 127;
        float inverse = scale != 0 ? 1 / scale : 0;
        var block = new Q8_0 { Scale = (Half)scale };
        for (int i = 0; i < Length; i++) block.Q[i] = (sbyte)MathF.Round(values[i] * inverse, MidpointRounding.AwayFromZero);
        return block;
    }
}
