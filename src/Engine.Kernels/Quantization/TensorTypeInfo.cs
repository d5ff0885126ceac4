namespace Engine.Kernels.Quantization;

/// <summary>One row of the table of tensor types: its block shape and, where we have one, its codec.</summary>
/// <param name="Type">The type.</param>
/// <param name="BlockLength">Elements per block.</param>
/// <param name="BlockBytes">Bytes per block.</param>
/// <param name="Codec">Converts rows from and to single precision; null where only llama.cpp can.</param>
public sealed record TensorTypeInfo(TensorType Type, int BlockLength, int BlockBytes, ITensorCodec? Codec)
{
    /// <summary>The name of the type, as in file names and flags.</summary>
    public string Name => Type.ToString();

    /// <summary>Bits a stored element takes, scales included.</summary>
    public double BitsPerElement => 8.0 * BlockBytes / BlockLength;

    /// <summary>Bytes of a row of <paramref name="length"/> elements.</summary>
    /// <exception cref="ArgumentException"><paramref name="length"/> is not a multiple of the block.</exception>
    public long RowBytes(long length)
    {
        if (length % BlockLength != 0)
            throw new ArgumentException($"row length {length} is not a multiple of the {Type} block ({BlockLength})", nameof(length));
        return length / BlockLength * BlockBytes;
    }
}

/// <summary>Converts rows of one tensor type from and to single precision.</summary>
public interface ITensorCodec
{
    /// <summary>Writes the values of <paramref name="source"/>, whole blocks, to <paramref name="destination"/>.</summary>
    void Dequantize(ReadOnlySpan<byte> source, Span<float> destination);

    /// <summary>Whether <see cref="Quantize"/> is there; some types are read only.</summary>
    bool CanQuantize { get; }

    /// <summary>Stores <paramref name="source"/> as whole blocks in <paramref name="destination"/>.</summary>
    void Quantize(ReadOnlySpan<float> source, Span<byte> destination);
}
