using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>32 5-bit numbers and their scale: x = scale * (q - 16).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal unsafe struct Q5_0 : IScaledBlock<Q5_0>
{
    private static readonly float[] s_anchors = [.. Levels.Between(-17.4f, -12, 28), .. Levels.Between(12, 16.4f, 20)];

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
        if (!importance.IsEmpty)
        {
            ScaleSearch<Q5_0>.Quantize(values, importance, blocks);
            return;
        }
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

    static int IScaledBlock<Q5_0>.SubBlock => Length;

    static (int Least, int Greatest) IScaledBlock<Q5_0>.Scales => (1, 1);

    static ReadOnlySpan<float> IScaledBlock<Q5_0>.Anchors => s_anchors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V IScaledBlock<Q5_0>.Nearest<S, V>(V x) => Levels.Round<S, V>(x, -Zero, Zero - 1);

    static void IScaledBlock<Q5_0>.Store(Q5_0* block, float scale, int* scales, sbyte* levels)
    {
        block->Scale = (Half)scale;
        for (int i = 0; i < Length; i++) levels[i] += Zero;
        block->Q.Pack((byte*)levels);
        block->High.Pack((byte*)levels);
    }
}
