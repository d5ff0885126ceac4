using System.Runtime.InteropServices;
using Engine.Gguf;

namespace Engine.Quantization;

/// <summary>
/// How large the activations are that each column of each matrix meets: for every matrix the sum of their squares, and the number of tokens. The error of a
/// weight costs the square of the activation it is multiplied with, so the means are what quantization weighs errors by.
/// </summary>
/// <remarks>Source: the GGUF importance matrix of llama.cpp's imatrix tool, which reads and writes the same files.</remarks>
internal sealed class ImportanceMatrix
{
    private const string Sums = ".in_sum2", Counts = ".counts";
    private const string DatasetsKey = "imatrix.datasets", ChunkCountKey = "imatrix.chunk_count", ChunkSizeKey = "imatrix.chunk_size", ModelKey = "imatrix.model_fingerprint";

    /// <summary>Texts it was made of.</summary>
    public IReadOnlyList<string> Datasets { get; init; } = [];

    /// <summary>Chunks that were read.</summary>
    public int ChunkCount { get; init; }

    /// <summary>Tokens of a chunk.</summary>
    public int ChunkSize { get; init; }

    /// <summary>What tells the model from others; null where the file does not say.</summary>
    public string? Model { get; init; }

    /// <summary>By the name of the matrix.</summary>
    public IReadOnlyDictionary<string, ImportanceEntry> Entries { get; init; } = new Dictionary<string, ImportanceEntry>();

    /// <summary>Reads <paramref name="path"/>.</summary>
    /// <exception cref="GgufException">It is no importance matrix, or a broken one.</exception>
    public static ImportanceMatrix Read(string path)
    {
        using var file = GgufFile.Open(path);
        string type = file.Metadata.String(GgufKeys.Type, "model");
        if (type != "imatrix") throw new GgufException($"{path} is of general.type '{type}'; an importance matrix in GGUF was expected");
        var entries = new Dictionary<string, ImportanceEntry>();
        foreach (var tensor in file.Tensors)
        {
            if (!tensor.Name.EndsWith(Sums, StringComparison.Ordinal)) continue;
            string name = tensor.Name[..^Sums.Length];
            var counts = Values(file, file.Tensor(name + Counts));
            var sums = Values(file, tensor);
            if (sums.Length % counts.Length != 0)
                throw new GgufException($"{path} has {sums.Length} sums and {counts.Length} counts for {name}; a multiple was expected");
            entries[name] = new ImportanceEntry(sums, counts);
        }
        if (entries.Count == 0) throw new GgufException($"{path} has no importance of any matrix; tensors that end in {Sums} were expected");
        file.Metadata.TryGetValue(DatasetsKey, out var datasets);
        return new ImportanceMatrix
        {
            Datasets = datasets is null ? [] : [.. Enumerable.Range(0, datasets.Count).Select(datasets.String)],
            ChunkCount = (int)Math.Clamp(file.Metadata.Integer(ChunkCountKey, 0)!.Value, 0, int.MaxValue),
            ChunkSize = (int)Math.Clamp(file.Metadata.Integer(ChunkSizeKey, 0)!.Value, 0, int.MaxValue),
            Model = file.Metadata.String(ModelKey),
            Entries = entries,
        };
    }

    /// <summary>Writes it to <paramref name="path"/>, replacing what is there.</summary>
    public void Write(string path)
    {
        var writer = new GgufWriter().Set(GgufKeys.Type, "imatrix").SetArray(DatasetsKey, Datasets)
            .Set(ChunkCountKey, (uint)ChunkCount).Set(ChunkSizeKey, (uint)ChunkSize);
        if (Model is not null) writer.Set(ModelKey, Model);
        foreach (var (name, entry) in Entries.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            int matrices = entry.Counts.Length;
            writer.SetTensor(name + Sums, TensorType.F32, [entry.SumsOfSquares.Length / matrices, matrices], stream => stream.Write(MemoryMarshal.AsBytes<float>(entry.SumsOfSquares)));
            writer.SetTensor(name + Counts, TensorType.F32, [1, matrices], stream => stream.Write(MemoryMarshal.AsBytes<float>(entry.Counts)));
        }
        writer.Write(path);
    }

    /// <summary>Refuses the matrix of another model than <paramref name="parts"/>.</summary>
    /// <exception cref="GgufException">It is one: a name or a length is another, or what tells models apart.</exception>
    public void RequireModel(string path, ModelParts parts)
    {
        var tensors = parts.Tensors.ToDictionary(entry => entry.Tensor.Name, entry => entry.Tensor);
        foreach (var (name, entry) in Entries)
        {
            if (!tensors.TryGetValue(name, out var tensor)) throw new GgufException($"{path} is the importance matrix of another model: it has {name}, which {parts.Files[0].Path} has not");
            long expected = tensor.Dimensions[0] * Matrices(tensor.Dimensions);
            if (entry.SumsOfSquares.Length != expected)
                throw new GgufException($"{path} is the importance matrix of another model: it has {entry.SumsOfSquares.Length} columns for {name}; {expected} were expected");
        }
        if (Model is not null && ModelFingerprint.Of(parts.Files) is { } own && own != Model)
            throw new GgufException($"{path} is the importance matrix of another model of this shape: its norms are {Model}, those of {parts.Files[0].Path} are {own}");
    }

    /// <summary>The mean squares for <paramref name="tensor"/>, (matrices, columns); null where nothing is known of it.</summary>
    public float[]? Of(GgufTensor tensor)
    {
        if (!Entries.TryGetValue(tensor.Name, out var entry)) return null;
        float[] means = new float[entry.SumsOfSquares.Length];
        int columns = tensor.RowLength;
        for (int i = 0; i < means.Length; i++)
        {
            float count = entry.Counts.Length == 1 ? entry.Counts[0] : entry.Counts[i / columns];
            means[i] = count > 0 ? entry.SumsOfSquares[i] / count : 1;   // an expert that no token came to
        }
        return means;
    }

    /// <summary>Matrices of a tensor: experts, in the third dimension.</summary>
    public static long Matrices(IReadOnlyList<long> dimensions) => dimensions.Skip(2).Aggregate(1L, (product, length) => product * length);

    private static float[] Values(GgufFile file, GgufTensor tensor)
    {
        if (tensor.Type != TensorType.F32) throw new GgufException($"tensor {tensor.Name} of {file.Path} is {tensor.Type}; F32 was expected");
        float[] values = MemoryMarshal.Cast<byte, float>(file.Bytes.Span(tensor.Offset, checked((int)tensor.ByteLength))).ToArray();
        int at = Array.FindIndex(values, value => !float.IsFinite(value) || value < 0);
        return at < 0 ? values : throw new GgufException($"tensor {tensor.Name} of {file.Path} holds {values[at]}; finite numbers from 0 on were expected");
    }
}

/// <summary>What is known of a matrix.</summary>
/// <param name="SumsOfSquares">Of the activations, (matrices, columns).</param>
/// <param name="Counts">Tokens, one count or one per matrix.</param>
internal sealed record ImportanceEntry(float[] SumsOfSquares, float[] Counts);
