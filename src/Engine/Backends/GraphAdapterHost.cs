using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Quantization;

namespace Engine.Backends;

/// <summary>What an active adapter adds to the products of a matrix: scale * B (A x).</summary>
/// <param name="File">The adapter's file.</param>
/// <param name="A">(rank, columns).</param>
/// <param name="B">(rows, rank).</param>
/// <param name="Scale">Alpha and rank included.</param>
internal readonly record struct LoraChange(GgufFile File, GgufTensor A, GgufTensor B, float Scale);

/// <summary>LoRA adapters of a model whose graph the backend computes itself.</summary>
/// <param name="model">The model's file.</param>
/// <param name="matrices">The matrices of its graph, without <c>.weight</c>; those whose rows are looked up and not multiplied cannot be changed.</param>
/// <param name="apply">Makes exactly these changes active, by the name of the matrix, for each in the order in which they are added.</param>
internal sealed class GraphAdapterHost(GgufFile model, IEnumerable<string> matrices, Action<ILookup<string, LoraChange>> apply) : AdapterHost<LoraFile>
{
    private static readonly string[] s_lookedUp = [TensorNames.TokenEmbedding, TensorNames.PositionEmbedding, TensorNames.TokenTypes];

    private readonly HashSet<string> _matrices = [.. matrices.Except(s_lookedUp)];

    protected override LoraFile Load(string path)
    {
        var file = LoraFile.Open(path, model);
        try
        {
            foreach (var pair in file.Pairs)
            {
                if (!_matrices.Contains(pair.Name)) throw new GgufException($"{path} changes {pair.Name}.weight, which is no matrix of this model that an adapter can change here");
                CheckReadable(pair.A);
                CheckReadable(pair.B);
            }
            if (file.Norms.Count > 0) throw new GgufException($"{path} changes the norm {file.Norms[0]}; adapters change matrices only here");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    protected override void Activate(IReadOnlyList<(LoraFile Adapter, float Scale)> adapters) => apply(
        adapters.SelectMany(active => active.Adapter.Pairs.Select(pair => (pair.Name, Change: new LoraChange(active.Adapter.File, pair.A, pair.B, active.Adapter.Scale(pair, active.Scale)))))
            .ToLookup(entry => entry.Name, entry => entry.Change));

    private static void CheckReadable(GgufTensor tensor)
    {
        if (TensorTypes.Get(tensor.Type).Codec is null) throw new GgufException($"tensor {tensor.Name} is {tensor.Type}, which cannot be read here");
    }
}
