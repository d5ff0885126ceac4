using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>256 4-bit numbers in 8 sub-blocks of 32 with scales and minima of their own, 6 bits each: x = (scale * s) * q - minimum * m.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal unsafe struct Q4_K : IMinimumBlock<Q4_K>
{
    private static readonly float[] s_anchors = Levels.Between(13, 16.2f, 12);

    private const int SubBlock = 32;

    public Half Scale;
    public Half Minimum;
    public SubBlockScales Scales;
    public Plane4 Q;

    public static int Length => 256;

    public static void Dequantize(in Q4_K block, Span<float> values)
    {
        float superScale = (float)block.Scale, superMinimum = (float)block.Minimum;
        for (int sub = 0; sub < Length / SubBlock; sub++)
        {
            float scale = superScale * block.Scales.Scale(sub), minimum = superMinimum * block.Scales.Minimum(sub);
            for (int i = sub * SubBlock; i < (sub + 1) * SubBlock; i++) values[i] = scale * block.Q.Get(i, SubBlock) - minimum;
        }
    }

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<Q4_K> blocks) => MinimumSearch<Q4_K>.Quantize(values, importance, blocks);

    static int IMinimumBlock<Q4_K>.SubBlock => SubBlock;

    static int IMinimumBlock<Q4_K>.Greatest => 15;

    static int IMinimumBlock<Q4_K>.GreatestScale => 63;

    static ReadOnlySpan<float> IMinimumBlock<Q4_K>.Anchors => s_anchors;

    static void IMinimumBlock<Q4_K>.Store(Q4_K* block, float scale, float minimum, int* scales, int* minima, byte* quants)
    {
        (block->Scale, block->Minimum) = ((Half)scale, (Half)minimum);
        block->Scales.Pack(scales, minima);
        block->Q.Pack(quants, SubBlock);
    }
}
