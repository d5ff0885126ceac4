namespace Engine.Kernels.Layers;

internal static partial class LayerNorm
{
    /// <summary><see cref="Forward"/> as the formula says, in double precision.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Reference(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, double epsilon, Span<float> destination)
    {
        Shapes.RequireEqual(x.Length, weight.Length, nameof(weight));
        Shapes.RequireEqual(x.Length, bias.Length, nameof(bias));
        Shapes.RequireEqual(x.Length, destination.Length, nameof(destination));

        double sum = 0;
        foreach (float value in x) sum += value;
        double mean = sum / x.Length;

        double squares = 0;
        foreach (float value in x) squares += (value - mean) * (value - mean);

        double root = Math.Sqrt(squares / x.Length + epsilon);
        for (int i = 0; i < x.Length; i++) destination[i] = (float)(weight[i] * ((x[i] - mean) / root) + bias[i]);
    }
}
