namespace Engine.Kernels.Attention;

/// <summary>weights[i] = exp(scores[i]) / sum over j of exp(scores[j]).</summary>
internal static partial class Softmax
{
    /// <summary>Turns <paramref name="scores"/> into weights that sum to 1; the two spans may be one.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Forward(ReadOnlySpan<float> scores, Span<float> weights)
    {
        Shapes.RequireEqual(scores.Length, weights.Length, nameof(weights));
        Reference(scores, weights);
    }
}
