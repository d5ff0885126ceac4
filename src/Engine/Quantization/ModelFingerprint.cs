using System.IO.Hashing;
using System.Text;
using Engine.Gguf;

namespace Engine.Quantization;

/// <summary>Tells models of one shape apart, whatever type their matrices are stored as: the weights of their norms, which quantization leaves alone.</summary>
internal static class ModelFingerprint
{
    private const int Digits = 16;

    /// <summary>Of a model in <paramref name="files"/>; null where it has no norms, or keeps them in another type than F32.</summary>
    public static string? Of(IReadOnlyList<GgufFile> files)
    {
        var hash = new XxHash128();
        var norms = files.SelectMany(file => file.Tensors.Select(tensor => (File: file, Tensor: tensor)))
            .Where(entry => entry.Tensor.Name.EndsWith("_norm.weight", StringComparison.Ordinal))
            .OrderBy(entry => entry.Tensor.Name, StringComparer.Ordinal).ToArray();
        if (norms.Length == 0 || norms.Any(entry => entry.Tensor.Type != TensorType.F32)) return null;
        foreach (var (file, tensor) in norms)
        {
            hash.Append(Encoding.UTF8.GetBytes(tensor.Name));
            hash.Append(file.Bytes.Span(tensor.Offset, checked((int)tensor.ByteLength)));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits];
    }
}
