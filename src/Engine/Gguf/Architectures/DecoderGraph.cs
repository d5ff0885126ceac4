using Engine.Kernels;

namespace Engine.Gguf.Architectures;

/// <summary>What gates the feed-forward network.</summary>
internal enum GateActivation
{
    /// <summary>x / (1 + exp(-x)): SwiGLU.</summary>
    Silu,
    /// <summary>The tanh formula of GELU: GeGLU.</summary>
    Gelu,
}

/// <summary>How positions turn: RoPE's base, and how far it is stretched.</summary>
internal sealed record Rotation(float Base, RopeScaling Scaling);

/// <summary>In what the attention of one layer differs from another's.</summary>
/// <param name="Window">Positions a token attends to, its own included; 0 for all up to its own.</param>
/// <param name="Rotation">How its queries and keys turn.</param>
internal readonly record struct LayerAttention(int Window, Rotation Rotation);

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
/// <param name="shape">The model's shape.</param>
internal sealed class DecoderGraph(Hyperparameters shape)
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
    public double AttentionScale { get; init; } = 1 / Math.Sqrt(shape.HeadDim);

    /// <summary>How each layer attends.</summary>
    public IReadOnlyList<LayerAttention> Layers { get; init; } = [.. Enumerable.Repeat(new LayerAttention(0, ModelRotation(shape)), shape.LayerCount)];

    /// <summary>The rotation that the metadata gives for the whole model.</summary>
    public static Rotation ModelRotation(Hyperparameters shape) => new(shape.RopeBase, shape.RopeScaling);

    /// <summary>The attention of layer <paramref name="layer"/>.</summary>
    public AttentionShape Attention(int layer) =>
        new(shape.HeadCount, shape.KvHeadCount, shape.HeadDim, Layers[layer].Window > 0 ? AttentionMask.SlidingWindow : AttentionMask.Causal, Layers[layer].Window)
        {
            Scale = AttentionScale,
        };
}
