using Engine.Gguf;
using static Engine.Tests.Models.SyntheticTensor;

namespace Engine.Tests.Models;

/// <summary>What files of an architecture hold: keys, a vocabulary, tensors.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Keys">Keys beside those that all have, without the architecture's name.</param>
/// <param name="WriteVocabulary">Writes a vocabulary of so many tokens.</param>
/// <param name="Outer">Tensors outside the layers.</param>
/// <param name="Layer">Tensors of a layer, without the layer's name.</param>
internal sealed record SyntheticArchitecture(
    string Name,
    Func<SyntheticModel, (string Key, object Value)[]> Keys,
    Action<GgufWriter, int> WriteVocabulary,
    Func<SyntheticModel, SyntheticTensor[]> Outer,
    Func<SyntheticModel, SyntheticTensor[]> Layer)
{
    // Of the logits: a distribution with a few likely tokens, as real models have.
    private const double LogitGain = 2;

    private static readonly SyntheticArchitecture[] s_rows =
    [
        new("llama", model => [RmsEpsilon, ("rope.freq_base", 10000f)], SyntheticVocabulary.SentencePiece, Decoder, model => [.. Attention(model), .. FeedForward(model)]),
        new("qwen2", model => [RmsEpsilon, ("rope.freq_base", 1000000f)], SyntheticVocabulary.SentencePiece, Decoder,
            model => [.. Attention(model), .. AttentionBiases(model), .. FeedForward(model)]),
        new("qwen3", model => [RmsEpsilon, ("rope.freq_base", 1000000f)], SyntheticVocabulary.SentencePiece, Decoder,
            model => [.. Attention(model), .. HeadNorms(model), .. FeedForward(model)]),
        new("gemma3", model => [RmsEpsilon, ("rope.freq_base", 1000000f), ("attention.sliding_window", (uint)model.SlidingWindow)], SyntheticVocabulary.SentencePiece, Decoder,
            model =>
            [
                .. Attention(model), .. HeadNorms(model), Norm("post_attention_norm.weight", model.ModelDim),
                .. FeedForward(model), Norm("post_ffw_norm.weight", model.ModelDim),
            ]),
        new("bert", model => [("attention.layer_norm_epsilon", 1e-12f), ("attention.causal", false), ("pooling_type", (uint)PoolingType.Mean)],
            SyntheticVocabulary.WordPiece, Embeddings,
            model =>
            [
                .. Attention(model)[1..], .. AttentionBiases(model), Bias("attn_output.bias", model.ModelDim), .. LayerNorm("attn_output_norm", model.ModelDim),
                Matrix("ffn_up.weight", model.ModelDim, model.FeedForwardDim), Bias("ffn_up.bias", model.FeedForwardDim),
                Matrix("ffn_down.weight", model.FeedForwardDim, model.ModelDim), Bias("ffn_down.bias", model.ModelDim), .. LayerNorm("layer_output_norm", model.ModelDim),
            ]),
    ];

    /// <summary>The names of all.</summary>
    public static IEnumerable<string> Names => s_rows.Select(row => row.Name);

    private static (string, object) RmsEpsilon => ("attention.layer_norm_rms_epsilon", 1e-5f);

    public static SyntheticArchitecture Get(string name) => s_rows.Single(row => row.Name == name);

    /// <summary>Sets the keys of <paramref name="model"/>'s shape.</summary>
    public void WriteKeys(SyntheticModel model, GgufWriter writer)
    {
        (string Key, int Count)[] counts =
        [
            ("context_length", model.ContextLength), ("embedding_length", model.ModelDim), ("block_count", model.LayerCount), ("feed_forward_length", model.FeedForwardDim),
            ("attention.head_count", model.HeadCount), ("attention.head_count_kv", model.KvHeadCount),
            ("attention.key_length", model.HeadDim), ("attention.value_length", model.HeadDim),
        ];
        foreach (var (key, count) in counts) writer.Set($"{Name}.{key}", (uint)count);
        foreach (var (key, value) in Keys(model))
        {
            _ = value switch
            {
                uint count => writer.Set($"{Name}.{key}", count),
                bool flag => writer.Set($"{Name}.{key}", flag),
                float number => writer.Set($"{Name}.{key}", number),
                _ => throw new InvalidOperationException($"{key} is a {value.GetType().Name}; a count, flag or number was expected"),
            };
        }
    }

    /// <summary>All tensors, in the order of the file.</summary>
    public IEnumerable<SyntheticTensor> Tensors(SyntheticModel model) =>
        Outer(model).Concat(Enumerable.Range(0, model.LayerCount).SelectMany(layer => Layer(model).Select(tensor => tensor with { Name = $"blk.{layer}.{tensor.Name}" })));

    private static SyntheticTensor[] Decoder(SyntheticModel model)
    {
        var embedding = Matrix("token_embd.weight", model.ModelDim, model.VocabSize, LogitGain);
        var norm = Norm("output_norm.weight", model.ModelDim);
        return model.IsTied ? [embedding, norm] : [embedding, norm, embedding with { Name = "output.weight" }];
    }

    private static SyntheticTensor[] Embeddings(SyntheticModel model) =>
    [
        Matrix("token_embd.weight", model.ModelDim, model.VocabSize),
        new("position_embd.weight", [model.ModelDim, model.ContextLength], 0, 0.05, IsF32: true),
        new("token_types.weight", [model.ModelDim, 2], 0, 0.05, IsF32: true),
        .. LayerNorm("token_embd_norm", model.ModelDim),
    ];

    private static SyntheticTensor[] Attention(SyntheticModel model) =>
    [
        Norm("attn_norm.weight", model.ModelDim),
        Matrix("attn_q.weight", model.ModelDim, model.HeadCount * model.HeadDim),
        Matrix("attn_k.weight", model.ModelDim, model.KvHeadCount * model.HeadDim),
        Matrix("attn_v.weight", model.ModelDim, model.KvHeadCount * model.HeadDim),
        Matrix("attn_output.weight", model.HeadCount * model.HeadDim, model.ModelDim, Residual(model)),
    ];

    private static SyntheticTensor[] AttentionBiases(SyntheticModel model) =>
    [
        Bias("attn_q.bias", model.HeadCount * model.HeadDim), Bias("attn_k.bias", model.KvHeadCount * model.HeadDim), Bias("attn_v.bias", model.KvHeadCount * model.HeadDim),
    ];

    private static SyntheticTensor[] HeadNorms(SyntheticModel model) => [Norm("attn_q_norm.weight", model.HeadDim), Norm("attn_k_norm.weight", model.HeadDim)];

    private static SyntheticTensor[] FeedForward(SyntheticModel model) =>
    [
        Norm("ffn_norm.weight", model.ModelDim),
        Matrix("ffn_gate.weight", model.ModelDim, model.FeedForwardDim),
        Matrix("ffn_up.weight", model.ModelDim, model.FeedForwardDim),
        Matrix("ffn_down.weight", model.FeedForwardDim, model.ModelDim, Residual(model)),
    ];

    private static SyntheticTensor[] LayerNorm(string name, int length) => [Norm(name + ".weight", length), Bias(name + ".bias", length)];

    /// <summary>Two branches per layer are added up; together they stay at the magnitude of one.</summary>
    private static double Residual(SyntheticModel model) => 1 / Math.Sqrt(2 * model.LayerCount);
}
