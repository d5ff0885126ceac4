namespace Engine.Kernels.Layers;

internal static partial class RmsNorm
{
    private static void Reference(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, double epsilon, Span<float> destination)
    {
        double squares = 0;
        foreach (float value in x) squares += (double)value * value;

        double root = Math.Sqrt(squares / x.Length + epsilon);
        for (int i = 0; i < x.Length; i++) destination[i] = (float)(weight[i] * (x[i] / root));
    }
}
