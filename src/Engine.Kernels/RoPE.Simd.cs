using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels;

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
        var rotated = head[..cosines.Length];
        Span<float> partners = stackalloc float[rotated.Length];
        if (pairing == RopePairing.Adjacent)
        {
            for (int i = 0; i < rotated.Length; i += 2) (partners[i], partners[i + 1]) = (rotated[i + 1], rotated[i]);
        }
        else
        {
            int half = rotated.Length / 2;
            rotated[half..].CopyTo(partners);
            rotated[..half].CopyTo(partners[half..]);
        }
        Elementwise.Map<Rotation>(new(rotated, partners, cosines, sines), rotated);
    }

    /// <summary>a c + b d.</summary>
    private readonly struct Rotation : IFormula
    {
        public static int Rows => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V a, V b, V c, V d, V s, V t) where S : ISimd<V> where V : struct => S.MultiplyAdd(a, c, S.Multiply(b, d));
    }
}
