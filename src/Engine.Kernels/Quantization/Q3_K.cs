using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>256 3-bit numbers in 16 sub-blocks of 16 with 6-bit scales of their own: x = scale * (s - 32) * (q - 4).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal unsafe struct Q3_K : IScaledBlock<Q3_K>
{
    private static readonly float[] s_anchors = [.. Levels.Between(-5f, -2.6f, 9), .. Levels.Between(2f, 4.1f, 7)];

    private const int SubBlock = 16, Zero = 4, ScaleZero = 32;   // the quant and the 6-bit scale that stand for 0

    public Plane1 High;   // bit 2 of each number
    public Plane2 Q;      // its bits 0 and 1
    public SixBits Scales;
    public Half Scale;

    /// <summary>
    /// Sixteen six-bit numbers in 12 bytes: the low four bits of 0 to 7 in the low halves of bytes 0 to 7, those of 8 to 15 in the high halves;
    /// the high two bits of j, j + 4, j + 8 and j + 12 in byte 8 + j, from its lowest bits up.
    /// </summary>
    [InlineArray(12)]
    internal unsafe struct SixBits
    {
        private byte _first;

        public readonly int Get(int index)
        {
            int low = (this[index % 8] >> (index / 8 * 4)) & 0xF;
            int high = (this[8 + index % 4] >> (index / 4 * 2)) & 3;
            return low | (high << 4);
        }

        /// <summary>Stores sixteen numbers, <paramref name="zero"/> added to each.</summary>
        public void Pack(int* numbers, int zero)
        {
            this = default;
            for (int index = 0; index < 16; index++)
            {
                int number = numbers[index] + zero;
                this[index % 8] |= (byte)((number & 0xF) << (index / 8 * 4));
                this[8 + index % 4] |= (byte)(number >> 4 << (index / 4 * 2));
            }
        }
    }

    public static int Length => 256;

    public static void Dequantize(in Q3_K block, Span<float> values)
    {
        float superScale = (float)block.Scale;
        for (int sub = 0; sub < Length / SubBlock; sub++)
        {
            float scale = superScale * (block.Scales.Get(sub) - ScaleZero);
            for (int i = sub * SubBlock; i < (sub + 1) * SubBlock; i++) values[i] = scale * ((block.Q.Get(i) | (block.High.Get(i) << 2)) - Zero);
        }
    }

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<Q3_K> blocks) => ScaleSearch<Q3_K>.Quantize(values, importance, blocks);

    static int IScaledBlock<Q3_K>.SubBlock => SubBlock;

    static (int Least, int Greatest) IScaledBlock<Q3_K>.Scales => (-ScaleZero, ScaleZero - 1);

    static ReadOnlySpan<float> IScaledBlock<Q3_K>.Anchors => s_anchors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V IScaledBlock<Q3_K>.Nearest<S, V>(V x) => Levels.Round<S, V>(x, -Zero, Zero - 1);

    static void IScaledBlock<Q3_K>.Store(Q3_K* block, float scale, int* scales, sbyte* levels)
    {
        block->Scale = (Half)scale;
        block->Scales.Pack(scales, ScaleZero);
        for (int i = 0; i < Length; i++) levels[i] += Zero;
        block->Q.Pack((byte*)levels, 0);
        block->High.Pack((byte*)levels, 2);
    }
}
