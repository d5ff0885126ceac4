using Engine.Kernels.Layers;
using static Engine.Gguf.Architectures.TensorNames;

namespace Engine.Gguf.Architectures;

/// <summary>Qwen 1.5, 2 and 2.5: queries, keys and values have biases, and halves of a head turn together.</summary>
/// <remarks>Source: Yang et al. 2024, "Qwen2 Technical Report".</remarks>
internal static class Qwen2Architecture
{
    public static readonly Architecture Row = new(
        "qwen2", GgufKeys.OfArchitecture.RmsNormEpsilon,
        () =>
        [
            .. DecoderTensors.Ends,
            new(Output + Bias, (s, _) => [s.VocabSize], IsRequired: false),
            .. DecoderTensors.Attention,
            .. DecoderTensors.QueryKeyValueBiases,
            .. DecoderTensors.FeedForward,
        ],
        shape => new DecoderGraph(shape) { Pairing = RopePairing.Halves });
}
