using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>256 5-bit numbers in 8 sub-blocks of 32 with scales and minima of their own, 6 bits each: x = (scale * s) * q - minimum * m.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal unsafe struct Q5_K : IMinimumBlock<Q5_K>
{
    private static readonly float[] s_anchors = Levels.Between(28.6f, 32.2f, 10);

    private const int SubBlock = 32;

    public Half Scale;
    public Half Minimum;
    public SubBlockScales Scales;
    public Plane1 High;   // bit 4 of each number
    public Plane4 Q;      // its bits 0 to 3

    public static int Length => 256;

    public static void Dequantize(in Q5_K block, Span<float> values)
    {
        float superScale = (float)block.Scale, superMinimum = (float)block.Minimum;
        for (int sub = 0; sub < Length / SubBlock; sub++)
        {
            float scale = superScale * block.Scales.Scale(sub), minimum = superMinimum * block.Scales.Minimum(sub);
            for (int i = sub * SubBlock; i < (sub + 1) * SubBlock; i++)
                values[i] = scale * (block.Q.Get(i, SubBlock) | (block.High.Get(i) << 4)) - minimum;
        }
    }

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<Q5_K> blocks) => MinimumSearch<Q5_K>.Quantize(values, importance, blocks);

    static int IMinimumBlock<Q5_K>.SubBlock => SubBlock;

    static int IMinimumBlock<Q5_K>.Greatest => 31;

    static int IMinimumBlock<Q5_K>.GreatestScale => 63;

    static ReadOnlySpan<float> IMinimumBlock<Q5_K>.Anchors => s_anchors;

    static void IMinimumBlock<Q5_K>.Store(Q5_K* block, float scale, float minimum, int* scales, int* minima, byte* quants)
    {
        (block->Scale, block->Minimum) = ((Half)scale, (Half)minimum);
        block->Scales.Pack(scales, minima);
        block->Q.Pack(quants, SubBlock);
        block->High.Pack(quants, 4);
    }
}
