using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Layers;

internal static partial class RoPE
{
    /// <summary>The same on registers of one width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Forward<S, V>(RopePairing pairing, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines, Span<float> head) where S : ISimd<V> where V : struct
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
