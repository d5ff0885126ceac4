using Engine.Kernels.Quantization;

namespace Engine.Kernels.Gemm;

/// <summary>y[t, r] = sum over i of W[r, i] * x[t, i]: every row of a stored matrix against every token.</summary>
internal static class MatMul
{
    /// <summary>One row of the matrix against all tokens.</summary>
    /// <param name="codec">How the row is stored.</param>
    /// <param name="row">The stored row.</param>
    /// <param name="inputs">(tokens, columns).</param>
    /// <param name="scratch">(columns); receives the row's values.</param>
    /// <param name="destination">(tokens).</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Reference(ITensorCodec codec, ReadOnlySpan<byte> row, ReadOnlySpan<float> inputs, Span<float> scratch, Span<float> destination)
    {
        Shapes.RequireEqual(destination.Length * scratch.Length, inputs.Length, nameof(inputs));
        codec.Dequantize(row, scratch);
        for (int t = 0; t < destination.Length; t++) destination[t] = (float)Dot(scratch, inputs.Slice(t * scratch.Length, scratch.Length));
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }
}
