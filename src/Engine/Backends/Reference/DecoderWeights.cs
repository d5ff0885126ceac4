using Engine.Gguf;
using Engine.Gguf.Architectures;
using Names = Engine.Gguf.Architectures.TensorNames;

namespace Engine.Backends.Reference;

/// <summary>The tensors of one layer of a decoder; norms it does not have are null.</summary>
internal sealed record DecoderLayer(
    float[] AttentionNorm, WeightMatrix Query, WeightMatrix Key, WeightMatrix Value, float[]? QueryNorm, float[]? KeyNorm,
    WeightMatrix AttentionOutput, float[]? PostAttentionNorm,
    float[] FeedForwardNorm, WeightMatrix Gate, WeightMatrix Up, WeightMatrix Down, float[]? PostFeedForwardNorm)
{
    public static DecoderLayer Read(ReferenceWeights weights, DecoderGraph graph, int layer)
    {
        WeightMatrix Matrix(string name) => weights.Matrix(Names.InLayer(layer, name));
        float[] Norm(string name) => weights.Vector(Names.InLayer(layer, name) + Names.Weight);
        return new DecoderLayer(
            Norm(Names.AttentionNorm),
            Matrix(Names.Query),             // (headCount * headDim, modelDim)
            Matrix(Names.Key),               // (kvHeadCount * headDim, modelDim)
            Matrix(Names.Value),             // (kvHeadCount * headDim, modelDim)
            graph.HasHeadNorms ? Norm(Names.QueryNorm) : null,
            graph.HasHeadNorms ? Norm(Names.KeyNorm) : null,
            Matrix(Names.AttentionOutput),   // (modelDim, headCount * headDim)
            graph.HasPostNorms ? Norm(Names.PostAttentionNorm) : null,
            Norm(Names.FeedForwardNorm),
            Matrix(Names.Gate),              // (feedForwardDim, modelDim)
            Matrix(Names.Up),                // (feedForwardDim, modelDim)
            Matrix(Names.Down),              // (modelDim, feedForwardDim)
            graph.HasPostNorms ? Norm(Names.PostFeedForwardNorm) : null);
    }
}

/// <summary>The tensors of a decoder.</summary>
internal sealed record DecoderWeights(WeightMatrix Embedding, DecoderLayer[] Layers, float[] OutputNorm, WeightMatrix Output, float[]? RopeDivisors)
{
    public static DecoderWeights Read(GgufFile file, ReferenceWeights weights, Hyperparameters shape, DecoderGraph graph)
    {
        var embedding = weights.Matrix(Names.TokenEmbedding);   // (vocabSize, modelDim)
        return new DecoderWeights(
            embedding,
            Enumerable.Range(0, shape.LayerCount).Select(layer => DecoderLayer.Read(weights, graph, layer)).ToArray(),
            weights.Vector(Names.OutputNorm + Names.Weight),
            file.TryGetTensor(Names.Output + Names.Weight, out _) ? weights.Matrix(Names.Output) : embedding,
            weights.Optional(Names.RopeDivisors + Names.Weight));
    }
}
