namespace Engine.Kernels.Quantization;

/// <summary>IEEE 754 half precision, rounded to nearest even: a block is a number.</summary>
internal readonly record struct F16(Half Value) : IQuantizableBlock<F16>
{
    public static int Length => 1;

    public static void Dequantize(in F16 block, Span<float> values) => values[0] = (float)block.Value;

    public static F16 Quantize(ReadOnlySpan<float> values) => new((Half)values[0]);
}
