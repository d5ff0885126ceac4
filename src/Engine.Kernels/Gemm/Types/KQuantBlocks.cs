using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Decode;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>Q4_K: halves d and dmin; 8 scales and 8 minimums of 6 bits; 128 bytes of nibbles. w = d scale q - dmin minimum.</summary>
internal readonly unsafe struct KQuantQ4_K : IKQuantBlock
{
    public static int Length => 256;
    public static int Bytes => 144;
    public static int LargestQuant => 15;
    public static int ScaleLength => 32;
    public static int NibbleOffset => 16;
    public static float MinimumPerScale => 0;

    public static int Element(int index, int part) => SixBitScales.Element(index, part);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V UpperBits<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct => S.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Lower<S, V>(V nibbles, V upperBits, int index) where S : struct, ISimd<V> where V : struct => S.LowerNibbles(nibbles);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Upper<S, V>(V nibbles, V upperBits, int index) where S : struct, ISimd<V> where V : struct => S.UpperNibbles(nibbles);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales<S, V>(byte* block, byte* next, float* scales, float* minimums) where S : struct, ISimd<V> where V : struct =>
        SixBitScales.Scales<S, V>(block, next, scales, minimums);

    public static (int Byte, int Bit) BitsAbove(int element) => default;

    public static void EmitStart(Assembler code) => SixBitScales.EmitStart(code);

    public static void EmitScales(Assembler code, Func<int, Address> block, Address areThere, int scales, int minimums, int spare) =>
        SixBitScales.Emit(code, block, Bytes, areThere, scales, minimums, spare);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => KQuantBlock<KQuantQ4_K>.Unpack(block, panel);
}

