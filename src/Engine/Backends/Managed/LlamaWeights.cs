using Engine.Gguf;
using Engine.Kernels.Matrices;
using Engine.Kernels.Tensors;

namespace Engine.Backends.Managed;

/// <summary>A weight matrix and the kernel for its type.</summary>
internal readonly record struct Weight(Matrix Matrix, MatMulKernel Kernel);

/// <summary>The weights of one layer of the llama architecture. Shapes are (rows, length).</summary>
internal sealed record LlamaLayer(
    float[] AttentionNorm,      // (modelDim)
    Weight Query,               // (headCount * headDim, modelDim)
    Weight Key,                 // (kvHeadCount * headDim, modelDim)
    Weight Value,               // (kvHeadCount * headDim, modelDim)
    Weight Output,              // (modelDim, headCount * headDim)
    float[] FeedForwardNorm,    // (modelDim)
    Weight Gate,                // (feedForwardDim, modelDim)
    Weight Up,                  // (feedForwardDim, modelDim)
    Weight Down)                // (modelDim, feedForwardDim)
{
    /// <summary>Its matrices.</summary>
    public IEnumerable<Weight> Matrices => [Query, Key, Value, Output, Gate, Up, Down];
}

/// <summary>The weights of a llama model: matrices where they lie in the file, norms and RoPE divisors copied.</summary>
internal sealed class LlamaWeights
{
    private readonly GgufFile _file;
    private readonly Dictionary<TensorType, MatMulKernel> _kernels = [];

    public LlamaWeights(GgufFile file, Hyperparameters shape)
    {
        _file = file;
        Embedding = file.Tensor("token_embd.weight");
        OutputNorm = Vector("output_norm.weight");
        Logits = file.TryGetTensor("output.weight", out _) ? Matrix("output.weight") : Matrix("token_embd.weight");
        RopeDivisors = file.TryGetTensor("rope_freqs.weight", out _) ? Vector("rope_freqs.weight") : [];
        Layers = [.. Enumerable.Range(0, shape.LayerCount).Select(Layer)];
    }

    /// <summary>The embedding, (vocabSize, modelDim), read row by row.</summary>
    public GgufTensor Embedding { get; }

    public IReadOnlyList<LlamaLayer> Layers { get; }

    public float[] OutputNorm { get; }

    /// <summary>(vocabSize, modelDim); the embedding itself where the two are tied.</summary>
    public Weight Logits { get; }

    /// <summary>Divisors of the RoPE frequencies, (headDim / 2); empty where the file has none.</summary>
    public float[] RopeDivisors { get; }

    /// <summary>Every matrix.</summary>
    public IEnumerable<Weight> Matrices => Layers.SelectMany(layer => layer.Matrices).Append(Logits);

    /// <summary>The embedding of <paramref name="token"/>, (modelDim).</summary>
    public void Embed(int token, Span<float> destination) =>
        TensorTypes.Get(Embedding.Type).Codec!.Dequantize(_file.Row(Embedding, token), destination);

    private LlamaLayer Layer(int index)
    {
        string layer = $"blk.{index}.";
        return new LlamaLayer(
            Vector(layer + "attn_norm.weight"), Matrix(layer + "attn_q.weight"), Matrix(layer + "attn_k.weight"), Matrix(layer + "attn_v.weight"),
            Matrix(layer + "attn_output.weight"), Vector(layer + "ffn_norm.weight"), Matrix(layer + "ffn_gate.weight"), Matrix(layer + "ffn_up.weight"),
            Matrix(layer + "ffn_down.weight"));
    }

    private Weight Matrix(string name)
    {
        var tensor = _file.Tensor(name);
        if (!_kernels.TryGetValue(tensor.Type, out var kernel)) _kernels[tensor.Type] = kernel = MatMulKernels.For(tensor.Type);
        return new Weight(new Matrix(_file.Bytes, tensor.Offset, tensor.Type, tensor.RowCount, tensor.RowLength), kernel);
    }

    private float[] Vector(string name)
    {
        var tensor = _file.Tensor(name);
        float[] values = new float[tensor.ElementCount];
        TensorTypes.Get(tensor.Type).Codec!.Dequantize(_file.Bytes.Span(tensor.Offset, checked((int)tensor.ByteLength)), values);
        return values;
    }
}
