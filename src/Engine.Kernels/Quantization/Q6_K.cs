using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>256 6-bit numbers in 16 sub-blocks of 16 with 8-bit scales of their own: x = (scale * s) * (q - 32).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal unsafe struct Q6_K : IScaledBlock<Q6_K>
{
    private static readonly float[] s_anchors = [.. Levels.Between(-33.4f, -27.5f, 20), .. Levels.Between(27, 32.4f, 12)];

    private const int SubBlock = 16, Run = 64, Zero = 32;   // Zero: the quant that stands for 0

    public Plane4 Q;      // bits 0 to 3 of each number
    public Plane2 High;   // its bits 4 and 5
    public SubBlocks Scales;
    public Half Scale;

    /// <summary>A signed scale per sub-block.</summary>
    [InlineArray(16)]
    internal struct SubBlocks
    {
        private sbyte _first;
    }

    public static int Length => 256;

    public static void Dequantize(in Q6_K block, Span<float> values)
    {
        float superScale = (float)block.Scale;
        for (int sub = 0; sub < Length / SubBlock; sub++)
        {
            float scale = superScale * block.Scales[sub];
            for (int i = sub * SubBlock; i < (sub + 1) * SubBlock; i++) values[i] = scale * ((block.Q.Get(i, Run) | (block.High.Get(i) << 4)) - Zero);
        }
    }

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<Q6_K> blocks) => ScaleSearch<Q6_K>.Quantize(values, importance, blocks);

    static int IScaledBlock<Q6_K>.SubBlock => SubBlock;

    static (int Least, int Greatest) IScaledBlock<Q6_K>.Scales => (sbyte.MinValue, sbyte.MaxValue);

    static ReadOnlySpan<float> IScaledBlock<Q6_K>.Anchors => s_anchors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V IScaledBlock<Q6_K>.Nearest<S, V>(V x) => Levels.Round<S, V>(x, -Zero, Zero - 1);

    static void IScaledBlock<Q6_K>.Store(Q6_K* block, float scale, int* scales, sbyte* levels)
    {
        block->Scale = (Half)scale;
        for (int sub = 0; sub < Length / SubBlock; sub++) block->Scales[sub] = (sbyte)scales[sub];
        for (int i = 0; i < Length; i++) levels[i] += Zero;
        block->Q.Pack((byte*)levels, Run);
        block->High.Pack((byte*)levels, 4);
    }
}
