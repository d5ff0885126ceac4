using Engine.Gguf;
using Engine.Gguf.Architectures;

namespace Engine.Backends;

/// <summary>The tensors of a file by the names graphs use. Queries, keys and values may lie in one matrix; each is then some of its rows.</summary>
internal static class GraphTensors
{
    private const string Whole = "." + TensorNames.FusedQueryKeyValue + ".";

    private static readonly string[] s_parts = [$".{TensorNames.Query}.", $".{TensorNames.Key}.", $".{TensorNames.Value}."];   // in the order of their rows

    /// <summary>The tensor called <paramref name="name"/>, or the part of another that it is.</summary>
    /// <exception cref="GgufException">There is neither.</exception>
    public static GgufTensor Get(GgufFile file, string name) => Find(file, name) ?? throw new GgufException($"tensor {name} is missing");

    /// <summary>The tensor called <paramref name="name"/>, or the part of another that it is; null where there is neither.</summary>
    public static GgufTensor? Find(GgufFile file, string name)
    {
        if (file.TryGetTensor(name, out var tensor)) return tensor;
        int part = Array.FindIndex(s_parts, part => name.Contains(part, StringComparison.Ordinal));
        if (part < 0 || !file.TryGetTensor(name.Replace(s_parts[part], Whole, StringComparison.Ordinal), out var whole)) return null;

        var shape = Hyperparameters.Read(file.Metadata);
        int queries = shape.HeadCount * shape.HeadDim, keys = shape.KvHeadCount * shape.HeadDim;
        var (first, rows) = part == 0 ? (0, queries) : (queries + (part - 1) * keys, keys);
        long rowBytes = whole.ByteLength / whole.Dimensions[^1];
        return whole with
        {
            Name = name,
            Dimensions = [.. whole.Dimensions.SkipLast(1), rows],
            Offset = whole.Offset + first * rowBytes,
            ByteLength = rows * rowBytes,
        };
    }
}
