using System.Runtime.CompilerServices;

namespace Engine.Kernels.Quantization;

/// <summary>32 four-bit numbers: element i is the low half of byte i, element i + 16 the high half.</summary>
[InlineArray(16)]
internal struct Nibbles
{
    private byte _first;

    public readonly int Get(int index) => index < 16 ? this[index] & 0xF : this[index - 16] >> 4;

    public void Set(int index, int value) => this[index & 15] |= (byte)(index < 16 ? value : value << 4);
}

/// <summary>Bit i of 32, for the fifth bit of five-bit numbers; four bytes, since blocks are aligned to two.</summary>
[InlineArray(4)]
internal struct FifthBits
{
    private byte _first;

    /// <summary>The bit of element <paramref name="index"/>, in place: 0 or 16.</summary>
    public readonly int Get(int index) => ((this[index >> 3] >> (index & 7)) & 1) << 4;

    /// <summary>Stores bit 4 of <paramref name="value"/>.</summary>
    public void Set(int index, int value) => this[index >> 3] |= (byte)(((value >> 4) & 1) << (index & 7));
}
