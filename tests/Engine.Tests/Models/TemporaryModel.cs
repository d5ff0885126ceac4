using System.Runtime.InteropServices;
using Engine.Gguf;
using Engine.Kernels.Quantization;

namespace Engine.Tests.Models;

/// <summary>A file of the temporary folder, deleted at the end.</summary>
internal sealed class TemporaryModel : IDisposable
{
    public TemporaryModel(GgufWriter writer)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"engine-{Guid.NewGuid():N}.gguf");
        writer.Write(Path);
    }

    public string Path { get; }

    /// <summary>The file at <paramref name="path"/> with every tensor dequantized to F32.</summary>
    public static TemporaryModel Dequantized(string path)
    {
        using var file = GgufFile.Open(path);
        var writer = GgufWriter.Copy(file);
        foreach (var tensor in file.Tensors)
            if (tensor.Type != TensorType.F32)
                writer.SetTensor(tensor.Name, TensorType.F32, tensor.Dimensions, stream => WriteRows(file, tensor, stream));
        return new TemporaryModel(writer.Remove("general.file_type").Remove("general.quantization_version"));
    }

    public void Dispose() => File.Delete(Path);

    private static void WriteRows(GgufFile file, GgufTensor tensor, Stream stream)
    {
        var codec = TensorTypes.Get(tensor.Type).Codec ?? throw new InvalidOperationException($"tensor {tensor.Name} is {tensor.Type}, which has no codec");
        float[] row = new float[tensor.RowLength];
        for (int i = 0; i < tensor.RowCount; i++)
        {
            codec.Dequantize(file.Row(tensor, i), row);
            stream.Write(MemoryMarshal.AsBytes<float>(row));
        }
    }
}
