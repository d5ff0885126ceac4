using static Engine.Gguf.Architectures.TensorNames;

namespace Engine.Gguf.Architectures;

/// <summary>T5: an encoder and a decoder that attends to it, with a learned bias by distance instead of rotation.</summary>
/// <remarks>Source: Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer".</remarks>
internal static class T5Architecture
{
    public static readonly Architecture Row = new(
        "t5", GgufKeys.OfArchitecture.RmsNormEpsilon,
        () =>
        [
            .. Encoder,
            new("dec.output_norm.weight", (s, _) => [s.ModelDim]),
            DistanceBias("dec.blk.0.attn", isRequired: true),
            .. Attention("dec.blk.{D}.attn"),
            .. Attention("dec.blk.{D}.cross_attn"),
            .. FeedForward("dec.blk.{D}.ffn"),
        ])
    {
        HasDistanceBias = true,
        SharesKvHeads = false,
    };

    /// <summary>Its encoder alone.</summary>
    public static readonly Architecture EncoderRow = new("t5encoder", GgufKeys.OfArchitecture.RmsNormEpsilon, () => Encoder) { IsEncoder = true, HasDistanceBias = true, SharesKvHeads = false };

    private static TensorRole[] Encoder =>
    [
        new(TokenEmbedding + Weight, (s, _) => [s.ModelDim, s.VocabSize]),
        new(Output + Weight, (s, _) => [s.ModelDim, s.VocabSize], IsRequired: false),
        new("enc.output_norm.weight", (s, _) => [s.ModelDim]),
        DistanceBias("enc.blk.0.attn", isRequired: true),
        .. Attention("enc.blk.{L}.attn"),
        .. FeedForward("enc.blk.{L}.ffn"),
    ];

    private static TensorRole[] Attention(string prefix) =>
    [
        new($"{prefix}_norm.weight", (s, _) => [s.ModelDim]),
        new($"{prefix}_q.weight", (s, _) => [s.ModelDim, DecoderTensors.Queries(s)]),
        new($"{prefix}_k.weight", (s, _) => [s.ModelDim, DecoderTensors.Queries(s)]),
        new($"{prefix}_v.weight", (s, _) => [s.ModelDim, (long)s.HeadCount * s.ValueHeadDim]),
        new($"{prefix}_o.weight", (s, _) => [(long)s.HeadCount * s.ValueHeadDim, s.ModelDim]),
        DistanceBias(prefix, isRequired: false),
    ];

    /// <summary>The bias of the first layer serves every layer without one of its own: llama.cpp reads it unasked, and without it ends the process.</summary>
    private static TensorRole DistanceBias(string prefix, bool isRequired) =>
        new($"{prefix}_rel_b.weight", (s, _) => [s.HeadCount, s.RelativeBucketCount], isRequired);

    private static TensorRole[] FeedForward(string prefix) =>
    [
        new($"{prefix}_norm.weight", (s, _) => [s.ModelDim]),
        new($"{prefix}_gate.weight", (s, _) => [s.ModelDim, s.FeedForwardDim], IsRequired: false),
        new($"{prefix}_up.weight", (s, _) => [s.ModelDim, s.FeedForwardDim]),
        new($"{prefix}_down.weight", (s, _) => [s.FeedForwardDim, s.ModelDim]),
    ];
}
