using Engine.Gguf;

namespace Engine.Backends.Reference;

/// <summary>The tensors of one layer of the llama architecture.</summary>
internal sealed record LlamaLayer(
    float[] AttentionNorm, WeightMatrix Query, WeightMatrix Key, WeightMatrix Value, WeightMatrix AttentionOutput,
    float[] FeedForwardNorm, WeightMatrix Gate, WeightMatrix Up, WeightMatrix Down)
{
    public static LlamaLayer Read(ReferenceWeights weights, Hyperparameters shape, int layer)
    {
        int queries = shape.HeadCount * shape.HeadDim, keys = shape.KvHeadCount * shape.HeadDim;
        string Name(string tensor) => $"blk.{layer}.{tensor}";
        return new LlamaLayer(
            weights.Vector(Name("attn_norm.weight"), shape.ModelDim),
            weights.Matrix(Name("attn_q"), shape.ModelDim, queries),
            weights.Matrix(Name("attn_k"), shape.ModelDim, keys),
            weights.Matrix(Name("attn_v"), shape.ModelDim, keys),
            weights.Matrix(Name("attn_output"), queries, shape.ModelDim),
            weights.Vector(Name("ffn_norm.weight"), shape.ModelDim),
            weights.Matrix(Name("ffn_gate"), shape.ModelDim, shape.FeedForwardDim),
            weights.Matrix(Name("ffn_up"), shape.ModelDim, shape.FeedForwardDim),
            weights.Matrix(Name("ffn_down"), shape.FeedForwardDim, shape.ModelDim));
    }
}

/// <summary>The tensors of a model of the llama architecture.</summary>
internal sealed record LlamaWeights(WeightMatrix Embedding, LlamaLayer[] Layers, float[] OutputNorm, WeightMatrix Output, float[]? RopeDivisors)
{
    public static LlamaWeights Read(GgufFile file, ReferenceWeights weights, Hyperparameters shape)
    {
        int vocabSize = file.Tensor("token_embd.weight").RowCount;
        var embedding = weights.Matrix("token_embd", shape.ModelDim, vocabSize);
        return new LlamaWeights(
            embedding,
            Enumerable.Range(0, shape.LayerCount).Select(layer => LlamaLayer.Read(weights, shape, layer)).ToArray(),
            weights.Vector("output_norm.weight", shape.ModelDim),
            file.TryGetTensor("output.weight", out _) ? weights.Matrix("output", shape.ModelDim, vocabSize) : embedding,
            weights.Optional("rope_freqs.weight", shape.RopeDimension / 2));
    }
}
