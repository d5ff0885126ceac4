using Engine.Gguf;
using Engine.Gguf.Architectures;

namespace Engine.Backends;

/// <summary>The two factors by which an adapter changes a matrix: y = W x + scale * B (A x).</summary>
/// <param name="Name">The matrix, without <c>.weight</c>.</param>
/// <param name="A">(rank, columns).</param>
/// <param name="B">(rows, rank).</param>
internal sealed record LoraPair(string Name, GgufTensor A, GgufTensor B);

/// <summary>A LoRA adapter's GGUF file, checked against the model it is for.</summary>
/// <remarks>It holds <c>X.weight.lora_a</c> and <c>X.weight.lora_b</c> for each matrix X it changes.</remarks>
internal sealed class LoraFile : IDisposable
{
    private readonly double _alpha;

    private LoraFile(GgufFile file, GgufFile model)
    {
        File = file;
        Expect(GgufKeys.Type, "adapter");
        Expect(GgufKeys.AdapterType, "lora");
        GgufValidator.Validate(file);
        Expect(GgufKeys.Architecture, model.Metadata.Architecture);
        _alpha = file.Metadata.Number(GgufKeys.LoraAlpha, 0)!.Value;
        Pairs = ReadPairs(model);
        Norms = [.. file.Tensors.Select(tensor => tensor.Name).Where(LoraNames.IsNorm)];
    }

    /// <summary>The file.</summary>
    public GgufFile File { get; }

    /// <summary>A pair for each matrix it changes.</summary>
    public IReadOnlyList<LoraPair> Pairs { get; }

    /// <summary>Norms that lie beside the pairs, whole; nobody applies them.</summary>
    public IReadOnlyList<string> Norms { get; }

    /// <summary>Opens the adapter <paramref name="path"/> for <paramref name="model"/>.</summary>
    /// <exception cref="GgufException">It is no adapter, or one for another model.</exception>
    public static LoraFile Open(string path, GgufFile model)
    {
        var file = GgufFile.Open(path);
        try
        {
            return new LoraFile(file, model);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What B (A x) is multiplied by at strength <paramref name="scale"/>: as trained, alpha / rank, where the file gives an alpha.</summary>
    public float Scale(LoraPair pair, float scale) => _alpha == 0 ? scale : (float)(scale * _alpha / pair.B.RowLength);

    public void Dispose() => File.Dispose();

    private List<LoraPair> ReadPairs(GgufFile model)
    {
        var pairs = new List<LoraPair>();
        foreach (var tensor in File.Tensors)
            if (tensor.Name.EndsWith(LoraNames.A, StringComparison.Ordinal)) pairs.Add(ReadPair(model, LoraNames.Matrix(tensor.Name)!, tensor));
        return pairs;
    }

    private LoraPair ReadPair(GgufFile model, string name, GgufTensor a)
    {
        var b = File.Tensor(name + LoraNames.B);
        if (!model.TryGetTensor(name, out var weight)) throw new GgufException($"the adapter changes {name}, which the model does not have");
        var (input, output) = LoraNames.IsByRow(name) ? (b.Dimensions[1], a.Dimensions[1]) : (a.Dimensions[0], b.Dimensions[1]);
        if (weight.Dimensions.Count != 2 || input != weight.Dimensions[0] || output != weight.Dimensions[1])
            throw new GgufException($"the adapter's pair for {name} has shapes {a.Shape} and {b.Shape}; the model's tensor has {weight.Shape}");
        return new LoraPair(name.EndsWith(TensorNames.Weight, StringComparison.Ordinal) ? name[..^TensorNames.Weight.Length] : name, a, b);
    }

    private void Expect(string key, string expected)
    {
        string? value = File.Metadata.String(key);
        if (value != expected) throw new GgufException($"{key} is {(value is null ? "missing" : $"\"{value}\"")}; \"{expected}\" was expected of an adapter for this model");
    }
}
