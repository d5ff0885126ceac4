using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Matrices;

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
    public static V Lower<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct => S.And(nibbles, S.RepeatByte(15));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Upper<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct => S.And(S.ShiftRight16(nibbles, 4), S.RepeatByte(15));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Scales<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct => SixBitScales.Scales<S, V>(block, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Minimums<S, V>(byte* block, V scales, int index) where S : struct, ISimd<V> where V : struct => SixBitScales.Minimums<S, V>(block, index);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Lower<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct =>
        S.Or(S.And(nibbles, S.RepeatByte(15)), FifthBits<S, V>(block, index, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Upper<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct =>
        S.Or(S.And(S.ShiftRight16(nibbles, 4), S.RepeatByte(15)), FifthBits<S, V>(block, index, 1));

    /// <summary>The fifth bits of a register of quants: the next 32 bytes of nibbles need bits two further up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V FifthBits<S, V>(byte* block, int index, int part) where S : struct, ISimd<V> where V : struct
    {
        V bits = S.ShiftRightOdd32(S.Repeat32Bytes(block + FifthBitOffset, index), index);
        return S.ShiftLeft(S.And(S.ShiftRight16(bits, (index >> 6) * 4 + part), S.RepeatByte(1)), 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Scales<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct => SixBitScales.Scales<S, V>(block, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Minimums<S, V>(byte* block, V scales, int index) where S : struct, ISimd<V> where V : struct => SixBitScales.Minimums<S, V>(block, index);

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
    private const float Zero = -32;

    public static int Length => 256;
    public static int Bytes => 210;
    public static int LargestQuant => 63;
    public static int ScaleLength => 16;
    public static int NibbleOffset => 0;
    public static float MinimumPerScale => Zero;

    public static int Element(int index, int part) => (index >> 6) * 128 + part * 64 + (index & 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Lower<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct =>
        S.Or(S.And(nibbles, S.RepeatByte(15)), S.And(S.ShiftLeft(Pairs<S, V>(block, index), 4), S.RepeatByte(0x30)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Upper<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct =>
        S.Or(S.And(S.ShiftRight16(nibbles, 4), S.RepeatByte(15)), S.And(Pairs<S, V>(block, index), S.RepeatByte(0x30)));

    /// <summary>The bytes of bit pairs under nibble byte <paramref name="index"/> on, shifted so that bits 0 and 1 belong to the lower nibbles and 4 and 5 to the upper.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Pairs<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct =>
        S.ShiftRightOdd32(S.Repeat32Bytes(block + PairOffset + (index >> 6) * 32, index), index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Scales<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct =>
        S.Multiply(S.ToFloat(S.WidenSignedBytesToInt((sbyte*)block + ScaleOffset + index)), S.RepeatFloat(HalfVector.Scalar(*(ushort*)(block + HalfOffset))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Minimums<S, V>(byte* block, V scales, int index) where S : struct, ISimd<V> where V : struct => S.Multiply(scales, S.RepeatFloat(Zero));

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
    private const int Offset = 4;

    /// <summary>Of 32 nibble bytes the lower nibbles are 32 elements and the upper the next 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Element(int index, int part) => (index >> 5) * 64 + part * 32 + (index & 31);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Scales<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct
    {
        uint a = *(uint*)(block + Offset), c = *(uint*)(block + Offset + 8);
        return Widen<S, V>(a & 0x3F3F3F3F, c & 0x0F0F0F0F | a >> 2 & 0x30303030, index, HalfVector.Scalar(*(ushort*)block));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Minimums<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct
    {
        uint b = *(uint*)(block + Offset + 4), c = *(uint*)(block + Offset + 8);
        return Widen<S, V>(b & 0x3F3F3F3F, c >> 4 & 0x0F0F0F0F | b >> 2 & 0x30303030, index, -HalfVector.Scalar(*(ushort*)(block + 2)));
    }

    /// <summary>The eight bytes of two words from <paramref name="index"/> on, times <paramref name="factor"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Widen<S, V>(uint first, uint second, int index, float factor) where S : struct, ISimd<V> where V : struct =>
        S.Multiply(S.ToFloat(S.WidenBytesToInt((first | (ulong)second << 32) >> 8 * index)), S.RepeatFloat(factor));
}

/// <summary>The unpacking that super-blocks share.</summary>
internal static unsafe class KQuantBlock<TBlock> where TBlock : struct, IKQuantBlock
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack(byte* block, PanelRow panel)
    {
        float* scales = stackalloc float[32];
        float* minimums = scales + 16;
        for (int i = 0; i < TBlock.Length / TBlock.ScaleLength; i += 4)
        {
            var four = TBlock.Scales<Simd128, Vector128<byte>>(block, i);
            Simd128.Store(four, scales + i);
            Simd128.Store(TBlock.Minimums<Simd128, Vector128<byte>>(block, four, i), minimums + i);
        }
        for (int i = 0; i < TBlock.Length / TBlock.ScaleLength; i++)
        {
            int perBlock = 32 / TBlock.ScaleLength;
            panel.Set(i / perBlock, i % perBlock, scales[i], minimums[i]);
        }
        for (int index = 0; index < TBlock.Length / 2; index += 16)
        {
            var nibbles = Vector128.Load(block + TBlock.NibbleOffset + index);
            Store(TBlock.Lower<Simd128, Vector128<byte>>(nibbles, block, index), TBlock.Element(index, 0), panel);
            Store(TBlock.Upper<Simd128, Vector128<byte>>(nibbles, block, index), TBlock.Element(index, 1), panel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> quants, int element, PanelRow panel) => quants.Store(panel.Quants(element / 32) + element % 32);
}
