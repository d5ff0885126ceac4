using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>32 4-bit indices into a table of unequal steps, and their scale: x = scale * table[q].</summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
internal struct IQ4_NL : ITensorBlock<IQ4_NL>
{
    public Half Scale;
    public Nibbles Q;

    public static int Length => 32;

    /// <summary>The 16 values, finer near 0, where most weights are.</summary>
    public static ReadOnlySpan<sbyte> Table => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    public static void Dequantize(in IQ4_NL block, Span<float> values)
    {
        float scale = (float)block.Scale;
        for (int i = 0; i < Length; i++) values[i] = scale * Table[block.Q.Get(i)];
    }
}
