using Engine.Gguf;
using Engine.Kernels.Layers;
using Names = Engine.Gguf.Architectures.TensorNames;

namespace Engine.Backends.Managed;

/// <summary>A LayerNorm's tensors, (modelDim) each.</summary>
internal sealed record NormWeights(float[] Weight, float[] Bias)
{
    /// <summary>Normalizes <paramref name="x"/> in place.</summary>
    public void Apply(Span<float> x, double epsilon) => LayerNorm.Forward(x, Weight, Bias, epsilon, x);
}

/// <summary>The weights of one layer of the bert architecture. Shapes are (rows, length).</summary>
internal sealed record BertLayer(
    Weight Query,                // (modelDim, modelDim)
    Weight Key,                  // (modelDim, modelDim)
    Weight Value,                // (modelDim, modelDim)
    Weight AttentionOutput,      // (modelDim, modelDim)
    NormWeights AttentionNorm,
    Weight Up,                   // (feedForwardDim, modelDim)
    Weight Down,                 // (modelDim, feedForwardDim)
    NormWeights OutputNorm)
{
    /// <summary>Its matrices.</summary>
    public IEnumerable<Weight> Matrices => [Query, Key, Value, AttentionOutput, Up, Down];
}

/// <summary>The weights of a model of the bert architecture.</summary>
internal sealed class BertWeights
{
    private readonly ManagedWeights _weights;
    private readonly GgufTensor _tokens;       // (vocabSize, modelDim), read row by row
    private readonly GgufTensor _positions;    // (maxTokens, modelDim), read row by row
    private readonly float[][] _tokenTypes;    // (modelDim) each: of a single text, and of the second of a pair
    private readonly NormWeights _embeddingNorm;

    public BertWeights(GgufFile file, ManagedWeights weights, Hyperparameters shape)
    {
        _weights = weights;
        _tokens = file.Tensor(Names.TokenEmbedding + Names.Weight);
        _positions = file.Tensor(Names.PositionEmbedding + Names.Weight);
        _tokenTypes = file.TryGetTensor(Names.TokenTypes + Names.Weight, out var types) ? new float[Math.Min(2, types.RowCount)][] : [];
        for (int type = 0; type < _tokenTypes.Length; type++) weights.ReadRow(types!, type, _tokenTypes[type] = new float[shape.ModelDim]);
        _embeddingNorm = Norm(Names.EmbeddingNorm);
        Layers = [.. Enumerable.Range(0, shape.LayerCount).Select(Layer)];
    }

    public IReadOnlyList<BertLayer> Layers { get; }

    /// <summary>Tokens with an embedding.</summary>
    public int VocabSize => _tokens.RowCount;

    /// <summary>Positions with an embedding.</summary>
    public int MaxPositions => _positions.RowCount;

    /// <summary>Token types, as far as they are used: 0 to 2.</summary>
    public int TokenTypes => _tokenTypes.Length;

    /// <summary>Every matrix.</summary>
    public IEnumerable<Weight> Matrices => Layers.SelectMany(layer => layer.Matrices);

    /// <summary>The sum of the embeddings of token, position and token type, normalized, (modelDim).</summary>
    public void Embed(int token, int position, int type, double epsilon, Span<float> destination, Span<float> scratch)
    {
        _weights.ReadRow(_tokens, token, destination);
        _weights.ReadRow(_positions, position, scratch);
        Elementwise.Add(destination, scratch);
        if (_tokenTypes.Length > 0) Elementwise.Add(destination, _tokenTypes[type]);
        _embeddingNorm.Apply(destination, epsilon);
    }

    private BertLayer Layer(int layer)
    {
        Weight Matrix(string name) => _weights.Matrix(Names.InLayer(layer, name));
        return new BertLayer(
            Matrix(Names.Query), Matrix(Names.Key), Matrix(Names.Value), Matrix(Names.AttentionOutput), Norm(Names.InLayer(layer, Names.AttentionOutputNorm)),
            Matrix(Names.Up), Matrix(Names.Down), Norm(Names.InLayer(layer, Names.LayerOutputNorm)));
    }

    private NormWeights Norm(string name) => new(_weights.Vector(name + Names.Weight), _weights.Vector(name + Names.Bias));
}
