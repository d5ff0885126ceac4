namespace Engine.Tests.Backends.Parity;

/// <summary>How far backends may be apart, and why.</summary>
internal static class ParityLimits
{
    /// <summary>F32 throughout: sums in single precision, each in its own order, against sums in double. Logits are some tens large.</summary>
    public const double SinglePrecisionLogit = 2e-4;

    /// <summary>F32 throughout, nats at every position: errors of 2e-4 in all logits make half of their square.</summary>
    public const double SinglePrecisionKl = 1e-7;

    /// <summary>Against PyTorch, which sums in single precision too; its goldens have five decimals.</summary>
    public const double GoldenLogit = 1e-3;

    /// <summary>
    /// How much farther from the reference than llama.cpp managed may be on a quantized file. Both round activations to 8 bits; a mean over
    /// some dozens of positions of a random network wavers by this much from seed to seed.
    /// </summary>
    public const double NoFartherThanLlamaCpp = 1.3;

    /// <summary>The same for PyTorch's passage of 511 predictions: rms and count of a few dozen large differences waver by some 6 % for either backend.</summary>
    public const double PassageWaver = 1.2;

    /// <summary>Divergences below this, in nats, are those of single precision, and whose is smaller says nothing.</summary>
    public const double NoiseKl = 1e-9;

    /// <summary>A greedy text may part where two tokens are as near as this many times llama.cpp's own noise.</summary>
    public const double NearTie = 3;

    /// <summary>
    /// llama.cpp where an architecture has GELU, normalized mean square: it takes the tanh formula from a table in F16, which is off by 1e-7
    /// of the mean square at each layer. Of MiniLM's vectors that leaves 1 - cosine at half of this.
    /// </summary>
    public const double LlamaCppGelu = 2e-5;
}
