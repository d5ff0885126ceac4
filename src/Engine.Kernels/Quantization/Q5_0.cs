using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>32 5-bit numbers and their scale: x = scale * (q - 16).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct Q5_0 : IQuantizableBlock<Q5_0>
{
    private const int Zero = 16;   // the quant that stands for 0

    public Half Scale;
    public FifthBits High;
    public Nibbles Q;

    public static int Length => 32;

    public static void Dequantize(in Q5_0 block, Span<float> values)
    {
        float scale = (float)block.Scale;
        for (int i = 0; i < Length; i++) values[i] = ((block.Q.Get(i) | block.High.Get(i)) - Zero) * scale;
    }

    public static Q5_0 Quantize(ReadOnlySpan<float> values)
    {
        float extreme = 0;   // the value of largest magnitude, with its sign: it gets the quant 0, where there is one more step than at the other end
        foreach (float value in values)
            if (MathF.Abs(value) > MathF.Abs(extreme)) extreme = value;

        float scale = extreme / -Zero;
        float inverse = scale != 0 ? 1 / scale : 0;
        var block = new Q5_0 { Scale = (Half)scale };
        for (int i = 0; i < Length; i++)
        {
            int q = Math.Min(2 * Zero - 1, (int)(values[i] * inverse + (Zero + 0.5f)));
            block.Q.Set(i, q & 0xF);
            block.High.Set(i, q);
        }
        return block;
    }
}
