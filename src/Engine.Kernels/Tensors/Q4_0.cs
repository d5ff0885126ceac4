using System.Runtime.InteropServices;

namespace Engine.Kernels.Tensors;

/// <summary>32 4-bit numbers and their scale: x = scale * (q - 8).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal unsafe struct Q4_0 : IQuantizableBlock<Q4_0>
{
    private const int Zero = 8;   // the quant that stands for 0

    public Half Scale;
    public Nibbles Q;

    public static int Length => 32;

    public static void Dequantize(in Q4_0 block, Span<float> values)
    {
        float scale = (float)block.Scale;
        for (int i = 0; i < Length; i++) values[i] = (block.Q.Get(i) - Zero) * scale;
    }

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<Q4_0> blocks)
    {
        byte* quants = stackalloc byte[Length];
        fixed (float* x = values)
        {
            for (int b = 0; b < blocks.Length; b++)
            {
                blocks[b].Scale = (Half)GivenRounding.Centered(x + b * Length, Zero, quants);
                blocks[b].Q.Pack(quants);
            }
        }
    }
}
