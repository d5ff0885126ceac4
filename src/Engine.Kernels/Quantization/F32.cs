using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>IEEE 754 single precision: a block is a number.</summary>
internal readonly record struct F32(float Value) : IQuantizableBlock<F32>
{
    public static int Length => 1;

    public static void Dequantize(in F32 block, Span<float> values) => values[0] = block.Value;

    public static void Dequantize(ReadOnlySpan<F32> blocks, Span<float> values) => MemoryMarshal.Cast<F32, float>(blocks).CopyTo(values);

    public static void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<F32> blocks) => values.CopyTo(MemoryMarshal.Cast<F32, float>(blocks));
}
