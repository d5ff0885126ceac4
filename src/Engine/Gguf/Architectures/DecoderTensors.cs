using static Engine.Gguf.Architectures.TensorNames;

namespace Engine.Gguf.Architectures;

/// <summary>The tensors that decoders share, in the groups they come in.</summary>
internal static class DecoderTensors
{
    /// <summary>From token to residual stream, and back to logits.</summary>
    public static readonly TensorRole[] Ends =
    [
        new(TokenEmbedding + Weight, (s, _) => [s.ModelDim, s.VocabSize]),
        new(OutputNorm + Weight, (s, _) => [s.ModelDim]),
        new(Output + Weight, (s, _) => [s.ModelDim, s.VocabSize], IsRequired: false),   // absent: tied to token_embd
    ];

    /// <summary>A classification head: of encoders, and of decoders trained to rank.</summary>
    public static readonly TensorRole[] ClassificationHead =
    [
        new(Classifier + Weight, (s, _) => [s.ModelDim, s.ModelDim], IsRequired: false),
        new(Classifier + Bias, (s, _) => [s.ModelDim], IsRequired: false),
        new(ClassifierOutput + Weight, (s, _) => [s.ModelDim, Math.Max(1, s.ClassLabels.Count)], IsRequired: false),
        new(ClassifierOutput + Bias, (s, _) => [Math.Max(1, s.ClassLabels.Count)], IsRequired: false),
    ];

    /// <summary>Queries, keys, values and output; the first three may be one matrix.</summary>
    public static readonly TensorRole[] Attention =
    [
        new(EachLayer + AttentionNorm + Weight, (s, _) => [s.ModelDim]),
        .. QueryKeyValue,
        new(EachLayer + AttentionOutput + Weight, (s, _) => [(long)s.HeadCount * s.ValueHeadDim, s.ModelDim]),
    ];

    /// <summary>The norms of each head of queries and keys, one for all heads of a layer.</summary>
    public static readonly TensorRole[] HeadNorms =
    [
        new(EachLayer + QueryNorm + Weight, (s, _) => [s.HeadDim]),
        new(EachLayer + KeyNorm + Weight, (s, _) => [s.HeadDim]),
    ];

    /// <summary>The norms of what attention and feed-forward network add.</summary>
    public static readonly TensorRole[] PostNorms =
    [
        new(EachLayer + PostAttentionNorm + Weight, (s, _) => [s.ModelDim]),
        new(EachLayer + PostFeedForwardNorm + Weight, (s, _) => [s.ModelDim]),
    ];

    /// <summary>The gated feed-forward network, which a mixture of experts replaces.</summary>
    public static readonly TensorRole[] FeedForward =
    [
        new(EachLayer + FeedForwardNorm + Weight, (s, _) => [s.ModelDim]),
        new(EachLayer + Gate + Weight, (s, _) => [s.ModelDim, s.FeedForwardDim], InsteadOf: EachLayer + ExpertGates + Weight),
        new(EachLayer + Up + Weight, (s, _) => [s.ModelDim, s.FeedForwardDim], InsteadOf: EachLayer + ExpertUps + Weight),
        new(EachLayer + Down + Weight, (s, _) => [s.FeedForwardDim, s.ModelDim], InsteadOf: EachLayer + ExpertDowns + Weight),
    ];

    /// <summary>Optional biases of queries, keys and values.</summary>
    public static readonly TensorRole[] QueryKeyValueBiases =
    [
        new(EachLayer + Query + Bias, (s, _) => [Queries(s)], IsRequired: false),
        new(EachLayer + Key + Bias, (s, layer) => [Keys(s, layer)], IsRequired: false),
        new(EachLayer + Value + Bias, (s, layer) => [Values(s, layer)], IsRequired: false),
        new(EachLayer + FusedQueryKeyValue + Bias, (s, layer) => [Queries(s) + Keys(s, layer) + Values(s, layer)], IsRequired: false),
    ];

    /// <summary>The optional bias of the attention's output.</summary>
    public static readonly TensorRole[] OutputBias = [new(EachLayer + AttentionOutput + Bias, (s, _) => [s.ModelDim], IsRequired: false)];

    /// <summary>Optional biases of the feed-forward network.</summary>
    public static readonly TensorRole[] FeedForwardBiases =
    [
        new(EachLayer + Gate + Bias, (s, _) => [s.FeedForwardDim], IsRequired: false),
        new(EachLayer + Up + Bias, (s, _) => [s.FeedForwardDim], IsRequired: false),
        new(EachLayer + Down + Bias, (s, _) => [s.ModelDim], IsRequired: false),
    ];

    /// <summary>Projections to queries, keys and values, apart or in one matrix.</summary>
    public static IReadOnlyList<TensorRole> QueryKeyValue =>
    [
        new(EachLayer + Query + Weight, (s, _) => [s.ModelDim, Queries(s)], InsteadOf: EachLayer + FusedQueryKeyValue + Weight),
        new(EachLayer + Key + Weight, (s, layer) => [s.ModelDim, Keys(s, layer)], InsteadOf: EachLayer + FusedQueryKeyValue + Weight),
        new(EachLayer + Value + Weight, (s, layer) => [s.ModelDim, Values(s, layer)], InsteadOf: EachLayer + FusedQueryKeyValue + Weight),
        new(EachLayer + FusedQueryKeyValue + Weight, (s, layer) => [s.ModelDim, Queries(s) + Keys(s, layer) + Values(s, layer)], IsRequired: false),
    ];

    public static long Queries(Hyperparameters s) => (long)s.HeadCount * s.HeadDim;

    private static long Keys(Hyperparameters s, int layer) => (long)s.KvHeadCounts[layer] * s.HeadDim;

    private static long Values(Hyperparameters s, int layer) => (long)s.KvHeadCounts[layer] * s.ValueHeadDim;
}
