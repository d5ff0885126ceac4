namespace Engine.Kernels.Quantization;

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
