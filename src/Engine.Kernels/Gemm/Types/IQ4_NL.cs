using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Quantization;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>IQ4_NL: nibbles that stand for the sixteen bytes of a table, denser near 0; element i is the low half of byte i, element i + 16 the high half.</summary>
internal readonly unsafe struct SignedIQ4_NL : ISignedBlock
{
    public static int Length => 32;
    public static int Bytes => sizeof(IQ4_NL);
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
        // IQ4_NL.Table, written out as a constant of the code: loading it takes 2 % longer.
        var table = Vector128.Create((sbyte)-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113).AsByte();
        var nibbles = Vector128.Load(block + sizeof(IQ4_NL) - sizeof(Nibbles));
        return (Simd128.Lookup(table, Simd128.LowerNibbles(nibbles)), Simd128.Lookup(table, Simd128.UpperNibbles(nibbles)));
    }
}
