using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>256 2-bit numbers in 16 sub-blocks of 16 with scales and minima of their own, 4 bits each: x = (scale * s) * q - minimum * m.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal unsafe struct Q2_K : IMinimumBlock<Q2_K>
{
    private static readonly float[] s_anchors = Levels.Between(2.2f, 3.7f, 7);

    private const int SubBlock = 16;

    public SubBlocks Scales;
    public Plane2 Q;
    public Half Scale;
    public Half Minimum;

    /// <summary>A byte per sub-block: s is the low half, m the high half.</summary>
    [InlineArray(16)]
    internal struct SubBlocks
    {
        private byte _first;
    }

    public static int Length => 256;

    public static void Dequantize(in Q2_K block, Span<float> values)
    {
        float superScale = (float)block.Scale, superMinimum = (float)block.Minimum;
        for (int sub = 0; sub < Length / SubBlock; sub++)
        {
            float scale = superScale * (block.Scales[sub] & 0xF), minimum = superMinimum * (block.Scales[sub] >> 4);
            for (int i = sub * SubBlock; i < (sub + 1) * SubBlock; i++) values[i] = scale * block.Q.Get(i) - minimum;
        }
    }

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<Q2_K> blocks) => MinimumSearch<Q2_K>.Quantize(values, importance, blocks);

    static int IMinimumBlock<Q2_K>.SubBlock => SubBlock;

    static int IMinimumBlock<Q2_K>.Greatest => 3;

    static int IMinimumBlock<Q2_K>.GreatestScale => 15;

    static ReadOnlySpan<float> IMinimumBlock<Q2_K>.Anchors => s_anchors;

    static void IMinimumBlock<Q2_K>.Store(Q2_K* block, float scale, float minimum, int* scales, int* minima, byte* quants)
    {
        (block->Scale, block->Minimum) = ((Half)scale, (Half)minimum);
        for (int sub = 0; sub < Length / SubBlock; sub++) block->Scales[sub] = (byte)(scales[sub] | minima[sub] << 4);
        block->Q.Pack(quants, 0);
    }
}
