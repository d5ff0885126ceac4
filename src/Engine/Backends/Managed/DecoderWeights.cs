using Engine.Gguf;
using Engine.Gguf.Architectures;

namespace Engine.Backends.Managed;

/// <summary>The weights of one layer of a decoder. Shapes are (rows, length); norms the architecture does not have are null.</summary>
internal sealed record DecoderLayer(
    float[] AttentionNorm,          // (modelDim)
    Weight Query,                   // (headCount * headDim, modelDim)
    Weight Key,                     // (kvHeadCount * headDim, modelDim)
    Weight Value,                   // (kvHeadCount * headDim, modelDim)
    float[]? QueryNorm,             // (headDim)
    float[]? KeyNorm,               // (headDim)
    Weight Output,                  // (modelDim, headCount * headDim)
    float[]? PostAttentionNorm,     // (modelDim)
    float[] FeedForwardNorm,        // (modelDim)
    Weight Gate,                    // (feedForwardDim, modelDim)
    Weight Up,                      // (feedForwardDim, modelDim)
    Weight Down,                    // (modelDim, feedForwardDim)
    float[]? PostFeedForwardNorm)   // (modelDim)
{
    /// <summary>Its matrices.</summary>
    public IEnumerable<Weight> Matrices => [Query, Key, Value, Output, Gate, Up, Down];
}

/// <summary>The weights of a decoder.</summary>
internal sealed class DecoderWeights
{
    private readonly ManagedWeights _weights;
    private readonly GgufTensor _embedding;   // (vocabSize, modelDim), read row by row
    private readonly float _embeddingScale;

    public DecoderWeights(GgufFile file, ManagedWeights weights, Hyperparameters shape, DecoderGraph graph)
    {
        _weights = weights;
        _embedding = file.Tensor("token_embd.weight");
        _embeddingScale = graph.EmbeddingScale;
        OutputNorm = _weights.Vector("output_norm.weight");
        Logits = _weights.Matrix(file.TryGetTensor("output.weight", out _) ? "output" : "token_embd");
        RopeDivisors = _weights.Optional("rope_freqs.weight") ?? [];
        var layers = new DecoderLayer[shape.LayerCount];
        for (int layer = 0; layer < layers.Length; layer++) layers[layer] = Layer($"blk.{layer}.", graph);
        Layers = layers;
    }

    public IReadOnlyList<DecoderLayer> Layers { get; }

    public float[] OutputNorm { get; }

    /// <summary>(vocabSize, modelDim); the embedding itself where the two are tied.</summary>
    public Weight Logits { get; }

    /// <summary>Divisors of the RoPE frequencies, (headDim / 2); empty where the file has none.</summary>
    public float[] RopeDivisors { get; }

    /// <summary>Every matrix.</summary>
    public IEnumerable<Weight> Matrices => Layers.SelectMany(layer => layer.Matrices).Append(Logits);

    /// <summary>The embedding of <paramref name="token"/>, (modelDim), scaled as the architecture has it.</summary>
    public void Embed(int token, Span<float> destination)
    {
        _weights.ReadRow(_embedding, token, destination);
        if (_embeddingScale == 1) return;
        foreach (ref float value in destination) value *= _embeddingScale;
    }

    private DecoderLayer Layer(string prefix, DecoderGraph graph)
    {
        Weight Matrix(string name) => _weights.Matrix(prefix + name);
        float[] Norm(string name) => _weights.Vector($"{prefix}{name}.weight");
        return new DecoderLayer(
            Norm("attn_norm"), Matrix("attn_q"), Matrix("attn_k"), Matrix("attn_v"),
            graph.HasHeadNorms ? Norm("attn_q_norm") : null, graph.HasHeadNorms ? Norm("attn_k_norm") : null,
            Matrix("attn_output"), graph.HasPostNorms ? Norm("post_attention_norm") : null,
            Norm("ffn_norm"), Matrix("ffn_gate"), Matrix("ffn_up"), Matrix("ffn_down"), graph.HasPostNorms ? Norm("post_ffw_norm") : null);
    }
}
