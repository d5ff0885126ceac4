namespace Engine.Kernels.Gemm;

internal static partial class MatMul
{
    private static void ReferenceRow(ReadOnlySpan<float> row, ReadOnlySpan<float> inputs, Span<float> destination)
    {
        for (int t = 0; t < destination.Length; t++) destination[t] = (float)Dot(row, inputs.Slice(t * row.Length, row.Length));
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }
}
