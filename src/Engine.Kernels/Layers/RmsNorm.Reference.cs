namespace Engine.Kernels.Layers;

internal static partial class RmsNorm
{
    /// <summary><see cref="Forward"/> as the formula says, in double precision.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Reference(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, double epsilon, Span<float> destination)
    {
        Shapes.RequireEqual(x.Length, weight.Length, nameof(weight));
        Shapes.RequireEqual(x.Length, destination.Length, nameof(destination));

        double squares = 0;
        foreach (float value in x) squares += (double)value * value;

        double root = Math.Sqrt(squares / x.Length + epsilon);
        for (int i = 0; i < x.Length; i++) destination[i] = (float)(weight[i] * (x[i] / root));
    }
}
