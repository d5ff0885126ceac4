using System.Runtime.CompilerServices;
using Engine.Kernels.Gemm.Emitted;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Quantization;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>Q5_K: Q4_K with a fifth bit of each quant in 32 more bytes: bit s of byte i belongs to element 32 s + i.</summary>
internal readonly unsafe struct KQuantQ5_K : IKQuantSideBySide
{
    private static int FifthBitOffset => NibbleOffset - sizeof(Plane1);

    public static int Length => 256;
    public static int Bytes => sizeof(Q5_K);
    public static int LargestQuant => 31;
    public static int ScaleLength => 32;
    public static int NibbleOffset => sizeof(Q5_K) - sizeof(Plane4);
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

    public static int ScalePiece => 0;

    public static void EmitScales(RowLanesCode lanes, Zmm[] words, int scales, int minimums) => SixBitScales.Emit(lanes, words, scales, minimums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* words, float* scales, float* minimums) => SixBitScales.SideBySide(words, scales, minimums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => KQuantBlock<KQuantQ5_K>.Unpack(block, panel);
}
