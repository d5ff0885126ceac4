using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Gemm;
using Engine.Kernels.Quantization;

namespace Engine.Backends.Managed;

/// <summary>A weight matrix, with the adapters and the bias that belong to it.</summary>
/// <param name="matrix">Where it lies, (rows, length).</param>
/// <param name="kernel">The kernel for its type.</param>
/// <param name="bias">What its products get, (rows); null for none.</param>
internal sealed class Weight(Matrix matrix, MatMulKernel kernel, float[]? bias)
{
    public Matrix Matrix { get; } = matrix;

    public MatMulKernel Kernel { get; } = kernel;

    public float[]? Bias { get; } = bias;

    /// <summary>The active low-rank changes; empty for the bare matrix.</summary>
    public LowRankChange[] Changes { get; set; } = [];
}

/// <summary>The tensors of a file by the names the graph uses: matrices where they lie, vectors copied.</summary>
internal sealed class ManagedWeights(GgufFile file)
{
    private readonly Dictionary<int, MatMulKernel> _kernels = [];   // by the number of the type: such a dictionary comes compiled
    private readonly Dictionary<string, Weight> _matrices = [];

    /// <summary>The matrices handed out, by name without <c>.weight</c>.</summary>
    public IReadOnlyDictionary<string, Weight> Matrices => _matrices;

    /// <summary><c>name.weight</c> as a matrix, with <c>name.bias</c> where there is one.</summary>
    /// <exception cref="GgufException">It is missing.</exception>
    public Weight Matrix(string name)
    {
        var tensor = GraphTensors.Get(file, name + TensorNames.Weight);
        return _matrices[name] = Matrix(file, tensor, Optional(name + TensorNames.Bias));
    }

    /// <summary>A matrix of any file, which stays open as long as it is used.</summary>
    public Weight Matrix(GgufFile owner, GgufTensor tensor, float[]? bias = null)
    {
        if (!_kernels.TryGetValue((int)tensor.Type, out var kernel)) _kernels[(int)tensor.Type] = kernel = MatMulKernels.For(tensor.Type);
        return new Weight(new Matrix(owner.Bytes, tensor.Offset, tensor.Type, tensor.RowCount, tensor.RowLength), kernel, bias);
    }

    /// <summary>A vector.</summary>
    /// <exception cref="GgufException">It is missing.</exception>
    public float[] Vector(string name) => Optional(name) ?? throw new GgufException($"tensor {name} is missing");

    /// <summary>A vector; null where the file has none of that name.</summary>
    public float[]? Optional(string name)
    {
        if (GraphTensors.Find(file, name) is not { } tensor) return null;
        float[] values = new float[tensor.ElementCount];
        TensorTypes.Get(tensor.Type).Codec!.Dequantize(file.Bytes.Span(tensor.Offset, checked((int)tensor.ByteLength)), values);
        return values;
    }

    /// <summary>Row <paramref name="row"/> of <paramref name="tensor"/>.</summary>
    public void ReadRow(GgufTensor tensor, int row, Span<float> destination) =>
        TensorTypes.Get(tensor.Type).Codec!.Dequantize(file.Row(tensor, row), destination);
}
