using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Quantization;

/// <summary>The largest magnitude of a row.</summary>
internal static unsafe class Magnitude
{
    /// <summary>max |x[i]|; infinity or not a number where one of them is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Largest(ReadOnlySpan<float> x)
    {
        if (Simd512.IsSupported) return Largest<Simd512, Vector512<byte>>(x);
        if (Simd256.IsSupported) return Largest<Simd256, Vector256<byte>>(x);
        return Largest<Simd128, Vector128<byte>>(x);
    }

    /// <inheritdoc cref="Largest(ReadOnlySpan{float})"/>
    /// <remarks>Without their sign the bits of singles are ordered like integers, and what is not a number is above all.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Largest<S, V>(ReadOnlySpan<float> x) where S : ISimd<V> where V : struct
    {
        int lanes = S.Bytes / sizeof(float), i = 0, largest = 0;
        V all = S.Zero, magnitude = S.RepeatInt(int.MaxValue);
        fixed (float* start = x)
        {
            for (; i + lanes <= x.Length; i += lanes)
            {
                var bits = S.And(S.Load(start + i), magnitude);
                all = S.Select(S.GreaterInt(bits, all), bits, all);
            }
        }
        int* found = stackalloc int[64 / sizeof(int)];
        S.Store(all, found);
        for (int lane = 0; lane < lanes; lane++) largest = Math.Max(largest, found[lane]);
        for (; i < x.Length; i++) largest = Math.Max(largest, BitConverter.SingleToInt32Bits(x[i]) & int.MaxValue);
        return BitConverter.Int32BitsToSingle(largest);
    }
}
