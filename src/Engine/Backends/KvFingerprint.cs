using System.IO.Hashing;
using System.Text;
using Engine.Gguf;

namespace Engine.Backends;

/// <summary>What must be equal for keys and values saved by one model to be of use to another.</summary>
internal static class KvFingerprint
{
    private const int SampleBytes = 64;
    private const int ChunkBytes = 1 << 24;

    /// <summary>A hash, XXH128, of the file's header, a sample of each tensor, and the rotations asked for; made when it is first needed.</summary>
    public static Lazy<byte[]> Of(GgufFile file, ModelOptions options) => new(() =>
    {
        var hash = new XxHash128();
        for (long at = 0; at < file.DataOffset; at += ChunkBytes)
            hash.Append(file.Bytes.Span(at, (int)Math.Min(ChunkBytes, file.DataOffset - at)));
        foreach (var tensor in file.Tensors)
            hash.Append(file.Bytes.Span(tensor.Offset, (int)Math.Min(SampleBytes, tensor.ByteLength)));
        hash.Append(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{options.RopeFrequencyBase} {options.RopeFrequencyScale}")));
        return hash.GetHashAndReset();
    });
}
