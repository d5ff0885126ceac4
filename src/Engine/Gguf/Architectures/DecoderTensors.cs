namespace Engine.Gguf.Architectures;

/// <summary>The tensors that decoders share, in the groups they come in.</summary>
internal static class DecoderTensors
{
    /// <summary>From token to residual stream, and back to logits.</summary>
    public static readonly TensorRole[] Ends =
    [
        new("token_embd.weight", (s, _) => [s.ModelDim, s.VocabSize]),
        new("output_norm.weight", (s, _) => [s.ModelDim]),
        new("output.weight", (s, _) => [s.ModelDim, s.VocabSize], IsRequired: false),   // absent: tied to token_embd
    ];

    /// <summary>Queries, keys, values and output; the first three may be one matrix.</summary>
    public static readonly TensorRole[] Attention =
    [
        new("blk.{L}.attn_norm.weight", (s, _) => [s.ModelDim]),
        .. QueryKeyValue,
        new("blk.{L}.attn_output.weight", (s, _) => [(long)s.HeadCount * s.ValueHeadDim, s.ModelDim]),
    ];

    /// <summary>The norms of each head of queries and keys, one for all heads of a layer.</summary>
    public static readonly TensorRole[] HeadNorms =
    [
        new("blk.{L}.attn_q_norm.weight", (s, _) => [s.HeadDim]),
        new("blk.{L}.attn_k_norm.weight", (s, _) => [s.HeadDim]),
    ];

    /// <summary>The norms of what attention and feed-forward network add.</summary>
    public static readonly TensorRole[] PostNorms =
    [
        new("blk.{L}.post_attention_norm.weight", (s, _) => [s.ModelDim]),
        new("blk.{L}.post_ffw_norm.weight", (s, _) => [s.ModelDim]),
    ];

    /// <summary>The gated feed-forward network, which a mixture of experts replaces.</summary>
    public static readonly TensorRole[] FeedForward =
    [
        new("blk.{L}.ffn_norm.weight", (s, _) => [s.ModelDim]),
        new("blk.{L}.ffn_gate.weight", (s, _) => [s.ModelDim, s.FeedForwardDim], InsteadOf: "blk.{L}.ffn_gate_exps.weight"),
        new("blk.{L}.ffn_up.weight", (s, _) => [s.ModelDim, s.FeedForwardDim], InsteadOf: "blk.{L}.ffn_up_exps.weight"),
        new("blk.{L}.ffn_down.weight", (s, _) => [s.FeedForwardDim, s.ModelDim], InsteadOf: "blk.{L}.ffn_down_exps.weight"),
    ];

    /// <summary>Optional biases of queries, keys and values.</summary>
    public static readonly TensorRole[] QueryKeyValueBiases =
    [
        new("blk.{L}.attn_q.bias", (s, _) => [Queries(s)], IsRequired: false),
        new("blk.{L}.attn_k.bias", (s, layer) => [Keys(s, layer)], IsRequired: false),
        new("blk.{L}.attn_v.bias", (s, layer) => [Values(s, layer)], IsRequired: false),
        new("blk.{L}.attn_qkv.bias", (s, layer) => [Queries(s) + Keys(s, layer) + Values(s, layer)], IsRequired: false),
    ];

    /// <summary>The optional bias of the attention's output.</summary>
    public static readonly TensorRole[] OutputBias = [new("blk.{L}.attn_output.bias", (s, _) => [s.ModelDim], IsRequired: false)];

    /// <summary>Optional biases of the feed-forward network.</summary>
    public static readonly TensorRole[] FeedForwardBiases =
    [
        new("blk.{L}.ffn_gate.bias", (s, _) => [s.FeedForwardDim], IsRequired: false),
        new("blk.{L}.ffn_up.bias", (s, _) => [s.FeedForwardDim], IsRequired: false),
        new("blk.{L}.ffn_down.bias", (s, _) => [s.ModelDim], IsRequired: false),
    ];

    /// <summary>Projections to queries, keys and values, apart or in one matrix.</summary>
    public static IReadOnlyList<TensorRole> QueryKeyValue =>
    [
        new("blk.{L}.attn_q.weight", (s, _) => [s.ModelDim, Queries(s)], InsteadOf: "blk.{L}.attn_qkv.weight"),
        new("blk.{L}.attn_k.weight", (s, layer) => [s.ModelDim, Keys(s, layer)], InsteadOf: "blk.{L}.attn_qkv.weight"),
        new("blk.{L}.attn_v.weight", (s, layer) => [s.ModelDim, Values(s, layer)], InsteadOf: "blk.{L}.attn_qkv.weight"),
        new("blk.{L}.attn_qkv.weight", (s, layer) => [s.ModelDim, Queries(s) + Keys(s, layer) + Values(s, layer)], IsRequired: false),
    ];

    public static long Queries(Hyperparameters s) => (long)s.HeadCount * s.HeadDim;

    private static long Keys(Hyperparameters s, int layer) => (long)s.KvHeadCounts[layer] * s.HeadDim;

    private static long Values(Hyperparameters s, int layer) => (long)s.KvHeadCounts[layer] * s.ValueHeadDim;
}
