using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Quantization;

/// <summary>The roundings that the format's own tools prescribe for blocks of 32: scale and quants follow from the extremes of a block, and every writer gets the same bytes.</summary>
/// <remarks>Source: ggml's reference quantizers. Products and sums are not fused, so that the result is the same everywhere.</remarks>
internal static unsafe class GivenRounding
{
    public const int Block = 32;

    /// <summary>
    /// Quants 0 to 2 <paramref name="zero"/> - 1 of x = scale * (q - zero). The value of largest magnitude gets the quant 0, because on that side of zero
    /// there is one step more.
    /// </summary>
    /// <returns>The scale.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Centered(float* x, int zero, byte* quants)
    {
        if (Simd512.IsSupported) return Centered<Simd512, Vector512<byte>>(x, zero, quants);
        if (Simd256.IsSupported) return Centered<Simd256, Vector256<byte>>(x, zero, quants);
        return Centered<Simd128, Vector128<byte>>(x, zero, quants);
    }

    /// <summary>Quants 0 to <paramref name="largest"/> of x = scale * q + minimum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float Scale, float Minimum) Shifted(float* x, int largest, byte* quants)
    {
        if (Simd512.IsSupported) return Shifted<Simd512, Vector512<byte>>(x, largest, quants);
        if (Simd256.IsSupported) return Shifted<Simd256, Vector256<byte>>(x, largest, quants);
        return Shifted<Simd128, Vector128<byte>>(x, largest, quants);
    }

    /// <summary>Quants -<paramref name="largest"/> to <paramref name="largest"/> of x = scale * q, ties away from zero.</summary>
    /// <returns>The scale.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Signed(float* x, int largest, sbyte* quants)
    {
        if (Simd512.IsSupported) return Signed<Simd512, Vector512<byte>>(x, largest, quants);
        if (Simd256.IsSupported) return Signed<Simd256, Vector256<byte>>(x, largest, quants);
        return Signed<Simd128, Vector128<byte>>(x, largest, quants);
    }

    /// <inheritdoc cref="Centered(float*, int, byte*)"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Centered<S, V>(float* x, int zero, byte* quants) where S : ISimd<V> where V : struct
    {
        float scale = Extreme<S, V>(x) / -zero;
        Round<S, V>(x, 0, Inverse(scale), zero + 0.5f, 2 * zero - 1, quants);
        return scale;
    }

    /// <inheritdoc cref="Shifted(float*, int, byte*)"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (float Scale, float Minimum) Shifted<S, V>(float* x, int largest, byte* quants) where S : ISimd<V> where V : struct
    {
        V low = S.Load(x), high = S.Load(x);
        for (int i = S.Bytes / sizeof(float); i < Block; i += S.Bytes / sizeof(float))
        {
            low = S.Min(low, S.Load(x + i));
            high = S.Max(high, S.Load(x + i));
        }
        float minimum = -S.Largest(S.Subtract(S.Zero, low));
        if (minimum == 0) minimum = x[new ReadOnlySpan<float>(x, Block).IndexOf(0f)];   // of zeros of both signs the first
        float scale = (S.Largest(high) - minimum) / largest;
        Round<S, V>(x, minimum, Inverse(scale), 0.5f, largest, quants);
        return (scale, minimum);
    }

    /// <inheritdoc cref="Signed(float*, int, sbyte*)"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Signed<S, V>(float* x, int largest, sbyte* quants) where S : ISimd<V> where V : struct
    {
        float scale = Magnitude<S, V>(x) / largest;
        V inverse = S.RepeatFloat(Inverse(scale)), one = S.RepeatFloat(1), belowHalf = S.RepeatFloat(0.49999997f), sign = S.RepeatInt(int.MinValue);
        for (int i = 0; i < Block; i += S.Bytes / sizeof(float))
        {
            var value = S.Multiply(S.Load(x + i), inverse);
            var magnitude = S.And(value, S.RepeatInt(int.MaxValue));
            var rounded = S.Round(magnitude);
            // Where a tie went to the even number below.
            rounded = S.Add(rounded, S.And(S.Greater(S.Subtract(magnitude, rounded), belowHalf), one));
            S.NarrowToBytes(S.ToInt(S.Or(rounded, S.And(value, sign))), quants + i);
        }
        return scale;
    }

    private static float Inverse(float scale) => scale != 0 ? 1 / scale : 0;

    /// <summary>quants[i] = min(largest, floor((x[i] - minimum) * inverse + offset)), for what is not negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<S, V>(float* x, float minimum, float inverse, float offset, int largest, byte* quants) where S : ISimd<V> where V : struct
    {
        V low = S.RepeatFloat(minimum), factor = S.RepeatFloat(inverse), add = S.RepeatFloat(offset), most = S.RepeatFloat(largest), one = S.RepeatFloat(1);
        for (int i = 0; i < Block; i += S.Bytes / sizeof(float))
        {
            var value = S.Add(S.Multiply(S.Subtract(S.Load(x + i), low), factor), add);
            var rounded = S.Round(value);
            var floor = S.Subtract(rounded, S.And(S.Greater(rounded, value), one));
            S.NarrowToBytes(S.ToInt(S.Min(floor, most)), (sbyte*)quants + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Magnitude<S, V>(float* x) where S : ISimd<V> where V : struct
    {
        V largest = S.Zero;
        for (int i = 0; i < Block; i += S.Bytes / sizeof(float)) largest = S.Max(largest, S.And(S.Load(x + i), S.RepeatInt(int.MaxValue)));
        return S.Largest(largest);
    }

    /// <summary>The value of largest magnitude, with its sign; of several the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Extreme<S, V>(float* x) where S : ISimd<V> where V : struct
    {
        int lanes = S.Bytes / sizeof(float);
        float magnitude = Magnitude<S, V>(x);
        if (magnitude == 0) return 0;
        var largest = S.RepeatFloat(magnitude);
        uint all = uint.MaxValue >> (Block - lanes);
        for (int i = 0; i < Block; i += lanes)
        {
            uint smaller = S.HighestBits(S.Greater(largest, S.And(S.Load(x + i), S.RepeatInt(int.MaxValue))));
            if (smaller != all) return x[i + System.Numerics.BitOperations.TrailingZeroCount(~smaller)];
        }
        return 0;
    }
}