/// <summary>Q5_K: Q4_K with a fifth bit of each quant in 32 more bytes: bit s of byte i belongs to element 32 s + i.</summary>
internal readonly unsafe struct KQuantQ5_K : IKQuantBlock
{
    private const int FifthBitOffset = 16;

    public static int Length => 256;
    public static int Bytes => 176;
    public static int LargestQuant => 31;
    public static int ScaleLength => 32;
    public static int NibbleOffset => 48;
    public static float MinimumPerScale => 0;

    public static int Element(int index, int part) => SixBitScales.Element(index, part);

    /// <summary>The fifth bits, shifted where the next 32 bytes of nibbles need bits two further up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V UpperBits<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct =>
        S.ShiftRightOdd32(S.Repeat32Bytes(block + FifthBitOffset, index), index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Lower<S, V>(V nibbles, V upperBits, int index) where S : struct, ISimd<V> where V : struct =>
        S.Or(S.LowerNibbles(nibbles), FifthBits<S, V>(upperBits, index, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Upper<S, V>(V nibbles, V upperBits, int index) where S : struct, ISimd<V> where V : struct =>
        S.Or(S.UpperNibbles(nibbles), FifthBits<S, V>(upperBits, index, 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V FifthBits<S, V>(V upperBits, int index, int part) where S : struct, ISimd<V> where V : struct =>
        S.ShiftLeft(S.And(S.ShiftRight16(upperBits, (index >> 6) * 4 + part), S.RepeatByte(1)), 4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales<S, V>(byte* block, byte* next, float* scales, float* minimums) where S : struct, ISimd<V> where V : struct =>
        SixBitScales.Scales<S, V>(block, next, scales, minimums);

    public static (int Byte, int Bit) BitsAbove(int element) => (FifthBitOffset + element % 32, element / 32);

    public static void EmitStart(Assembler code) => SixBitScales.EmitStart(code);

    public static void EmitScales(Assembler code, Func<int, Address> block, Address areThere, int scales, int minimums, int spare) =>
        SixBitScales.Emit(code, block, Bytes, areThere, scales, minimums, spare);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => KQuantBlock<KQuantQ5_K>.Unpack(block, panel);
}

/// <summary>
/// Q6_K: 128 bytes of low nibbles, 64 of upper bit pairs, 16 signed scales, a half d. w = d scale (q - 32). Nibbles and bit pairs serve two halves of
/// 128: of 64 nibble bytes the lower nibbles are elements 0 to 63 and the upper 64 to 127; bit pair k of byte i belongs to element 32 k + i.
/// </summary>
internal readonly unsafe struct KQuantQ6_K : IKQuantBlock
{
    private const int PairOffset = 128, ScaleOffset = 192, HalfOffset = 208;

    public static int Length => 256;
    public static int Bytes => 210;
    public static int LargestQuant => 63;
    public static int ScaleLength => 16;
    public static int NibbleOffset => 0;
    public static float MinimumPerScale => -32;

    public static int Element(int index, int part) => (index >> 6) * 128 + part * 64 + (index & 63);

    /// <summary>The bytes of bit pairs shifted so that bits 0 and 1 belong to the lower nibbles and 4 and 5 to the upper.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V UpperBits<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct =>
        S.ShiftRightOdd32(S.Repeat32Bytes(block + PairOffset + (index >> 6) * 32, index), index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Lower<S, V>(V nibbles, V upperBits, int index) where S : struct, ISimd<V> where V : struct =>
        S.Or(S.LowerNibbles(nibbles), S.And(S.ShiftLeft(upperBits, 4), S.RepeatByte(0x30)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Upper<S, V>(V nibbles, V upperBits, int index) where S : struct, ISimd<V> where V : struct =>
        S.Or(S.UpperNibbles(nibbles), S.And(upperBits, S.RepeatByte(0x30)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales<S, V>(byte* block, byte* next, float* scales, float* minimums) where S : struct, ISimd<V> where V : struct
    {
        V factor = S.RepeatFloat(HalfVector.Scalar(*(ushort*)(block + HalfOffset)));
        for (int i = 0; i < 16; i += S.Bytes / 4) S.Store(S.Multiply(S.ToFloat(S.WidenSignedBytesToInt((sbyte*)block + ScaleOffset + i)), factor), scales + i);
    }

    public static (int Byte, int Bit) BitsAbove(int element) => (PairOffset + element / 128 * 32 + element % 32, element % 128 / 32 * 2);

    public static void EmitStart(Assembler code)
    {
    }

    public static void EmitScales(Assembler code, Func<int, Address> block, Address areThere, int scales, int minimums, int spare)
    {
        code.LoadSignedBytes(scales, block(ScaleOffset));
        code.ToFloat(scales, scales);
        code.RepeatShort(spare, block(HalfOffset));
        code.HalvesToFloat(spare, spare);
        code.Multiply(scales, scales, spare);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => KQuantBlock<KQuantQ6_K>.Unpack(block, panel);
}

/// <summary>What Q4_K and Q5_K share: 8 scales and 8 minimums of 6 bits in 12 bytes, and the order of the nibbles.</summary>
/// <remarks>
/// Bytes 0 to 3 hold scales 0 to 3 and bytes 4 to 7 minimums 0 to 3, in their lower six bits; bytes 8 to 11 hold the lower four bits of scales 4 to 7, and
/// above them those of minimums 4 to 7, whose upper two bits are at the top of bytes 0 to 7.
/// </remarks>
internal static unsafe class SixBitScales
{
    private const int SecondQuarter = 1, LowestBytes = 2;   // masks of emitted code

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

    /// <summary>Loads the masks that <see cref="Emit"/> needs.</summary>
    public static void EmitStart(Assembler code)
    {
        code.LoadMask(SecondQuarter, code.Constant(_ => 0xF0UL));
        code.LoadMask(LowestBytes, code.Constant(_ => 0x11111111_11111111UL));
    }

    /// <summary>Writes code for the same, two super-blocks of <paramref name="bytes"/> after each other, except that minimums are positive.</summary>
    /// <remarks>What lies behind the last super-block may not even be a number.</remarks>
    public static void Emit(Assembler code, Func<int, Address> block, int bytes, Address areThere, int scales, int minimums, int spare)
    {
        const int header = 16;
        int headers = spare, other = spare + 1, factors = spare + 2, indices = spare + 3;
        code.RepeatQuarter(headers, block(0));
        code.RepeatQuarter(headers, block(bytes), SecondQuarter);
        // Eight bytes for eight scales of each super-block, then for its minimums: those that hold the first four, and those that the others' lower bits are in.
        code.Load(indices, code.Constant(index => (byte)(index / 8 % 2 * header + (index % 8 < 4 ? 4 + index / 16 % 2 * 4 : 8) + index % 8)));
        code.PermuteBytes(scales, indices, headers);
        code.Load(indices, code.Constant(index => (byte)(2 + index % 4 * 8)));
        code.SelectBits(other, indices, scales);   // the upper bits of the last four
        code.Load(indices, code.Constant(index => (byte)(index % 8 * 8 + (index % 8 < 4 ? 0 : index / 16 % 2 * 4))));
        code.SelectBits(scales, indices, scales);
        code.Load(indices, code.Constant(index => (byte)(index % 8 < 4 ? 0x3F : 0x0F)));
        code.Select(scales, other, indices);
        code.And(scales, scales, code.Constant(_ => (byte)0x3F));
        code.Load(indices, code.Constant(lane => 16 + lane));
        code.PermuteBytes(minimums, indices, scales, LowestBytes);
        code.Load(indices, code.Constant(lane => lane));
        code.PermuteBytes(scales, indices, scales, LowestBytes);
        code.ToFloat(scales, scales);
        code.ToFloat(minimums, minimums);
        // The halves: of even lanes those of the first super-block, of odd ones the second's; then those of the minimums.
        code.Load(indices, code.Constant(index => (byte)(index / 2 % 2 * header + index / 4 % 2 * 2 + index % 2)));
        code.PermuteBytes(headers, indices, headers);
        code.HalvesToFloat(factors, headers);
        code.And(factors, factors, areThere);
        code.Load(indices, code.Constant(lane => lane / 8));
        code.Permute(other, indices, factors);
        code.Multiply(scales, scales, other);
        code.Load(indices, code.Constant(lane => 2 + lane / 8));
        code.Permute(other, indices, factors);
        code.Multiply(minimums, minimums, other);
    }
}

/// <summary>The unpacking that super-blocks share.</summary>
internal static unsafe class KQuantBlock<TBlock> where TBlock : struct, IKQuantBlock
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack(byte* block, PanelRow panel)
    {
        float* scales = stackalloc float[32];
        if (Simd256.IsSupported) Unpack<Simd256, Vector256<byte>>(block, panel, scales);   // a register is a block of 32 then
        else Unpack<Simd128, Vector128<byte>>(block, panel, scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Unpack<S, V>(byte* block, PanelRow panel, float* scales) where S : struct, ISimd<V> where V : struct
    {
        float* minimums = scales + 16;
        TBlock.Scales<S, V>(block, block, scales, minimums);
        for (int i = 0; i < TBlock.Length / TBlock.ScaleLength; i++)
        {
            int perBlock = 32 / TBlock.ScaleLength;
            panel.SetScale(i / perBlock, i % perBlock, scales[i]);
            if (TBlock.MinimumPerScale == 0) panel.SetMinimum(i / perBlock, i % perBlock, minimums[i]);
        }
        for (int index = 0; index < TBlock.Length / 2; index += S.Bytes)
        {
            V nibbles = S.Load(block + TBlock.NibbleOffset + index), upperBits = TBlock.UpperBits<S, V>(block, index);
            Store<S, V>(TBlock.Lower<S, V>(nibbles, upperBits, index), TBlock.Element(index, 0), panel);
            Store<S, V>(TBlock.Upper<S, V>(nibbles, upperBits, index), TBlock.Element(index, 1), panel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<S, V>(V quants, int element, PanelRow panel) where S : struct, ISimd<V> where V : struct =>
        S.Store(quants, panel.Quants(element >> 5) + (element & 31));
}
