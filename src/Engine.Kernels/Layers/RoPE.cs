using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Layers;

/// <summary>Which two elements of a head rotate together.</summary>
internal enum RopePairing
{
    /// <summary>(0, 1), (2, 3), ...: as in the paper, and in GGUF files of the llama architecture.</summary>
    Adjacent,
    /// <summary>(0, n/2), (1, n/2 + 1), ...: as in GPT-NeoX.</summary>
    Halves,
}

/// <summary>Rotates pair i of a head at position p by the angle p * frequency[i].</summary>
/// <remarks>Source: Su et al. 2021, "RoFormer: Enhanced Transformer with Rotary Position Embedding".</remarks>
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
    public static void Forward(RopePairing pairing, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines, Span<float> head)
    {
        if (head.Length < cosines.Length)
            throw new ArgumentException($"the head has {head.Length} elements; {cosines.Length / 2} pairs need {cosines.Length}", nameof(head));
        if (Simd512.IsSupported) Forward<Simd512, Vector512<byte>>(pairing, cosines, sines, head);
        else if (Simd256.IsSupported) Forward<Simd256, Vector256<byte>>(pairing, cosines, sines, head);
        else Forward<Simd128, Vector128<byte>>(pairing, cosines, sines, head);
    }
}
