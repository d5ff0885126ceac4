using System.Runtime.InteropServices;
using Engine.Gguf;
using Engine.Kernels.Quantization;

namespace Engine.Comparison;

/// <summary>Files whose weights are single precision: what a quantized file means, by the reference rules of its types.</summary>
internal static class ExactFile
{
    /// <summary>Whether every tensor of <paramref name="file"/> is a plain number: F32, F16 or BF16.</summary>
    public static bool IsExact(GgufFile file) => file.Tensors.All(tensor => TensorTypes.Get(tensor.Type).BlockLength == 1);

    /// <summary>Writes <paramref name="path"/> with every weight dequantized to F32, beside and renamed.</summary>
    /// <exception cref="GgufException">A tensor has a type that only llama.cpp can read.</exception>
    public static void Write(string path, string destination, CancellationToken cancellationToken)
    {
        using var file = GgufFile.Open(path);
        GgufValidator.Validate(file);
        var writer = GgufWriter.Copy(file).Set(GgufKeys.FileType, 0u).Remove(GgufKeys.QuantizationVersion);
        foreach (var tensor in file.Tensors)
            if (tensor.Type != TensorType.F32) writer.SetTensor(tensor.Name, TensorType.F32, tensor.Dimensions, stream => WriteRows(file, tensor, stream, cancellationToken));
        writer.Write(destination);
    }

    /// <summary>Writes the rows of <paramref name="tensor"/> as F32.</summary>
    public static void WriteRows(GgufFile file, GgufTensor tensor, Stream stream, CancellationToken cancellationToken)
    {
        var codec = TensorTypes.Get(tensor.Type).Codec
            ?? throw new GgufException($"tensor {tensor.Name} of {file.Path} is {tensor.Type}, which only llama.cpp can read; a type we can dequantize was expected");
        float[] row = new float[tensor.RowLength];
        for (int i = 0; i < tensor.RowCount; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            codec.Dequantize(file.Row(tensor, i), row);
            stream.Write(MemoryMarshal.AsBytes<float>(row));
        }
    }
}
