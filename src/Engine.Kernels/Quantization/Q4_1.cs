using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>32 4-bit numbers, their scale and minimum: x = scale * q + minimum.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal unsafe struct Q4_1 : IMinimumBlock<Q4_1>
{
    private static readonly float[] s_anchors = Levels.Between(13, 16.2f, 12);

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

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<Q4_1> blocks)
    {
        if (!importance.IsEmpty)
        {
            MinimumSearch<Q4_1>.Quantize(values, importance, blocks);
            return;
        }
        byte* quants = stackalloc byte[Length];
        fixed (float* x = values)
        {
            for (int b = 0; b < blocks.Length; b++)
            {
                var (scale, minimum) = GivenRounding.Shifted(x + b * Length, Largest, quants);
                (blocks[b].Scale, blocks[b].Minimum) = ((Half)scale, (Half)minimum);
                blocks[b].Q.Pack(quants);
            }
        }
    }

    static int IMinimumBlock<Q4_1>.SubBlock => Length;

    static int IMinimumBlock<Q4_1>.Greatest => Largest;

    static int IMinimumBlock<Q4_1>.GreatestScale => 1;

    static ReadOnlySpan<float> IMinimumBlock<Q4_1>.Anchors => s_anchors;

    static void IMinimumBlock<Q4_1>.Store(Q4_1* block, float scale, float minimum, int* scales, int* minima, byte* quants)
    {
        (block->Scale, block->Minimum) = ((Half)scale, (Half)(-minimum));
        block->Q.Pack(quants);
    }
}
