using System.Runtime.CompilerServices;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Quantization;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>
/// Q6_K: 128 bytes of low nibbles, 64 of upper bit pairs, 16 signed scales, a half d. w = d scale (q - 32). Nibbles and bit pairs serve two halves of
/// 128: of 64 nibble bytes the lower nibbles are elements 0 to 63 and the upper 64 to 127; bit pair k of byte i belongs to element 32 k + i.
/// </summary>
internal readonly unsafe struct KQuantQ6_K : IKQuantStream
{
    private static int PairOffset => sizeof(Plane4);

    private static int ScaleOffset => PairOffset + sizeof(Plane2);

    private static int HalfOffset => ScaleOffset + sizeof(Q6_K.SubBlocks);

    public static int Length => 256;
    public static int Bytes => sizeof(Q6_K);
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

    public static void EmitScales(Assembler code, Func<int, Address> block, Zmm scales, Zmm spare)
    {
        code.Vpmovsxbd(scales, block(ScaleOffset));
        code.Vcvtdq2ps(scales, scales);
        code.Vpbroadcastw(spare, block(HalfOffset));
        code.Vcvtph2ps(spare, spare);
        code.Vmulps(scales, scales, spare);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => KQuantBlock<KQuantQ6_K>.Unpack(block, panel);
}
