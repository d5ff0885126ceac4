using Engine.Gguf;

namespace Engine.Backends.Reference;

/// <summary>The bert architecture: an encoder with a pooled vector per text, or with a classification head.</summary>
internal sealed class BertModel : BackendModel
{
    private readonly RowTeam _team;
    private readonly GraphAdapterHost _adapters;

    public BertModel(GgufFile file, ResolvedOptions options, RowTeam team)
    {
        _team = team;
        var shape = Hyperparameters.Read(file.Metadata);
        var weights = new ReferenceWeights(file, team);
        var report = new TensorReport();
        var encoder = new BertEncoder(shape, BertWeights.Read(file, weights, shape), options.ContextLength, team, report);
        if (shape.Pooling == PoolingType.Rank) Classifier = new BertClassifier(encoder, file, weights, shape);
        else Encoder = encoder;
        Probe = report;
        _adapters = weights.Adapters();
        Device = $"{shape.LayerCount} layers on the CPU in double precision, {team.Workers} threads";
    }

    public override Backend Kind => Backend.Reference;

    public override string Device { get; }

    public override IEncoder? Encoder { get; }

    public override IClassifier? Classifier { get; }

    public override ITensorProbe Probe { get; }

    public override IAdapterHost Adapters => _adapters;

    public override void Dispose()
    {
        _adapters.Dispose();
        _team.Dispose();
    }
}

/// <summary>A LayerNorm's tensors.</summary>
internal sealed record NormWeights(float[] Weight, float[] Bias)
{
    public static NormWeights Read(ReferenceWeights weights, string name, int length) =>
        new(weights.Vector(name + ".weight", length), weights.Vector(name + ".bias", length));
}

/// <summary>The tensors of one layer of the bert architecture.</summary>
internal sealed record BertLayer(
    WeightMatrix Query, WeightMatrix Key, WeightMatrix Value, WeightMatrix AttentionOutput, NormWeights AttentionNorm,
    WeightMatrix Up, WeightMatrix Down, NormWeights OutputNorm)
{
    public static BertLayer Read(ReferenceWeights weights, Hyperparameters shape, int layer)
    {
        WeightMatrix Square(string tensor) => weights.Matrix($"blk.{layer}.{tensor}", shape.ModelDim, shape.ModelDim);
        return new BertLayer(
            Square("attn_q"), Square("attn_k"), Square("attn_v"), Square("attn_output"),
            NormWeights.Read(weights, $"blk.{layer}.attn_output_norm", shape.ModelDim),
            weights.Matrix($"blk.{layer}.ffn_up", shape.ModelDim, shape.FeedForwardDim),
            weights.Matrix($"blk.{layer}.ffn_down", shape.FeedForwardDim, shape.ModelDim),
            NormWeights.Read(weights, $"blk.{layer}.layer_output_norm", shape.ModelDim));
    }
}

/// <summary>The tensors of a model of the bert architecture.</summary>
internal sealed record BertWeights(WeightMatrix Tokens, WeightMatrix Positions, float[]? FirstTokenType, NormWeights EmbeddingNorm, BertLayer[] Layers)
{
    public static BertWeights Read(GgufFile file, ReferenceWeights weights, Hyperparameters shape) => new(
        weights.Matrix("token_embd", shape.ModelDim, file.Tensor("token_embd.weight").RowCount),
        weights.Matrix("position_embd", shape.ModelDim, file.Tensor("position_embd.weight").RowCount),
        FirstRow(file, weights, shape.ModelDim),
        NormWeights.Read(weights, "token_embd_norm", shape.ModelDim),
        Enumerable.Range(0, shape.LayerCount).Select(layer => BertLayer.Read(weights, shape, layer)).ToArray());

    /// <summary>The embedding of token type 0: a single text is all of the first type.</summary>
    private static float[]? FirstRow(GgufFile file, ReferenceWeights weights, int length)
    {
        if (!file.TryGetTensor("token_types.weight", out var tensor)) return null;
        var row = new float[length];
        weights.Matrix("token_types", length, tensor.RowCount).ReadRow(0, row);
        return row;
    }
}
