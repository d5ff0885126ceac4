using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Selection;

/// <summary>weights[i] = exp((logits[i] - max) / temperature), and their sum: softmax before the division.</summary>
internal static partial class SumExp
{
    /// <summary>The implementations that this processor runs: the reference, then those on registers, the widest first.</summary>
    public static IReadOnlyList<SumExpVariant> Variants { get; } =
    [
        new("reference", Reference, MomentsReference),
        .. Of<Simd512, Vector512<byte>>(),
        .. Of<Simd256, Vector256<byte>>(),
        .. Of<Simd128, Vector128<byte>>(),
    ];

    private static readonly SumExpVariant s_fastest = Variants[1];

    /// <summary>Writes the weights of <paramref name="logits"/> and returns their sum, added up in double. Equal logits weigh the same wherever they are.</summary>
    /// <param name="logits">Logits; negative infinity weighs 0.</param>
    /// <param name="max">The largest logit, finite, so that no weight is above 1.</param>
    /// <param name="temperature">Above 0.</param>
    /// <param name="weights">At least as long as the logits.</param>
    public static double Forward(ReadOnlySpan<float> logits, float max, float temperature, Span<float> weights)
    {
        if (weights.Length < logits.Length)
            throw new ArgumentException($"room for {weights.Length} weights; {logits.Length} were expected", nameof(weights));
        return s_fastest.Compute(logits, max, temperature, weights);
    }

    /// <summary>
    /// The sum of the weights, and the sum of weight * (logit - max) / temperature, which makes the entropy: ln(sum) - weighted / sum.
    /// Both are added up in double, and nothing is written.
    /// </summary>
    /// <param name="logits">Logits; negative infinity weighs 0.</param>
    /// <param name="max">The largest logit, finite, so that no weight is above 1.</param>
    /// <param name="temperature">Above 0.</param>
    public static (double Sum, double Weighted) Moments(ReadOnlySpan<float> logits, float max, float temperature) => s_fastest.Moments(logits, max, temperature);
}

/// <summary>One implementation of <see cref="SumExp"/>.</summary>
internal sealed record SumExpVariant(string Name, SumExpKernel Compute, MomentsKernel Moments);

/// <summary><see cref="SumExp.Moments"/>.</summary>
internal delegate (double Sum, double Weighted) MomentsKernel(ReadOnlySpan<float> logits, float max, float temperature);

/// <summary><see cref="SumExp.Forward"/>.</summary>
internal delegate double SumExpKernel(ReadOnlySpan<float> logits, float max, float temperature, Span<float> weights);
