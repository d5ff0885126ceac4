namespace Engine.Kernels.Layers;

internal static partial class Gelu
{
    /// <summary><see cref="ForwardExact"/> as the formula says, in double precision.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ReferenceExact(ReadOnlySpan<float> x, Span<float> destination)
    {
        Shapes.RequireEqual(x.Length, destination.Length, nameof(destination));
        for (int i = 0; i < x.Length; i++) destination[i] = (float)(x[i] / 2 * (1 + Erf(x[i] / Math.Sqrt(2))));
    }

    /// <summary><see cref="ForwardTanh"/> as the formula says, in double precision.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ReferenceTanh(ReadOnlySpan<float> x, Span<float> destination)
    {
        Shapes.RequireEqual(x.Length, destination.Length, nameof(destination));
        for (int i = 0; i < x.Length; i++) destination[i] = (float)Tanh((double)x[i]);
    }

    internal static double Tanh(double x) => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    /// <summary>erf(x) = 2 / sqrt(pi) * exp(-x^2) * (x + 2x^3/3 + 4x^5/15 + ...): all terms of one sign, so nothing cancels.</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6) return Math.Sign(x);   // 1 - erf(6) is below the precision of a double

        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
