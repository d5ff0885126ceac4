using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>32 4-bit numbers and their scale: x = scale * (q - 8).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal unsafe struct Q4_0 : IScaledBlock<Q4_0>
{
    private static readonly float[] s_anchors = [.. Levels.Between(-9.4f, -5, 30), .. Levels.Between(4.8f, 8.4f, 22)];

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
        if (!importance.IsEmpty)
        {
            ScaleSearch<Q4_0>.Quantize(values, importance, blocks);
            return;
        }
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

    static int IScaledBlock<Q4_0>.SubBlock => Length;

    static (int Least, int Greatest) IScaledBlock<Q4_0>.Scales => (1, 1);

    static ReadOnlySpan<float> IScaledBlock<Q4_0>.Anchors => s_anchors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V IScaledBlock<Q4_0>.Nearest<S, V>(V x) => Levels.Round<S, V>(x, -Zero, Zero - 1);

    static void IScaledBlock<Q4_0>.Store(Q4_0* block, float scale, int* scales, sbyte* levels)
    {
        block->Scale = (Half)scale;
        for (int i = 0; i < Length; i++) levels[i] += Zero;
        block->Q.Pack((byte*)levels);
    }
}
