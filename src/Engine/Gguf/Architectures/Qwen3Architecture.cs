using Engine.Kernels.Layers;

namespace Engine.Gguf.Architectures;

/// <summary>Qwen 3: instead of biases, every head of queries and keys is normalized before its halves turn together.</summary>
/// <remarks>Source: Yang et al. 2025, "Qwen3 Technical Report".</remarks>
internal static class Qwen3Architecture
{
    public static readonly Architecture Row = new(
        "qwen3", GgufKeys.OfArchitecture.RmsNormEpsilon,
        () =>
        [
            .. DecoderTensors.Ends,
            .. DecoderTensors.Attention,
            .. DecoderTensors.HeadNorms,
            .. DecoderTensors.FeedForward,
            .. DecoderTensors.ClassificationHead,
        ],
        shape => new DecoderGraph(shape) { Pairing = RopePairing.Halves, HasHeadNorms = true });
}
