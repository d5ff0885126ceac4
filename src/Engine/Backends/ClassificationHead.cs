using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Quantization;

namespace Engine.Backends;

/// <summary>
/// The classification head of a decoder, output(tanh(dense(x))) of the hidden state after the last token, with the dense layer where the file has it. It has a
/// row or two: plain sums, the same on every backend.
/// </summary>
internal sealed class ClassificationHead
{
    private readonly float[][]? _dense;    // (modelDim, modelDim)
    private readonly float[][] _output;    // (classes, modelDim)
    private readonly float[]? _denseBias, _outputBias;

    private ClassificationHead(GgufFile file, Hyperparameters shape)
    {
        _dense = file.TryGetTensor(TensorNames.Classifier + TensorNames.Weight, out var dense) ? Rows(file, dense, shape.ModelDim) : null;
        _denseBias = _dense is null ? null : Vector(file, TensorNames.Classifier + TensorNames.Bias, _dense.Length);
        _output = Rows(file, file.Tensor(TensorNames.ClassifierOutput + TensorNames.Weight), shape.ModelDim);
        _outputBias = Vector(file, TensorNames.ClassifierOutput + TensorNames.Bias, _output.Length);
        Labels = TextClassifier.Names(shape.ClassLabels, _output.Length);
    }

    /// <summary>The label of each class.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The head of a decoder's file; null where it has none.</summary>
    /// <exception cref="GgufException">It does not fit the model.</exception>
    public static ClassificationHead? Read(GgufFile file)
    {
        var shape = Hyperparameters.Read(file.Metadata);
        return shape.Pooling == PoolingType.Rank && file.TryGetTensor(TensorNames.ClassifierOutput + TensorNames.Weight, out _) ? new ClassificationHead(file, shape) : null;
    }

    /// <summary>One logit per class.</summary>
    /// <param name="hidden">The hidden state after the last token, (modelDim).</param>
    public float[] Logits(float[] hidden)
    {
        if (_dense is not null) hidden = Array.ConvertAll(Multiply(_dense, _denseBias, hidden), value => (float)Math.Tanh(value));
        return Multiply(_output, _outputBias, hidden);
    }

    private static float[] Multiply(float[][] rows, float[]? bias, float[] x)
    {
        var result = new float[rows.Length];
        for (int row = 0; row < rows.Length; row++)
        {
            double sum = bias?[row] ?? 0;
            for (int i = 0; i < x.Length; i++) sum += (double)rows[row][i] * x[i];
            result[row] = (float)sum;
        }
        return result;
    }

    private static float[][] Rows(GgufFile file, GgufTensor tensor, int length)
    {
        if (tensor.Dimensions[0] != length) throw new GgufException($"tensor {tensor.Name} is {tensor.Shape}; rows of {length} were expected");
        float[] values = Values(file, tensor);
        return [.. Enumerable.Range(0, values.Length / length).Select(row => values[(row * length)..((row + 1) * length)])];
    }

    private static float[]? Vector(GgufFile file, string name, int length)
    {
        if (!file.TryGetTensor(name, out var tensor)) return null;
        if (tensor.ElementCount != length) throw new GgufException($"tensor {name} is {tensor.Shape}; {length} values were expected");
        return Values(file, tensor);
    }

    private static float[] Values(GgufFile file, GgufTensor tensor)
    {
        var values = new float[tensor.ElementCount];
        TensorTypes.Get(tensor.Type).Codec!.Dequantize(file.Bytes.Span(tensor.Offset, (int)tensor.ByteLength), values);
        return values;
    }
}
