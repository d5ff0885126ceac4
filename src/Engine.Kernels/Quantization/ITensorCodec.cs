namespace Engine.Kernels.Quantization;

/// <summary>Converts rows of one tensor type from and to single precision.</summary>
public interface ITensorCodec
{
    /// <summary>Writes the values of <paramref name="source"/>, whole blocks, to <paramref name="destination"/>.</summary>
    void Dequantize(ReadOnlySpan<byte> source, Span<float> destination);

    /// <summary>Stores <paramref name="source"/> as whole blocks in <paramref name="destination"/>.</summary>
    /// <param name="source">The values.</param>
    /// <param name="destination">The blocks.</param>
    /// <param name="importance">What a squared error costs at each place of <paramref name="source"/>; empty where all cost alike.</param>
    void Quantize(ReadOnlySpan<float> source, Span<byte> destination, ReadOnlySpan<float> importance = default);
}
