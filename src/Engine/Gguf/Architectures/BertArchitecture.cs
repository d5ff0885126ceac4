namespace Engine.Gguf.Architectures;

/// <summary>BERT: an encoder with learned positions and a norm after each block.</summary>
/// <remarks>Source: Devlin et al. 2018, "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding".</remarks>
internal static class BertArchitecture
{
    public static readonly Architecture Row = new(
        "bert", GgufKeys.OfArchitecture.LayerNormEpsilon,
        () =>
        [
            new("token_embd.weight", (s, _) => [s.ModelDim, s.VocabSize]),
            new("token_types.weight", (s, _) => [s.ModelDim, s.TokenTypeCount], IsRequired: false),
            new("position_embd.weight", (s, _) => [s.ModelDim, s.ContextLength]),
            new("token_embd_norm.weight", (s, _) => [s.ModelDim]),
            new("token_embd_norm.bias", (s, _) => [s.ModelDim]),
            new("cls.weight", (s, _) => [s.ModelDim, s.ModelDim], IsRequired: false),
            new("cls.bias", (s, _) => [s.ModelDim], IsRequired: false),
            new("cls.output.weight", (s, _) => [s.ModelDim, Math.Max(1, s.ClassLabels.Count)], IsRequired: false),
            new("cls.output.bias", (s, _) => [Math.Max(1, s.ClassLabels.Count)], IsRequired: false),
            .. DecoderTensors.QueryKeyValue,
            .. DecoderTensors.QueryKeyValueBiases,
            new("blk.{L}.attn_output.weight", (s, _) => [s.ModelDim, s.ModelDim]),
            .. DecoderTensors.OutputBias,
            new("blk.{L}.attn_output_norm.weight", (s, _) => [s.ModelDim]),
            new("blk.{L}.attn_output_norm.bias", (s, _) => [s.ModelDim]),
            new("blk.{L}.ffn_up.weight", (s, _) => [s.ModelDim, s.FeedForwardDim]),
            new("blk.{L}.ffn_up.bias", (s, _) => [s.FeedForwardDim], IsRequired: false),
            new("blk.{L}.ffn_down.weight", (s, _) => [s.FeedForwardDim, s.ModelDim]),
            new("blk.{L}.ffn_down.bias", (s, _) => [s.ModelDim], IsRequired: false),
            new("blk.{L}.layer_output_norm.weight", (s, _) => [s.ModelDim]),
            new("blk.{L}.layer_output_norm.bias", (s, _) => [s.ModelDim]),
        ]);
}
