using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>A block of 32 weights that are a scale, half precision at 0, times signed bytes. As a block of a panel, the bytes are counted from -128.</summary>
internal unsafe interface ISignedBlock : IPanelBlock
{
    /// <summary>Half a register's bytes from element <paramref name="index"/> on, as 16-bit integers.</summary>
    static abstract V Words<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct;
}

/// <summary>Q8_0: the bytes are stored.</summary>
internal readonly unsafe struct SignedQ8_0 : ISignedBlock
{
    public static int Length => 32;
    public static int Bytes => 34;
    public static int LargestQuant => byte.MaxValue;
    public static int ScaleLength => 32;
    public static float MinimumPerScale => sbyte.MinValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Words<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct => S.WidenBytes((sbyte*)block + 2 + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel)
    {
        (Vector256.Load(block + 2) ^ Vector256.Create((byte)0x80)).Store(panel.Quants(0));
        panel.SetScale(0, 0, HalfVector.Scalar(*(ushort*)block));
    }
}

/// <summary>IQ4_NL: nibbles that stand for the sixteen bytes of a table, denser near 0; element i is the low half of byte i, element i + 16 the high half.</summary>
internal readonly unsafe struct SignedIQ4_NL : ISignedBlock
{
    public static int Length => 32;
    public static int Bytes => 18;
    public static int LargestQuant => byte.MaxValue;
    public static int ScaleLength => 32;
    public static float MinimumPerScale => sbyte.MinValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Words<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct
    {
        var (lower, upper) = Quants(block);
        return S.WidenBytes(lower, upper, index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel)
    {
        var (lower, upper) = Quants(block);
        (lower ^ Vector128.Create((byte)0x80)).Store(panel.Quants(0));
        (upper ^ Vector128.Create((byte)0x80)).Store(panel.Quants(0) + 16);
        panel.SetScale(0, 0, HalfVector.Scalar(*(ushort*)block));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> Lower, Vector128<byte> Upper) Quants(byte* block)
    {
        var table = Vector128.Create((sbyte)-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113).AsByte();
        var nibbles = Vector128.Load(block + 2);
        return (Simd128.Lookup(table, Simd128.LowerNibbles(nibbles)), Simd128.Lookup(table, Simd128.UpperNibbles(nibbles)));
    }
}
