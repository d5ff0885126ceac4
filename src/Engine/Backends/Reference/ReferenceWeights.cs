using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Quantization;

namespace Engine.Backends.Reference;

/// <summary>The tensors of a file by the names the graph uses.</summary>
internal sealed class ReferenceWeights(GgufFile file, RowTeam team)
{
    private readonly Dictionary<string, WeightMatrix> _matrices = [];

    /// <summary>The matrices handed out, by name without <c>.weight</c>.</summary>
    public IReadOnlyDictionary<string, WeightMatrix> Matrices => _matrices;

    /// <summary><c>name.weight</c> as a matrix, with <c>name.bias</c> where there is one; the file was checked, so they have the shapes of the architecture.</summary>
    /// <exception cref="GgufException">It is missing.</exception>
    public WeightMatrix Matrix(string name)
    {
        var tensor = GraphTensors.Get(file, name + TensorNames.Weight);
        return _matrices[name] = new WeightMatrix(file, tensor, Optional(name + TensorNames.Bias), team);
    }

    /// <summary>The LoRA adapters of the matrices handed out.</summary>
    public GraphAdapterHost Adapters() => new(file, _matrices.Keys, changes =>
    {
        foreach (var (name, matrix) in _matrices)
            matrix.Changes = [.. changes[name].Select(change => new LowRankChange(Factor(change.File, change.A), Factor(change.File, change.B), change.Scale))];
    });

    /// <summary>A vector.</summary>
    /// <exception cref="GgufException">It is missing.</exception>
    public float[] Vector(string name) => Optional(name) ?? throw new GgufException($"tensor {name} is missing");

    /// <summary>A vector; null when the file has none of that name.</summary>
    public float[]? Optional(string name)
    {
        if (GraphTensors.Find(file, name) is not { } tensor) return null;
        var values = new float[tensor.ElementCount];
        TensorTypes.Get(tensor.Type).Codec!.Dequantize(file.Bytes.Span(tensor.Offset, (int)tensor.ByteLength), values);
        return values;
    }

    private WeightMatrix Factor(GgufFile adapter, GgufTensor tensor) => new(adapter, tensor, null, team);
}
