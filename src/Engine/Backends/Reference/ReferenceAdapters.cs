using Engine.Gguf;
using Engine.Kernels.Tensors;

namespace Engine.Backends.Reference;

/// <summary>LoRA adapters of a reference model.</summary>
/// <remarks>An adapter is a GGUF file with <c>X.weight.lora_a</c>, (rank, columns), and <c>X.weight.lora_b</c>, (rows, rank), for each matrix X it changes.</remarks>
internal sealed class ReferenceAdapters(ReferenceWeights weights, string architecture, RowTeam team) : IAdapterHost
{
    private const string SuffixA = ".weight.lora_a", SuffixB = ".weight.lora_b";

    public IDisposable LoadAdapter(string path)
    {
        var file = GgufFile.Open(path);
        try
        {
            return Read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Apply(IReadOnlyList<(IDisposable Adapter, float Scale)> adapters)
    {
        foreach (var (name, matrix) in weights.Matrices)
        {
            // Scale 0 is no change, not a change of zero: the sums stay those of the bare model to the bit.
            matrix.Changes = adapters
                .Where(active => active.Scale != 0 && ((Adapter)active.Adapter).Factors.ContainsKey(name))
                .Select(active =>
                {
                    var adapter = (Adapter)active.Adapter;
                    var (a, b) = adapter.Factors[name];
                    return new LowRankChange(a, b, active.Scale * adapter.Alpha / a.Rows);
                })
                .ToArray();
        }
    }

    private Adapter Read(GgufFile file)
    {
        string type = file.Metadata.String("general.type", "");
        string kind = file.Metadata.String("adapter.type", "");
        if (type != "adapter" || kind != "lora")
            throw new GgufException($"{file.Path} is of type '{type}' with adapter type '{kind}'; an adapter of type lora was expected");
        if (file.Metadata.Architecture != architecture)
            throw new GgufException($"{file.Path} is an adapter for architecture '{file.Metadata.Architecture}'; the model's is '{architecture}'");

        var factors = new Dictionary<string, (WeightMatrix, WeightMatrix)>();
        foreach (var tensor in file.Tensors)
        {
            if (TensorTypes.Get(tensor.Type).Codec is null) throw new GgufException($"tensor {tensor.Name} of {file.Path} is {tensor.Type}, which cannot be read here");
            if (tensor.Name.EndsWith(SuffixB, StringComparison.Ordinal)) continue;
            if (!tensor.Name.EndsWith(SuffixA, StringComparison.Ordinal))
                throw new GgufException($"tensor {tensor.Name} of {file.Path} is not named *{SuffixA} or *{SuffixB}");

            string name = tensor.Name[..^SuffixA.Length];
            if (name == "token_embd" || !weights.Matrices.TryGetValue(name, out var matrix))
                throw new GgufException($"{file.Path} changes {name}.weight, which is no matrix of this model that an adapter can change");
            var b = file.Tensor(name + SuffixB);
            if (tensor.RowLength != matrix.Columns || b.RowCount != matrix.Rows || tensor.RowCount != b.RowLength)
                throw new GgufException($"{file.Path} changes {name}.weight by {tensor.Shape} and {b.Shape}; [{matrix.Columns}, rank] and [rank, {matrix.Rows}] were expected");
            factors[name] = (new WeightMatrix(file, tensor, null, team), new WeightMatrix(file, b, null, team));
        }
        return new Adapter(file, (float)file.Metadata["adapter.lora.alpha"].Number(), factors);
    }

    /// <summary>A loaded adapter: the file and its pairs of factors by matrix.</summary>
    private sealed record Adapter(GgufFile File, float Alpha, IReadOnlyDictionary<string, (WeightMatrix A, WeightMatrix B)> Factors) : IDisposable
    {
        public void Dispose() => File.Dispose();
    }
}
