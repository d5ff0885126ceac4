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

    /// <summary>Whether weights are stored in it, rather than activations, indices or double precision.</summary>
    internal bool IsWeight { get; init; } = true;

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
