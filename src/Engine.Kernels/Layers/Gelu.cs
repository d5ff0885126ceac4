namespace Engine.Kernels.Layers;

/// <summary>y = x * P(Z &lt;= x) for a standard normal Z: exactly, or by the tanh formula some models were trained with.</summary>
/// <remarks>Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units".</remarks>
internal static partial class Gelu
{
    /// <summary>y = x / 2 * (1 + erf(x / sqrt(2))); source and destination may be one.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ForwardExact(ReadOnlySpan<float> x, Span<float> destination) => Elementwise.Map<ExactFormula>(new(x), destination);

    /// <summary>y = x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))); source and destination may be one.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ForwardTanh(ReadOnlySpan<float> x, Span<float> destination) => Elementwise.Map<TanhFormula>(new(x), destination);
}
