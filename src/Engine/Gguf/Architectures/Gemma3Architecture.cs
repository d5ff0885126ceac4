using Engine.Kernels.Layers;

namespace Engine.Gguf.Architectures;

/// <summary>
/// Gemma 3, text: norms around each block and on each head, GELU, scaled embeddings, and five layers of six that see a sliding window
/// and turn by a base of their own. The file has 1 + weight where the paper's norms have weight.
/// </summary>
/// <remarks>Source: Gemma Team 2025, "Gemma 3 Technical Report".</remarks>
internal static class Gemma3Architecture
{
    private const int Period = 6;             // layers, of which the last attends to all positions, where the file does not say
    private const int LayersOf27B = 62;       // the one model whose scores are scaled by its width and not by its head dim

    public static readonly Architecture Row = new(
        "gemma3", GgufKeys.OfArchitecture.RmsNormEpsilon,
        () =>
        [
            .. DecoderTensors.Ends,
            .. DecoderTensors.Attention,
            .. DecoderTensors.HeadNorms,
            .. DecoderTensors.FeedForward,
            .. DecoderTensors.PostNorms,
        ],
        shape => new DecoderGraph(shape)
        {
            Pairing = RopePairing.Halves,
            Activation = GateActivation.Gelu,
            HasHeadNorms = true,
            HasPostNorms = true,
            EmbeddingScale = MathF.Sqrt(shape.ModelDim),
            AttentionScale = 1 / Math.Sqrt(shape.LayerCount == LayersOf27B ? shape.ModelDim / shape.HeadCount : shape.HeadDim),
            Layers = Layers(shape),
        });

    private static LayerAttention[] Layers(Hyperparameters shape)
    {
        int period = shape.SlidingWindowPeriod > 0 ? shape.SlidingWindowPeriod : Period;
        var local = new LayerAttention(shape.SlidingWindow, new Rotation(shape.SlidingRopeBase, RopeScaling.None));
        var global = new LayerAttention(0, DecoderGraph.ModelRotation(shape));
        return [.. Enumerable.Range(0, shape.LayerCount).Select(layer => shape.SlidingWindow > 0 && layer % period < period - 1 ? local : global)];
    }
}
