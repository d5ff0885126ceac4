using System.Runtime.InteropServices;

namespace Engine.Kernels.Tensors;

/// <summary>32 5-bit numbers and their scale: x = scale * (q - 16).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal unsafe struct Q5_0 : IQuantizableBlock<Q5_0>
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

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<Q5_0> blocks)
    {
        byte* quants = stackalloc byte[Length];
        fixed (float* x = values)
        {
            for (int b = 0; b < blocks.Length; b++)
            {
                blocks[b].Scale = (Half)GivenRounding.Centered(x + b * Length, Zero, quants);
                blocks[b].Q.Pack(quants);
                blocks[b].High.Pack(quants);
            }
        }
    }
}
