using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>32 4-bit numbers, their scale and minimum: x = scale * q + minimum.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct Q4_1 : IQuantizableBlock<Q4_1>
{
    private const int Largest = 15;

    public Half Scale;
    public Half Minimum;
    public Nibbles Q;

    public static int Length => 32;

    public static void Dequantize(in Q4_1 block, Span<float> values)
    {
        float scale = (float)block.Scale, minimum = (float)block.Minimum;
        for (int i = 0; i < Length; i++) values[i] = block.Q.Get(i) * scale + minimum;
    }

    public static Q4_1 Quantize(ReadOnlySpan<float> values)
    {
        float minimum = float.MaxValue, maximum = float.MinValue;
        foreach (float value in values)
        {
            minimum = MathF.Min(minimum, value);
            maximum = MathF.Max(maximum, value);
        }

        float scale = (maximum - minimum) / Largest;
        float inverse = scale != 0 ? 1 / scale : 0;
        var block = new Q4_1 { Scale = (Half)scale, Minimum = (Half)minimum };
        for (int i = 0; i < Length; i++)
        {
            int q = Math.Min(Largest, (int)((values[i] - minimum) * inverse + 0.5f));
            block.Q.Set(i, q);
        }
        return block;
    }
}
