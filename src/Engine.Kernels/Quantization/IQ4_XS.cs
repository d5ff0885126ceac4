using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>256 4-bit indices into the table of <see cref="IQ4_NL"/> in 8 sub-blocks of 32 with 6-bit scales of their own: x = scale * (s - 32) * table[q].</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal unsafe struct IQ4_XS : IScaledBlock<IQ4_XS>
{

    private const int SubBlock = 32, Run = 16, ScaleZero = 32;   // ScaleZero: the 6-bit scale that stands for 0

    public Half Scale;
    public ushort ScalesHigh;   // the high two bits of each sub-block's scale, from the lowest bits up
    public ScaleNibbles ScalesLow;
    public Plane4 Q;

    /// <summary>The low four bits of eight scales: the even ones in the low halves.</summary>
    [InlineArray(4)]
    internal struct ScaleNibbles
    {
        private byte _first;

        public readonly int Get(int index) => (this[index / 2] >> (index % 2 * 4)) & 0xF;
    }

    public static int Length => 256;

    public static void Dequantize(in IQ4_XS block, Span<float> values)
    {
        float superScale = (float)block.Scale;
        for (int sub = 0; sub < Length / SubBlock; sub++)
        {
            int bits = block.ScalesLow.Get(sub) | (((block.ScalesHigh >> (2 * sub)) & 3) << 4);
            float scale = superScale * (bits - ScaleZero);
            for (int i = sub * SubBlock; i < (sub + 1) * SubBlock; i++) values[i] = scale * IQ4_NL.Table[block.Q.Get(i, Run)];
        }
    }

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<IQ4_XS> blocks) => ScaleSearch<IQ4_XS>.Quantize(values, importance, blocks);

    static int IScaledBlock<IQ4_XS>.SubBlock => SubBlock;

    static (int Least, int Greatest) IScaledBlock<IQ4_XS>.Scales => (-ScaleZero, ScaleZero - 1);

    static ReadOnlySpan<float> IScaledBlock<IQ4_XS>.Anchors => IQ4_NL.Anchors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V IScaledBlock<IQ4_XS>.Nearest<S, V>(V x) => IQ4_NL.Nearest<S, V>(x);

    static void IScaledBlock<IQ4_XS>.Store(IQ4_XS* block, float scale, int* scales, sbyte* levels)
    {
        block->Scale = (Half)scale;
        block->ScalesHigh = 0;
        block->ScalesLow = default;
        for (int sub = 0; sub < Length / SubBlock; sub++)
        {
            int bits = scales[sub] + ScaleZero;
            block->ScalesLow[sub / 2] |= (byte)((bits & 0xF) << (sub % 2 * 4));
            block->ScalesHigh |= (ushort)(bits >> 4 << (2 * sub));
        }
        IQ4_NL.ToIndices(levels, Length);
        block->Q.Pack((byte*)levels, Run);
    }
}
