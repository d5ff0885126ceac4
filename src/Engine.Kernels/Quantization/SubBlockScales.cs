using System.Runtime.CompilerServices;

namespace Engine.Kernels.Quantization;

/// <summary>The scales and minima of eight sub-blocks, six bits each, in 12 bytes.</summary>
/// <remarks>
/// Sub-blocks 0 to 3 have six bits of a byte to themselves; those of 4 to 7 are a nibble of their own and, above it, the two bits left over there:
/// <code>
/// byte j      (j = 0..3)   bits 0 to 5: scale j         bits 6, 7: the upper bits of scale j + 4
/// byte j + 4               bits 0 to 5: minimum j       bits 6, 7: the upper bits of minimum j + 4
/// byte j + 8               bits 0 to 3: scale j + 4     bits 4 to 7: minimum j + 4, the lower bits of both
/// </code>
/// </remarks>
[InlineArray(12)]
internal struct SubBlockScales
{
    private byte _first;

    public readonly int Scale(int index) => index < 4 ? this[index] & 0x3F : (this[index + 4] & 0xF) | (this[index - 4] >> 6 << 4);

    public readonly int Minimum(int index) => index < 4 ? this[index + 4] & 0x3F : (this[index + 4] >> 4) | (this[index] >> 6 << 4);

    /// <summary>Stores eight scales and eight minima.</summary>
    public unsafe void Pack(int* scales, int* minima)
    {
        for (int j = 0; j < 4; j++)
        {
            this[j] = (byte)(scales[j] | scales[j + 4] >> 4 << 6);
            this[j + 4] = (byte)(minima[j] | minima[j + 4] >> 4 << 6);
            this[j + 8] = (byte)((scales[j + 4] & 0xF) | minima[j + 4] << 4);
        }
    }
}
