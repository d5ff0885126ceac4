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
    /// <summary>Rotates one head in place; elements past the last pair stay as they are.</summary>
    /// <param name="frequencies">Angle per position of each pair, (pairs); see <see cref="RopeFrequencies"/>.</param>
    /// <param name="magnitude">Multiplies the rotated elements; 1 except with YaRN.</param>
    /// <param name="pairing">Which elements are a pair.</param>
    /// <param name="position">Position of the token; negative turns back.</param>
    /// <param name="head">(headDim), at least two per pair.</param>
    /// <exception cref="ArgumentException">The head is shorter than the pairs.</exception>
    public static void Rotate(ReadOnlySpan<double> frequencies, double magnitude, RopePairing pairing, int position, Span<float> head)
    {
        if (head.Length < 2 * frequencies.Length)
            throw new ArgumentException($"the head has {head.Length} elements; {frequencies.Length} pairs need {2 * frequencies.Length}", nameof(head));
        Reference(frequencies, magnitude, pairing, position, head);
    }
}
