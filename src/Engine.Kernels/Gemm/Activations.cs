using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm;

/// <summary>Rounds 32 activations to 8 bits with one scale, as Q8_0 does, except that the scale stays single precision.</summary>
internal static unsafe class Activations<S, V> where S : struct, ISimd<V> where V : struct
{
    /// <summary>Activations that share a scale.</summary>
    public const int Block = 32;

    /// <summary>Writes 32 quants in [-127, 127] and returns the scale: x = scale * q within half a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Quantize(float* x, sbyte* quants) => Quantize(x, sbyte.MaxValue, (byte*)quants);

    /// <summary>Like <see cref="Quantize(float*, sbyte*)"/>, with 16 bits: quants in [-32767, 32767].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Quantize16(float* x, short* quants) => Quantize(x, short.MaxValue, (byte*)quants);

    /// <param name="x">(32).</param>
    /// <param name="most">The largest quant, a constant: what it fits is what is written.</param>
    /// <param name="quants">(32).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Quantize(float* x, int most, byte* quants)
    {
        var magnitude = S.RepeatInt(0x7FFF_FFFF);
        V largest = S.And(S.Load(x), magnitude);
        for (int i = S.Bytes / 4; i < Block; i += S.Bytes / 4) largest = S.Max(largest, S.And(S.Load(x + i), magnitude));
        float peak = S.Largest(largest);
        V inverse = S.RepeatFloat(peak > 0 ? most / peak : 0);
        for (int i = 0; i < Block; i += S.Bytes / 4)
        {
            V quant = S.ToInt(S.Multiply(S.Load(x + i), inverse));
            if (most <= sbyte.MaxValue) S.NarrowToBytes(quant, (sbyte*)quants + i);
            else S.NarrowTo16(quant, (ushort*)quants + i);
        }
        return peak / most;
    }

    /// <summary>The sum of 16 quants.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Sum16(sbyte* quants)
    {
        var pairs = Simd128.MultiplyAddBytes(Vector128.Create((byte)1), Vector128.Load((byte*)quants));
        return Vector128.Sum(Simd128.MultiplyAdd16(pairs, Vector128<short>.One.AsByte()).AsInt32());
    }
}
