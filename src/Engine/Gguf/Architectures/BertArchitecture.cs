using static Engine.Gguf.Architectures.TensorNames;

namespace Engine.Gguf.Architectures;

/// <summary>BERT: an encoder with learned positions and a norm after each block.</summary>
/// <remarks>Source: Devlin et al. 2018, "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding".</remarks>
internal static class BertArchitecture
{
    public static readonly Architecture Row = new(
        "bert", GgufKeys.OfArchitecture.LayerNormEpsilon,
        () =>
        [
            new(TokenEmbedding + Weight, (s, _) => [s.ModelDim, s.VocabSize]),
            new(TokenTypes + Weight, (s, _) => [s.ModelDim, s.TokenTypeCount], IsRequired: false),
            new(PositionEmbedding + Weight, (s, _) => [s.ModelDim, s.ContextLength]),
            new(EmbeddingNorm + Weight, (s, _) => [s.ModelDim]),
            new(EmbeddingNorm + Bias, (s, _) => [s.ModelDim]),
            .. DecoderTensors.ClassificationHead,
            .. DecoderTensors.QueryKeyValue,
            .. DecoderTensors.QueryKeyValueBiases,
            new(EachLayer + AttentionOutput + Weight, (s, _) => [s.ModelDim, s.ModelDim]),
            .. DecoderTensors.OutputBias,
            new(EachLayer + AttentionOutputNorm + Weight, (s, _) => [s.ModelDim]),
            new(EachLayer + AttentionOutputNorm + Bias, (s, _) => [s.ModelDim]),
            new(EachLayer + Up + Weight, (s, _) => [s.ModelDim, s.FeedForwardDim]),
            new(EachLayer + Up + Bias, (s, _) => [s.FeedForwardDim], IsRequired: false),
            new(EachLayer + Down + Weight, (s, _) => [s.FeedForwardDim, s.ModelDim]),
            new(EachLayer + Down + Bias, (s, _) => [s.ModelDim], IsRequired: false),
            new(EachLayer + LayerOutputNorm + Weight, (s, _) => [s.ModelDim]),
            new(EachLayer + LayerOutputNorm + Bias, (s, _) => [s.ModelDim]),
        ])
    {
        IsEncoder = true,
        IsBertGraph = true,
        SharesKvHeads = false,
    };
}
