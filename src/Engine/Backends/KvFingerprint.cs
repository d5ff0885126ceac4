using System.Security.Cryptography;
using System.Text;
using Engine.Gguf;

namespace Engine.Backends;

/// <summary>What must be equal for keys and values saved by one model to be of use to another.</summary>
internal static class KvFingerprint
{
    private const int SampleBytes = 64;
    private const int ChunkBytes = 1 << 24;

    /// <summary>A hash, SHA-256, of the file's header, a sample of each tensor, and the rotations asked for; made when it is first needed.</summary>
    public static Lazy<byte[]> Of(GgufFile file, ModelOptions options) => new(() =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; at < file.DataOffset; at += ChunkBytes)
            hash.AppendData(file.Bytes.Span(at, (int)Math.Min(ChunkBytes, file.DataOffset - at)));
        foreach (var tensor in file.Tensors)
            hash.AppendData(file.Bytes.Span(tensor.Offset, (int)Math.Min(SampleBytes, tensor.ByteLength)));
        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{options.RopeFrequencyBase} {options.RopeFrequencyScale}")));
        return hash.GetHashAndReset();
    });
}
