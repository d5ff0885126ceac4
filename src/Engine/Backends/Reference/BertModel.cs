using Engine.Gguf;
using Names = Engine.Gguf.Architectures.TensorNames;

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
        if (shape.Pooling == PoolingType.Rank) Classifier = new TextClassifier(new BertClassifier(encoder, file, weights), shape.ClassLabels);
        else Encoder = new TextEncoder(encoder, shape.Pooling);
        Probe = report;
        _adapters = weights.Adapters();
        Device = $"{shape.LayerCount} layers on the CPU in double precision, {team.Workers} threads";
    }

    public override Backend Kind => Backend.Reference;

    public override string Device { get; }

    public override TextEncoder? Encoder { get; }

    public override TextClassifier? Classifier { get; }

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
    public static NormWeights Read(ReferenceWeights weights, string name) => new(weights.Vector(name + Names.Weight), weights.Vector(name + Names.Bias));
}

/// <summary>The tensors of one layer of the bert architecture.</summary>
internal sealed record BertLayer(
    WeightMatrix Query, WeightMatrix Key, WeightMatrix Value, WeightMatrix AttentionOutput, NormWeights AttentionNorm,
    WeightMatrix Up, WeightMatrix Down, NormWeights OutputNorm)
{
    public static BertLayer Read(ReferenceWeights weights, int layer)
    {
        WeightMatrix Matrix(string name) => weights.Matrix(Names.InLayer(layer, name));
        return new BertLayer(
            Matrix(Names.Query),             // (modelDim, modelDim), as the next three
            Matrix(Names.Key),
            Matrix(Names.Value),
            Matrix(Names.AttentionOutput),
            NormWeights.Read(weights, Names.InLayer(layer, Names.AttentionOutputNorm)),
            Matrix(Names.Up),                // (feedForwardDim, modelDim)
            Matrix(Names.Down),              // (modelDim, feedForwardDim)
            NormWeights.Read(weights, Names.InLayer(layer, Names.LayerOutputNorm)));
    }
}

/// <summary>The tensors of a model of the bert architecture.</summary>
internal sealed record BertWeights(WeightMatrix Tokens, WeightMatrix Positions, float[][] TokenTypes, NormWeights EmbeddingNorm, BertLayer[] Layers)
{
    public static BertWeights Read(GgufFile file, ReferenceWeights weights, Hyperparameters shape) => new(
        weights.Matrix(Names.TokenEmbedding),      // (vocabSize, modelDim)
        weights.Matrix(Names.PositionEmbedding),   // (contextLength, modelDim)
        TokenTypesOf(file, weights),
        NormWeights.Read(weights, Names.EmbeddingNorm),
        Enumerable.Range(0, shape.LayerCount).Select(layer => BertLayer.Read(weights, layer)).ToArray());

    /// <summary>The embeddings of the token types of a single text and of the second of a pair, as far as the file has them.</summary>
    private static float[][] TokenTypesOf(GgufFile file, ReferenceWeights weights)
    {
        if (!file.TryGetTensor(Names.TokenTypes + Names.Weight, out _)) return [];
        var types = weights.Matrix(Names.TokenTypes);   // (tokenTypeCount, modelDim)
        var rows = new float[Math.Min(2, types.Rows)][];
        for (int type = 0; type < rows.Length; type++) types.ReadRow(type, rows[type] = new float[types.Columns]);
        return rows;
    }
}
