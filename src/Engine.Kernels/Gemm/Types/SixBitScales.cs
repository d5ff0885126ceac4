using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Quantization;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>What Q4_K and Q5_K share: 8 scales and 8 minimums of 6 bits in 12 bytes, and the order of the nibbles.</summary>
/// <remarks>Where each bit is, <see cref="SubBlockScales"/> says.</remarks>
internal static unsafe class SixBitScales
{
    /// <summary>Of 32 nibble bytes the lower nibbles are 32 elements and the upper the next 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Element(int index, int part) => (index >> 5) * 64 + part * 32 + (index & 31);

    /// <summary>The scales of both blocks and their minimums: the halves before the bytes and the bytes are sixteen, one load.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales<S, V>(byte* block, byte* next, float* scales, float* minimums) where S : struct, ISimd<V> where V : struct
    {
        Vector128<uint> first = Vector128.Load((uint*)block), second = Vector128.Load((uint*)next);
        var factors = HalfVector.Four(Simd128.ZipLower(first, second).AsUInt16()) ^ Vector128.Create(0, -0f, 0, -0f);   // minimums are subtracted
        const uint lowSix = 0x3F3F3F3F, lowFour = 0x0F0F0F0F, upperTwo = 0x30303030;
        // The words of scales 0 to 3 and of what scales 4 to 7 have there, of both; and those of the minimums. Shifted by 30, a word's top bits are where the next one's lack.
        var words = Simd128.UnzipOdd(first, second);
        var scaleBytes = (words & Vector128.Create(lowSix, lowFour, lowSix, lowFour) | (words.AsUInt64() << 30).AsUInt32() & Vector128.Create(0, upperTwo, 0, upperTwo)).AsByte();
        words = Simd128.ZipUpper(first.AsUInt64(), second.AsUInt64()).AsUInt32();
        var minimumBytes = (words & Vector128.Create(lowSix, 0, lowSix, 0) | words >> 4 & Vector128.Create(0, lowFour, 0, lowFour) |
            (words.AsUInt64() << 30).AsUInt32() & Vector128.Create(0, upperTwo, 0, upperTwo)).AsByte();
        for (int i = 0; i < 16; i += S.Bytes / 4)
        {
            S.Store(S.Multiply(S.ToFloat(S.WidenBytesToInt(scaleBytes, i)), S.RepeatLane(factors, i / 8 * 2)), scales + i);
            S.Store(S.Multiply(S.ToFloat(S.WidenBytesToInt(minimumBytes, i)), S.RepeatLane(factors, i / 8 * 2 + 1)), minimums + i);
        }
    }

    /// <summary>Loads the masks that <see cref="Emit"/> needs: the second quarter's lanes, and the lowest byte of each lane.</summary>
    public static Mask[] EmitStart(Assembler code)
    {
        Mask[] masks = [code.Registers.TakeMask(), code.Registers.TakeMask()];
        code.Kmovq(masks[0], code.Constant(_ => 0xF0UL));
        code.Kmovq(masks[1], code.Constant(_ => 0x11111111_11111111UL));
        return masks;
    }

    /// <summary>Writes code for the same, two super-blocks of <paramref name="bytes"/> after each other, except that minimums are positive.</summary>
    /// <remarks>What lies behind the last super-block may not even be a number.</remarks>
    public static void Emit(Assembler code, Func<int, Address> block, int bytes, Address areThere, Zmm scales, Zmm minimums, Mask[] masks, Zmm[] spare)
    {
        const int header = 16;
        const byte select = 0xE4;   // the function of three bits that takes the first where the third is set, the second elsewhere
        if (spare is not [var headers, var other, var factors, var indices]) throw new ArgumentException($"{spare.Length} registers are spare; 4 were expected", nameof(spare));
        var (secondQuarter, lowestBytes) = (masks[0], masks[1]);
        code.Vbroadcasti32x4(headers, block(0));
        code.Vbroadcasti32x4(headers, block(bytes), secondQuarter);
        // Eight bytes for eight scales of each super-block, then for its minimums: those that hold the first four, and those that the others' lower bits are in.
        code.Vmovups(indices, code.Constant(index => (byte)(index / 8 % 2 * header + (index % 8 < 4 ? 4 + index / 16 % 2 * 4 : 8) + index % 8)));
        code.Vpermb(scales, indices, headers);
        code.Vmovups(indices, code.Constant(index => (byte)(2 + index % 4 * 8)));
        code.Vpmultishiftqb(other, indices, scales);   // the upper bits of the last four
        code.Vmovups(indices, code.Constant(index => (byte)(index % 8 * 8 + (index % 8 < 4 ? 0 : index / 16 % 2 * 4))));
        code.Vpmultishiftqb(scales, indices, scales);
        code.Vmovups(indices, code.Constant(index => (byte)(index % 8 < 4 ? 0x3F : 0x0F)));
        code.Vpternlogd(scales, other, indices, select);
        code.Vpandd(scales, scales, code.Constant(_ => (byte)0x3F));
        code.Vmovups(indices, code.Constant(lane => 16 + lane));
        code.Vpermb(minimums, indices, scales, lowestBytes);
        code.Vmovups(indices, code.Constant(lane => lane));
        code.Vpermb(scales, indices, scales, lowestBytes);
        code.Vcvtdq2ps(scales, scales);
        code.Vcvtdq2ps(minimums, minimums);
        // The halves: of even lanes those of the first super-block, of odd ones the second's; then those of the minimums.
        code.Vmovups(indices, code.Constant(index => (byte)(index / 2 % 2 * header + index / 4 % 2 * 2 + index % 2)));
        code.Vpermb(headers, indices, headers);
        code.Vcvtph2ps(factors, headers);
        code.Vpandd(factors, factors, areThere);
        code.Vmovups(indices, code.Constant(lane => lane / 8));
        code.Vpermps(other, indices, factors);
        code.Vmulps(scales, scales, other);
        code.Vmovups(indices, code.Constant(lane => 2 + lane / 8));
        code.Vpermps(other, indices, factors);
        code.Vmulps(minimums, minimums, other);
    }
}
