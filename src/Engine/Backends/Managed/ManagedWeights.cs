using Engine.Gguf;
using Engine.Kernels.Matrices;
using Engine.Kernels.Tensors;

namespace Engine.Backends.Managed;

/// <summary>A weight matrix, the kernel for its type, and the bias its products get, (rows).</summary>
internal readonly record struct Weight(Matrix Matrix, MatMulKernel Kernel, float[]? Bias);

/// <summary>The tensors of a file by the names the graph uses: matrices where they lie, vectors copied.</summary>
internal sealed class ManagedWeights(GgufFile file)
{
    private readonly Dictionary<TensorType, MatMulKernel> _kernels = [];

    /// <summary><c>name.weight</c> as a matrix, with <c>name.bias</c> where there is one.</summary>
    /// <exception cref="GgufException">It is missing.</exception>
    public Weight Matrix(string name)
    {
        var tensor = file.Tensor(name + ".weight");
        if (!_kernels.TryGetValue(tensor.Type, out var kernel)) _kernels[tensor.Type] = kernel = MatMulKernels.For(tensor.Type);
        return new Weight(new Matrix(file.Bytes, tensor.Offset, tensor.Type, tensor.RowCount, tensor.RowLength), kernel, Optional(name + ".bias"));
    }

    /// <summary>A vector.</summary>
    /// <exception cref="GgufException">It is missing.</exception>
    public float[] Vector(string name) => Optional(name) ?? throw new GgufException($"tensor {name} is missing");

    /// <summary>A vector; null where the file has none of that name.</summary>
    public float[]? Optional(string name)
    {
        if (!file.TryGetTensor(name, out var tensor)) return null;
        float[] values = new float[tensor.ElementCount];
        TensorTypes.Get(tensor.Type).Codec!.Dequantize(file.Bytes.Span(tensor.Offset, checked((int)tensor.ByteLength)), values);
        return values;
    }

    /// <summary>Row <paramref name="row"/> of <paramref name="tensor"/>.</summary>
    public void ReadRow(GgufTensor tensor, int row, Span<float> destination) =>
        TensorTypes.Get(tensor.Type).Codec!.Dequantize(file.Row(tensor, row), destination);
}
