using Engine.Gguf;
using Engine.Kernels.Quantization;

namespace Engine.Backends.Reference;

/// <summary>The tensors of a file by the names the graph uses.</summary>
internal sealed class ReferenceWeights(GgufFile file, RowTeam team)
{
    private readonly Dictionary<string, WeightMatrix> _matrices = [];

    /// <summary>The matrices handed out, by name without <c>.weight</c>.</summary>
    public IReadOnlyDictionary<string, WeightMatrix> Matrices => _matrices;

    /// <summary><c>name.weight</c> as a matrix of (rows, columns), with <c>name.bias</c> where there is one.</summary>
    /// <exception cref="GgufException">It is missing or has another shape.</exception>
    public WeightMatrix Matrix(string name, int columns, int rows)
    {
        var tensor = GraphTensors.Get(file, name + ".weight");
        if (tensor.RowLength != columns || tensor.RowCount != rows)
            throw new GgufException($"tensor {tensor.Name} has shape {tensor.Shape}; [{columns}, {rows}] was expected");
        return _matrices[name] = new WeightMatrix(file, tensor, Optional(name + ".bias", rows), team);
    }

    /// <summary>The LoRA adapters of the matrices handed out.</summary>
    public GraphAdapterHost Adapters() => new(file, _matrices.Keys, changes =>
    {
        foreach (var (name, matrix) in _matrices)
            matrix.Changes = [.. changes[name].Select(change => new LowRankChange(Factor(change.File, change.A), Factor(change.File, change.B), change.Scale))];
    });

    /// <summary>A vector of <paramref name="length"/> elements.</summary>
    /// <exception cref="GgufException">It is missing or has another length.</exception>
    public float[] Vector(string name, int length) => Optional(name, length) ?? throw new GgufException($"tensor {name} is missing");

    /// <summary>A vector of <paramref name="length"/> elements; null when the file has none of that name.</summary>
    /// <exception cref="GgufException">It has another length.</exception>
    public float[]? Optional(string name, int length)
    {
        if (GraphTensors.Find(file, name) is not { } tensor) return null;
        if (tensor.ElementCount != length) throw new GgufException($"tensor {name} has {tensor.ElementCount} elements; {length} were expected");
        var values = new float[length];
        TensorTypes.Get(tensor.Type).Codec!.Dequantize(file.Bytes.Span(tensor.Offset, (int)tensor.ByteLength), values);
        return values;
    }

    private WeightMatrix Factor(GgufFile adapter, GgufTensor tensor) => new(adapter, tensor, null, team);
}
