using Engine.Gguf;
using Engine.Gguf.Architectures;

namespace Engine.Backends.Reference;

/// <summary>The tensors of one layer of a decoder; norms it does not have are null.</summary>
internal sealed record DecoderLayer(
    float[] AttentionNorm, WeightMatrix Query, WeightMatrix Key, WeightMatrix Value, float[]? QueryNorm, float[]? KeyNorm,
    WeightMatrix AttentionOutput, float[]? PostAttentionNorm,
    float[] FeedForwardNorm, WeightMatrix Gate, WeightMatrix Up, WeightMatrix Down, float[]? PostFeedForwardNorm)
{
    public static DecoderLayer Read(ReferenceWeights weights, Hyperparameters shape, DecoderGraph graph, int layer)
    {
        int queries = shape.HeadCount * shape.HeadDim, keys = shape.KvHeadCount * shape.HeadDim;
        string Name(string tensor) => $"blk.{layer}.{tensor}";
        float[] Norm(string tensor, int length) => weights.Vector(Name(tensor + ".weight"), length);
        return new DecoderLayer(
            Norm("attn_norm", shape.ModelDim),
            weights.Matrix(Name("attn_q"), shape.ModelDim, queries),
            weights.Matrix(Name("attn_k"), shape.ModelDim, keys),
            weights.Matrix(Name("attn_v"), shape.ModelDim, keys),
            graph.HasHeadNorms ? Norm("attn_q_norm", shape.HeadDim) : null,
            graph.HasHeadNorms ? Norm("attn_k_norm", shape.HeadDim) : null,
            weights.Matrix(Name("attn_output"), queries, shape.ModelDim),
            graph.HasPostNorms ? Norm("post_attention_norm", shape.ModelDim) : null,
            Norm("ffn_norm", shape.ModelDim),
            weights.Matrix(Name("ffn_gate"), shape.ModelDim, shape.FeedForwardDim),
            weights.Matrix(Name("ffn_up"), shape.ModelDim, shape.FeedForwardDim),
            weights.Matrix(Name("ffn_down"), shape.FeedForwardDim, shape.ModelDim),
            graph.HasPostNorms ? Norm("post_ffw_norm", shape.ModelDim) : null);
    }
}

/// <summary>The tensors of a decoder.</summary>
internal sealed record DecoderWeights(WeightMatrix Embedding, DecoderLayer[] Layers, float[] OutputNorm, WeightMatrix Output, float[]? RopeDivisors)
{
    public static DecoderWeights Read(GgufFile file, ReferenceWeights weights, Hyperparameters shape, DecoderGraph graph)
    {
        int vocabSize = file.Tensor("token_embd.weight").RowCount;
        var embedding = weights.Matrix("token_embd", shape.ModelDim, vocabSize);
        return new DecoderWeights(
            embedding,
            Enumerable.Range(0, shape.LayerCount).Select(layer => DecoderLayer.Read(weights, shape, graph, layer)).ToArray(),
            weights.Vector("output_norm.weight", shape.ModelDim),
            file.TryGetTensor("output.weight", out _) ? weights.Matrix("output", shape.ModelDim, vocabSize) : embedding,
            weights.Optional("rope_freqs.weight", shape.RopeDimension / 2));
    }
}
