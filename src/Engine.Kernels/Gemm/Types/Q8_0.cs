using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Gemm.Emitted;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Quantization;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Types;

/// <summary>Q8_0: the bytes are stored.</summary>
internal readonly unsafe struct SignedQ8_0 : ISignedBlock
{
    public static int Length => 32;
    public static int Bytes => sizeof(Q8_0);
    public static int LargestQuant => byte.MaxValue;
    public static int ScaleLength => 32;
    public static float MinimumPerScale => sbyte.MinValue;
    public static int QuantOffset => sizeof(Q8_0) - sizeof(Q8_0.Quants);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Words<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct => S.WidenBytes((sbyte*)block + QuantOffset + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(byte* block, PanelRow panel)
    {
        (Vector256.Load(block + QuantOffset) ^ Vector256.Create((byte)0x80)).Store(panel.Quants(0));
        panel.SetScale(0, 0, HalfVector.Scalar(*(ushort*)block));
    }
}

/// <summary>Q8_0: signed bytes, by the upper and the lower bytes of activations of 16 bits.</summary>
internal readonly unsafe struct StreamQ8_0 : IStreamBlock
{
    public static int Bytes => sizeof(Q8_0);
    public static int ActivationBits => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Split(float* x, byte* first, byte* second, byte* quants)
    {
        float scale = Activations<Simd512, Vector512<byte>>.Quantize16(x, (short*)quants);
        Vector256<ushort> lower = Vector256.Load((ushort*)quants), upper = Vector256.Load((ushort*)quants + 16);
        first += SignedQ8_0.QuantOffset;
        second += SignedQ8_0.QuantOffset;
        Avx512BW.VL.ConvertToVector128Byte(lower >> 8).Store(first);
        Avx512BW.VL.ConvertToVector128Byte(upper >> 8).Store(first + 16);
        Avx512BW.VL.ConvertToVector128Byte(lower).Store(second);
        Avx512BW.VL.ConvertToVector128Byte(upper).Store(second + 16);
        return scale;
    }

    /// <remarks>The instruction takes one operand as unsigned: weights, increased by 128, for upper bytes, and the lower bytes themselves.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Start(Vector512<byte> first, Vector512<byte> second) =>
        -128 * Simd512.MultiplyAdd16(Simd512.MultiplyAddBytes(Vector512.Create((byte)1), first), Vector512<short>.One.AsByte()).AsInt32();   // the sum of each four bytes

    /// <remarks>In 16 bits, for want of an instruction that multiplies bytes of both signs: the same sums, since integers are exact.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Dot(Vector512<byte> weights, byte* chunk)
    {
        Vector512<byte> upper = Vector512.Load(chunk), lower = Vector512.Load(chunk + 64);
        var even = Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(weights, weights).AsInt16() >> 8, Avx512BW.UnpackLow(lower, upper).AsInt16()).AsSingle();
        var odd = Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(weights, weights).AsInt16() >> 8, Avx512BW.UnpackHigh(lower, upper).AsInt16()).AsSingle();
        return Avx512F.Shuffle(even, odd, 0b10_00_10_00).AsInt32() + Avx512F.Shuffle(even, odd, 0b11_01_11_01).AsInt32();
    }

    public static Zmm[] LoadConstants(Assembler code)
    {
        var signs = code.Registers.Take();
        code.Vmovups(signs, code.Constant(_ => (byte)0x80));
        return [signs];
    }

    public static void Prepare(Assembler code, Address weights, Zmm[] constants, Zmm one, Zmm other)
    {
        code.Vmovups(other, weights);
        code.Vpxord(one, other, constants[0]);
    }

    public static void AddProducts(Assembler code, Zmm sum, Zmm one, Zmm other, Address first, Address second, Zmm spare)
    {
        code.Vmovups(spare, second);
        code.Vpdpbusd(sum, one, first);
        code.Vpslld(sum, sum, 8);
        code.Vpdpbusd(sum, spare, other);
    }
}
