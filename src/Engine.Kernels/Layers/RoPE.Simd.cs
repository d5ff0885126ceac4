using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Layers;

internal static partial class RoPE
{
    /// <summary>
    /// Fills what one position multiplies the elements of a head with, (2 pairs) each, shared by all heads and layers: an element becomes cosine times
    /// itself plus sine times its partner, so the sine of a pair's first element is negative.
    /// </summary>
    public static void Angles(ReadOnlySpan<double> frequencies, double magnitude, RopePairing pairing, int position, Span<float> cosines, Span<float> sines)
    {
        Shapes.RequireEqual(2 * frequencies.Length, cosines.Length, nameof(cosines));
        Shapes.RequireEqual(2 * frequencies.Length, sines.Length, nameof(sines));
        for (int pair = 0; pair < frequencies.Length; pair++)
        {
            var (sin, cos) = Math.SinCos(position * frequencies[pair]);
            var (first, second) = pairing == RopePairing.Adjacent ? (2 * pair, 2 * pair + 1) : (pair, pair + frequencies.Length);
            cosines[first] = cosines[second] = (float)(magnitude * cos);
            sines[second] = (float)(magnitude * sin);
            sines[first] = -sines[second];
        }
    }

    /// <summary>Rotates one head in place by <see cref="Angles"/> computed before.</summary>
    public static void Rotate(RopePairing pairing, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines, Span<float> head)
    {
        if (head.Length < cosines.Length)
            throw new ArgumentException($"the head has {head.Length} elements; {cosines.Length / 2} pairs need {cosines.Length}", nameof(head));
        if (Simd512.IsSupported) Rotate<Simd512, Vector512<byte>>(pairing, cosines, sines, head);
        else if (Simd256.IsSupported) Rotate<Simd256, Vector256<byte>>(pairing, cosines, sines, head);
        else Rotate<Simd128, Vector128<byte>>(pairing, cosines, sines, head);
    }

    /// <summary>The same on registers of one width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Rotate<S, V>(RopePairing pairing, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines, Span<float> head) where S : ISimd<V> where V : struct
    {
        int lanes = S.Bytes / sizeof(float), half = cosines.Length / 2, i = 0;
        fixed (float* cosine = cosines, sine = sines, x = head)
        {
            if (pairing == RopePairing.Adjacent)
            {
                var swap = S.Repeat16Bytes(0x03020100_07060504, 0x0B0A0908_0F0E0D0C);   // the singles 1, 0, 3, 2
                for (; i + lanes <= 2 * half; i += lanes)
                {
                    var element = S.Load(x + i);
                    S.Store(Turn<S, V>(element, S.Lookup(element, swap), cosine + i, sine + i), x + i);
                }
                for (; i < 2 * half; i += 2) Turn(x, i, i + 1, cosine, sine);
                return;
            }
            for (; i + lanes <= half; i += lanes)
            {
                V first = S.Load(x + i), second = S.Load(x + half + i);
                S.Store(Turn<S, V>(first, second, cosine + i, sine + i), x + i);
                S.Store(Turn<S, V>(second, first, cosine + half + i, sine + half + i), x + half + i);
            }
            for (; i < half; i++) Turn(x, i, half + i, cosine, sine);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe V Turn<S, V>(V elements, V partners, float* cosine, float* sine) where S : ISimd<V> where V : struct =>
        S.MultiplyAdd(elements, S.Load(cosine), S.Multiply(partners, S.Load(sine)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Turn(float* x, int first, int second, float* cosine, float* sine) =>
        (x[first], x[second]) = (x[first] * cosine[first] + x[second] * sine[first], x[second] * cosine[second] + x[first] * sine[second]);
}
