using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Kernels.Quantization;

/// <summary>32 four-bit numbers: element i is the low half of byte i, element i + 16 the high half.</summary>
[InlineArray(16)]
internal struct Nibbles
{
    private byte _first;

    public readonly int Get(int index) => index < 16 ? this[index] & 0xF : this[index - 16] >> 4;

    /// <summary>Stores the low four bits of 32 numbers.</summary>
    public unsafe void Pack(byte* numbers)
    {
        var fifteen = Vector128.Create((byte)15);
        var packed = (Vector128.Load(numbers) & fifteen) | (Vector128.Load(numbers + 16) << 4);
        packed.StoreUnsafe(ref this[0]);
    }
}

/// <summary>Bit i of 32, for the fifth bit of five-bit numbers; four bytes, since blocks are aligned to two.</summary>
[InlineArray(4)]
internal struct FifthBits
{
    private byte _first;

    /// <summary>The bit of element <paramref name="index"/>, in place: 0 or 16.</summary>
    public readonly int Get(int index) => ((this[index >> 3] >> (index & 7)) & 1) << 4;

    /// <summary>Stores bit 4 of 32 numbers.</summary>
    public unsafe void Pack(byte* numbers) =>
        BinaryPrimitives.WriteUInt32LittleEndian(this, Vector256.ExtractMostSignificantBits(Vector256.Load(numbers) << 3));
}
