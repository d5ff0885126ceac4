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

    public static int Element(int index, int part) => SixBitScales.Element(index, part);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Lower<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct => S.And(nibbles, S.RepeatByte(15));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Upper<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct => S.And(S.ShiftRight16(nibbles, 4), S.RepeatByte(15));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales<S, V>(byte* block, float* scales, float* minimums) where S : struct, ISimd<V> where V : struct =>
        SixBitScales.Write<S, V>(block, scales, minimums);

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

    public static int Element(int index, int part) => SixBitScales.Element(index, part);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Lower<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct =>
        S.Or(S.And(nibbles, S.RepeatByte(15)), FifthBits<S, V>(block, index, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Upper<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct =>
        S.Or(S.And(S.ShiftRight16(nibbles, 4), S.RepeatByte(15)), FifthBits<S, V>(block, index, 1));

    /// <summary>The fifth bits of a register of quants: each 32 bytes test one bit, the next 32 the bit two above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V FifthBits<S, V>(byte* block, int index, int part) where S : struct, ISimd<V> where V : struct
    {
        int bit = 1 << (index / 32 * 2 + part);
        V masks = S.RepeatBytes((byte)bit, (byte)(bit << 2));
        return S.And(S.EqualBytes(S.And(S.Repeat32Bytes(block + FifthBitOffset, index), masks), masks), S.RepeatByte(16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales<S, V>(byte* block, float* scales, float* minimums) where S : struct, ISimd<V> where V : struct =>
        SixBitScales.Write<S, V>(block, scales, minimums);

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

    public static int Element(int index, int part) => index / 64 * 128 + part * 64 + index % 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Lower<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct
    {
        // Of a register of 64 the upper 32 need the bit pair above: two bits further down.
        V pairs = S.Repeat32Bytes(block + PairOffset + index / 64 * 32, index);
        V upper = S.Bytes == 64 ? S.Or(S.And(S.ShiftLeft(pairs, 4), S.RepeatBytes(0x30, 0)), S.And(S.ShiftLeft(pairs, 2), S.RepeatBytes(0, 0x30)))
            : S.And(index % 64 < 32 ? S.ShiftLeft(pairs, 4) : S.ShiftLeft(pairs, 2), S.RepeatByte(0x30));
        return S.Or(S.And(nibbles, S.RepeatByte(15)), upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Upper<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct
    {
        V pairs = S.Repeat32Bytes(block + PairOffset + index / 64 * 32, index);
        V upper = S.Bytes == 64 ? S.Or(S.And(pairs, S.RepeatBytes(0x30, 0)), S.And(S.ShiftRight16(pairs, 2), S.RepeatBytes(0, 0x30)))
            : S.And(index % 64 < 32 ? pairs : S.ShiftRight16(pairs, 2), S.RepeatByte(0x30));
        return S.Or(S.And(S.ShiftRight16(nibbles, 4), S.RepeatByte(15)), upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales<S, V>(byte* block, float* scales, float* minimums) where S : struct, ISimd<V> where V : struct
    {
        float d = HalfVector.Scalar(*(ushort*)(block + HalfOffset));
        for (int i = 0; i < 16; i += S.Bytes / 4)
        {
            V scale = S.Multiply(S.ToFloat(S.WidenSignedBytesToInt((sbyte*)block + ScaleOffset + i)), S.RepeatFloat(d));
            S.Store(scale, scales + i);
            S.Store(S.Multiply(scale, S.RepeatFloat(Zero)), minimums + i);
        }
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
    private const int Offset = 4;

    /// <summary>Of 32 nibble bytes the lower nibbles are 32 elements and the upper the next 32.</summary>
    public static int Element(int index, int part) => index / 32 * 64 + part * 32 + index % 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<S, V>(byte* block, float* scales, float* minimums) where S : struct, ISimd<V> where V : struct
    {
        uint a = *(uint*)(block + Offset), b = *(uint*)(block + Offset + 4), c = *(uint*)(block + Offset + 8);
        var packed = Vector128.Create(a & 0x3F3F3F3F, c & 0x0F0F0F0F | a >> 2 & 0x30303030, b & 0x3F3F3F3F, c >> 4 & 0x0F0F0F0F | b >> 2 & 0x30303030).AsByte();
        float d = HalfVector.Scalar(*(ushort*)block), dmin = HalfVector.Scalar(*(ushort*)(block + 2));
        var (low, high) = Vector128.Widen(packed);
        Write4(Vector128.WidenLower(low), d, scales);
        Write4(Vector128.WidenUpper(low), d, scales + 4);
        Write4(Vector128.WidenLower(high), -dmin, minimums);
        Write4(Vector128.WidenUpper(high), -dmin, minimums + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write4(Vector128<uint> values, float factor, float* destination) => (Vector128.ConvertToSingle(values.AsInt32()) * factor).Store(destination);
}

/// <summary>The unpacking that super-blocks share.</summary>
internal static unsafe class KQuantBlock<TBlock> where TBlock : struct, IKQuantBlock
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack(byte* block, PanelRow panel)
    {
        float* scales = stackalloc float[32];
        float* minimums = scales + 16;
        TBlock.Scales<Simd128, Vector128<byte>>(block, scales, minimums);
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
