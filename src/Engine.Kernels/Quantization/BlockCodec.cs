using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Quantization;

/// <summary>A block of consecutive elements of a row, laid out as the GGUF format stores it.</summary>
/// <remarks>
/// Source: ggml's block structures and their reference quantizers. Dequantization gives ggml's bits;
/// quantization gives its bytes, so a file written here equals one written there.
/// </remarks>
internal interface ITensorBlock<TSelf> where TSelf : unmanaged, ITensorBlock<TSelf>
{
    /// <summary>Elements per block.</summary>
    static abstract int Length { get; }

    /// <summary>Writes the block's values to <paramref name="values"/>, (<see cref="Length"/>).</summary>
    static abstract void Dequantize(in TSelf block, Span<float> values);

    /// <summary>Writes the values of <paramref name="blocks"/> one after the other to <paramref name="values"/>, (blocks * <see cref="Length"/>).</summary>
    static virtual void Dequantize(ReadOnlySpan<TSelf> blocks, Span<float> values)
    {
        for (int b = 0; b < blocks.Length; b++)
            TSelf.Dequantize(blocks[b], values.Slice(b * TSelf.Length, TSelf.Length));
    }
}

/// <summary>A block that can also be made from values.</summary>
internal interface IQuantizableBlock<TSelf> : ITensorBlock<TSelf> where TSelf : unmanaged, IQuantizableBlock<TSelf>
{
    /// <summary>The blocks nearest to <paramref name="values"/>, (blocks * <see cref="ITensorBlock{TSelf}.Length"/>).</summary>
    /// <param name="values">The values.</param>
    /// <param name="importance">What a squared error costs at each place; empty where all cost alike. Types whose rounding is given do not ask.</param>
    /// <param name="blocks">The blocks.</param>
    static abstract void Quantize(ReadOnlySpan<float> values, ReadOnlySpan<float> importance, Span<TSelf> blocks);
}

/// <summary>Rows of <typeparamref name="TBlock"/>, read and written.</summary>
internal sealed class BlockCodec<TBlock> : ITensorCodec where TBlock : unmanaged, IQuantizableBlock<TBlock>
{
    public void Dequantize(ReadOnlySpan<byte> source, Span<float> destination)
    {
        var blocks = MemoryMarshal.Cast<byte, TBlock>(source);
        CheckLength(blocks.Length, source.Length, destination.Length);
        TBlock.Dequantize(blocks, destination);
    }

    public void Quantize(ReadOnlySpan<float> source, Span<byte> destination, ReadOnlySpan<float> importance = default)
    {
        var blocks = MemoryMarshal.Cast<byte, TBlock>(destination);
        CheckLength(blocks.Length, destination.Length, source.Length);
        if (!importance.IsEmpty) Shapes.RequireEqual(source.Length, importance.Length, nameof(importance));
        TBlock.Quantize(source, importance, blocks);
    }

    private static void CheckLength(int blocks, int bytes, int elements)
    {
        Debug.Assert(Marshal.SizeOf<TBlock>() * blocks == bytes, "whole blocks");
        if (blocks * TBlock.Length != elements)
            throw new ArgumentException($"{bytes} bytes of {typeof(TBlock).Name} hold {blocks * TBlock.Length} elements; {elements} were expected");
    }
}
