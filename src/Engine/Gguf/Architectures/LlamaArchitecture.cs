using static Engine.Gguf.Architectures.TensorNames;

namespace Engine.Gguf.Architectures;

/// <summary>Llama 1 to 3, Mistral, TinyLlama, SmolLM and kin: the plain decoder, with or without biases, dense or a mixture of experts.</summary>
internal static class LlamaArchitecture
{
    public static readonly Architecture Row = new(
        "llama", GgufKeys.OfArchitecture.RmsNormEpsilon,
        () =>
        [
            .. DecoderTensors.Ends,
            new(RopeDivisors + Weight, (s, _) => [s.RopeDimension / 2], IsRequired: false),   // Llama 3.1: divisors of the frequencies
            .. DecoderTensors.Attention,
            .. DecoderTensors.QueryKeyValueBiases,
            .. DecoderTensors.OutputBias,
            .. DecoderTensors.FeedForward,
            .. DecoderTensors.FeedForwardBiases,
            new(EachLayer + ExpertChoice + Weight, (s, _) => [s.ModelDim, s.ExpertCount], IsRequired: false),
            new(EachLayer + ExpertGates + Weight, (s, _) => [s.ModelDim, s.FeedForwardDim, s.ExpertCount], IsRequired: false),
            new(EachLayer + ExpertUps + Weight, (s, _) => [s.ModelDim, s.FeedForwardDim, s.ExpertCount], IsRequired: false),
            new(EachLayer + ExpertDowns + Weight, (s, _) => [s.FeedForwardDim, s.ModelDim, s.ExpertCount], IsRequired: false),
        ],
        shape => new DecoderGraph(shape));
}
