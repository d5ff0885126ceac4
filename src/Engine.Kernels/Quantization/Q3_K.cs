using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>256 3-bit numbers in 16 sub-blocks of 16 with 6-bit scales of their own: x = scale * (s - 32) * (q - 4).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct Q3_K : ITensorBlock<Q3_K>
{
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
    internal struct SixBits
    {
        private byte _first;

        public readonly int Get(int index)
        {
            int low = (this[index % 8] >> (index / 8 * 4)) & 0xF;
            int high = (this[8 + index % 4] >> (index / 4 * 2)) & 3;
            return low | (high << 4);
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
}
