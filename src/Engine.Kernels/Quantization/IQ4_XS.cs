using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>256 4-bit indices into the table of <see cref="IQ4_NL"/> in 8 sub-blocks of 32 with 6-bit scales of their own: x = scale * (s - 32) * table[q].</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct IQ4_XS : ITensorBlock<IQ4_XS>
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
}
