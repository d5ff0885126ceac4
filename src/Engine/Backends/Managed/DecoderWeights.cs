using Engine.Gguf;
using Engine.Gguf.Architectures;
using Names = Engine.Gguf.Architectures.TensorNames;

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
        _embedding = file.Tensor(Names.TokenEmbedding + Names.Weight);
        _embeddingScale = graph.EmbeddingScale;
        OutputNorm = _weights.Vector(Names.OutputNorm + Names.Weight);
        Logits = _weights.Matrix(file.TryGetTensor(Names.Output + Names.Weight, out _) ? Names.Output : Names.TokenEmbedding);
        RopeDivisors = _weights.Optional(Names.RopeDivisors + Names.Weight) ?? [];
        var layers = new DecoderLayer[shape.LayerCount];
        for (int layer = 0; layer < layers.Length; layer++) layers[layer] = Layer(layer, graph);
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

    private DecoderLayer Layer(int layer, DecoderGraph graph)
    {
        Weight Matrix(string name) => _weights.Matrix(Names.InLayer(layer, name));
        float[] Norm(string name) => _weights.Vector(Names.InLayer(layer, name) + Names.Weight);
        return new DecoderLayer(
            Norm(Names.AttentionNorm), Matrix(Names.Query), Matrix(Names.Key), Matrix(Names.Value),
            graph.HasHeadNorms ? Norm(Names.QueryNorm) : null, graph.HasHeadNorms ? Norm(Names.KeyNorm) : null,
            Matrix(Names.AttentionOutput), graph.HasPostNorms ? Norm(Names.PostAttentionNorm) : null,
            Norm(Names.FeedForwardNorm), Matrix(Names.Gate), Matrix(Names.Up), Matrix(Names.Down), graph.HasPostNorms ? Norm(Names.PostFeedForwardNorm) : null);
    }
}
