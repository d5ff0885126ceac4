using System.Runtime.CompilerServices;

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
}

/// <summary>256 two-bit numbers, in runs of 32.</summary>
[InlineArray(64)]
internal struct Plane2
{
    private const int Run = 32;
    private byte _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Get(int index) => (this[index / (4 * Run) * Run + index % Run] >> (index / Run % 4 * 2)) & 3;
}

/// <summary>256 bits, in runs of 32.</summary>
[InlineArray(32)]
internal struct Plane1
{
    private const int Run = 32;
    private byte _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Get(int index) => (this[index % Run] >> (index / Run)) & 1;
}
