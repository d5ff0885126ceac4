namespace Engine.Kernels;

/// <summary>weights[i] = exp((logits[i] - max) / temperature), and their sum: softmax before the division.</summary>
internal static partial class SumExp
{
    /// <summary>The implementations, the reference first.</summary>
    public static IReadOnlyList<(string Name, SumExpKernel Compute)> Variants { get; } =
    [
        ("reference", ComputeReference),
        ("simd", ComputeSimd),
    ];

    /// <summary>Writes the weights of <paramref name="logits"/> and returns their sum, added up in double.</summary>
    /// <param name="logits">Logits; negative infinity weighs 0.</param>
    /// <param name="max">The largest logit, finite, so that no weight is above 1.</param>
    /// <param name="temperature">Above 0.</param>
    /// <param name="weights">At least as long as the logits.</param>
    public static double Compute(ReadOnlySpan<float> logits, float max, float temperature, Span<float> weights)
    {
        if (weights.Length < logits.Length)
            throw new ArgumentException($"room for {weights.Length} weights; {logits.Length} were expected", nameof(weights));
        return ComputeSimd(logits, max, temperature, weights);
    }
}

/// <summary><see cref="SumExp.Compute"/>.</summary>
internal delegate double SumExpKernel(ReadOnlySpan<float> logits, float max, float temperature, Span<float> weights);
