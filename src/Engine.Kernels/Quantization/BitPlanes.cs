using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Kernels.Quantization;

// The 256 numbers of a super-block are cut into planes: the low four bits of all of them, say, and apart from these the fifth. A plane of
// b bits keeps a run of consecutive elements in consecutive bytes, the next run in the next b bits of the same bytes, until the bytes are
// full: a vector of bytes, shifted and masked, is then a run of elements in order. With 4 bits and runs of 32:
//
//     byte              0    1  ...  31    32   33  ...  63
//     bits 0 to 3       e0   e1 ... e31    e64  e65 ... e95
//     bits 4 to 7      e32  e33 ... e63    e96  e97 ... e127

/// <summary>256 four-bit numbers.</summary>
[InlineArray(128)]
internal struct Plane4
{
    private byte _first;

    /// <summary>Element <paramref name="index"/> of a plane with runs of <paramref name="run"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Get(int index, int run) => (this[index / (2 * run) * run + index % run] >> (index / run % 2 * 4)) & 0xF;

    /// <summary>Stores the low four bits of 256 numbers in runs of <paramref name="run"/>, a multiple of 16.</summary>
    public unsafe void Pack(byte* numbers, int run)
    {
        var mask = Vector128.Create((byte)0xF);
        for (int i = 0; i < 128; i += 16)
        {
            byte* lower = numbers + i / run * 2 * run + i % run;
            ((Vector128.Load(lower) & mask) | (Vector128.Load(lower + run) << 4)).StoreUnsafe(ref this[i]);
        }
    }
}

/// <summary>256 two-bit numbers, in runs of 32.</summary>
[InlineArray(64)]
internal struct Plane2
{
    private const int Run = 32;
    private byte _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Get(int index) => (this[index / (4 * Run) * Run + index % Run] >> (index / Run % 4 * 2)) & 3;

    /// <summary>Stores two bits of 256 numbers, those from <paramref name="bit"/> on.</summary>
    public unsafe void Pack(byte* numbers, int bit)
    {
        var mask = Vector128.Create((byte)3);
        for (int i = 0; i < 64; i += 16)
        {
            var packed = Vector128<byte>.Zero;
            for (int part = 0; part < 4; part++) packed |= ((Vector128.Load(numbers + i / Run * 4 * Run + part * Run + i % Run) >> bit) & mask) << (2 * part);
            packed.StoreUnsafe(ref this[i]);
        }
    }
}

/// <summary>256 bits, in runs of 32.</summary>
[InlineArray(32)]
internal struct Plane1
{
    private const int Run = 32;
    private byte _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Get(int index) => (this[index % Run] >> (index / Run)) & 1;

    /// <summary>Stores one bit of 256 numbers, number <paramref name="bit"/>.</summary>
    public unsafe void Pack(byte* numbers, int bit)
    {
        var one = Vector128.Create((byte)1);
        for (int i = 0; i < Run; i += 16)
        {
            var packed = Vector128<byte>.Zero;
            for (int part = 0; part < 8; part++) packed |= ((Vector128.Load(numbers + part * Run + i) >> bit) & one) << part;
            packed.StoreUnsafe(ref this[i]);
        }
    }
}
