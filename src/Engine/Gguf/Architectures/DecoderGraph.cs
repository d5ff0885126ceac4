using Engine.Kernels.Attention;
using Engine.Kernels.Layers;

namespace Engine.Gguf.Architectures;

/// <summary>destination = activation(gate) * up; the destination may be either source.</summary>
internal delegate void GatedUnit(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> destination);

/// <summary>What gates the feed-forward network.</summary>
/// <param name="Reference">By the formula.</param>
/// <param name="Simd">Fast.</param>
internal sealed record GateActivation(GatedUnit Reference, GatedUnit Simd)
{
    /// <summary>x / (1 + exp(-x)).</summary>
    public static readonly GateActivation Silu = new(SwiGlu.Reference, SwiGlu.Forward);

    /// <summary>GELU by the tanh formula.</summary>
    public static readonly GateActivation Gelu = new(GeGlu.Reference, GeGlu.Forward);
}

/// <summary>How positions turn: RoPE's base, and how far it is stretched.</summary>
internal sealed record Rotation(float Base, RopeScaling Scaling);

/// <summary>In what the attention of one layer differs from another's.</summary>
/// <param name="Window">Positions a token attends to, its own included; 0 for all up to its own.</param>
/// <param name="Rotation">How its queries and keys turn.</param>
internal sealed record LayerAttention(int Window, Rotation Rotation);

/// <summary>
/// In what a decoder differs from the plain one. All of them compute, layer after layer,
/// <code>
/// x = embedding[token] * embeddingScale
/// x = x + postNorm(output(attention(rotate(headNorm(query(norm(x)))), ...)))
/// x = x + postNorm(down(activation(gate(norm(x))) * up(norm(x))))
/// logits = output(norm(x))
/// </code>
/// and those who leave out a norm or a scale leave it at what is written here. A matrix has the bias that the file has for it.
/// </summary>
/// <remarks>Source of the plain one: Touvron et al. 2023, "LLaMA: Open and Efficient Foundation Language Models".</remarks>
/// <param name="Shape">The model's shape.</param>
internal sealed record DecoderGraph(Hyperparameters Shape)
{
    /// <summary>Which elements of a head turn together.</summary>
    public RopePairing Pairing { get; init; } = RopePairing.Adjacent;

    /// <summary>What gates the feed-forward network.</summary>
    public GateActivation Activation { get; init; } = GateActivation.Silu;

    /// <summary>Whether every head of queries and keys is normalized before it turns.</summary>
    public bool HasHeadNorms { get; init; }

    /// <summary>Whether what attention and feed-forward network add is normalized before it is added.</summary>
    public bool HasPostNorms { get; init; }

    /// <summary>Multiplies embeddings.</summary>
    public float EmbeddingScale { get; init; } = 1;

    /// <summary>Multiplies attention scores before the softmax.</summary>
    public double AttentionScale { get; init; } = 1 / Math.Sqrt(Shape.HeadDim);

    /// <summary>How each layer attends.</summary>
    public IReadOnlyList<LayerAttention> Layers { get; init; } = [.. Enumerable.Repeat(new LayerAttention(0, ModelRotation(Shape)), Shape.LayerCount)];

    /// <summary>The rotation that the metadata gives for the whole model.</summary>
    public static Rotation ModelRotation(Hyperparameters shape) => new(shape.RopeBase, shape.RopeScaling);

    /// <summary>The attention of layer <paramref name="layer"/>.</summary>
    public AttentionShape Attention(int layer) =>
        new(Shape.HeadCount, Shape.KvHeadCount, Shape.HeadDim, Layers[layer].Window > 0 ? AttentionMask.SlidingWindow : AttentionMask.Causal, Layers[layer].Window)
        {
            Scale = AttentionScale,
        };
}
