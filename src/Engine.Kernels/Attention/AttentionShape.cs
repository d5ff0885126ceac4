namespace Engine.Kernels.Attention;

/// <summary>Which keys a query may see.</summary>
internal enum AttentionMask
{
    /// <summary>All: encoders.</summary>
    None,
    /// <summary>Those at its own and earlier positions.</summary>
    Causal,
    /// <summary>The last <see cref="AttentionShape.Window"/> of those at its own and earlier positions.</summary>
    SlidingWindow,
}

/// <summary>The shape of an attention layer.</summary>
/// <param name="HeadCount">Query heads.</param>
/// <param name="KvHeadCount">Key and value heads: as many as query heads (MHA), a divisor of them (GQA), or one (MQA).</param>
/// <param name="HeadDim">Elements of a query, key or value.</param>
/// <param name="Mask">Which keys a query sees.</param>
/// <param name="Window">Keys it sees at most, with a sliding window.</param>
internal readonly record struct AttentionShape(int HeadCount, int KvHeadCount, int HeadDim, AttentionMask Mask, int Window = 0)
{
    /// <summary>Multiplies scores before the softmax: 1 / sqrt(head dim).</summary>
    public double Scale { get; init; } = 1 / Math.Sqrt(HeadDim);

    /// <summary>The keys, of <paramref name="keyCount"/>, that the query at <paramref name="position"/> sees.</summary>
    public (int Start, int End) Visible(int position, int keyCount) => Mask switch
    {
        AttentionMask.None => (0, keyCount),
        AttentionMask.Causal => (0, position + 1),
        _ => (Math.Max(0, position + 1 - Window), position + 1),
    };
}
