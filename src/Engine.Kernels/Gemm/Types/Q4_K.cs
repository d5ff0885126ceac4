using System.Runtime.CompilerServices;
using Engine.Kernels.Gemm.Emitted;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Quantization;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>Q4_K: halves d and dmin; 8 scales and 8 minimums of 6 bits; 128 bytes of nibbles. w = d scale q - dmin minimum.</summary>
internal readonly unsafe struct KQuantQ4_K : IKQuantSideBySide
{
    public static int Length => 256;
    public static int Bytes => sizeof(Q4_K);
    public static int LargestQuant => 15;
    public static int ScaleLength => 32;
    public static int NibbleOffset => sizeof(Q4_K) - sizeof(Plane4);
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

    public static int ScalePiece => 0;

    public static void EmitScales(RowLanesCode lanes, Zmm[] words, int scales, int minimums) => SixBitScales.Emit(lanes, words, scales, minimums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scales(byte* words, float* scales, float* minimums) => SixBitScales.SideBySide(words, scales, minimums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel) => KQuantBlock<KQuantQ4_K>.Unpack(block, panel);
}
