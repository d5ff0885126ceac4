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

/// <summary>softmax(Q K^T * scale + mask) V, for every head.</summary>
/// <remarks>
/// Sources: Vaswani et al. 2017, "Attention Is All You Need"; Shazeer 2019, "Fast Transformer Decoding: One Write-Head is All You
/// Need" (MQA); Ainslie et al. 2023, "GQA"; Beltagy et al. 2020, "Longformer" (sliding window).
/// </remarks>
internal static partial class DenseAttention
{
    /// <summary>Attends from some consecutive positions of a sequence to all of its keys.</summary>
    /// <param name="shape">Heads, dimensions and mask.</param>
    /// <param name="queries">(tokens, headCount, headDim).</param>
    /// <param name="keys">(keyCount, kvHeadCount, headDim), from position 0.</param>
    /// <param name="values">(keyCount, kvHeadCount, headDim).</param>
    /// <param name="firstPosition">Position of the first query; the last one's must have a key.</param>
    /// <param name="weights">(headCount, tokens, keyCount); receives the softmax weights, 0 where masked.</param>
    /// <param name="destination">(tokens, headCount, headDim).</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public static void Forward(
        in AttentionShape shape, ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values,
        int firstPosition, Span<float> weights, Span<float> destination)
    {
        int tokens = queries.Length / (shape.HeadCount * shape.HeadDim);
        int keyCount = keys.Length / (shape.KvHeadCount * shape.HeadDim);
        Shapes.RequireEqual(tokens * shape.HeadCount * shape.HeadDim, queries.Length, nameof(queries));
        Shapes.RequireEqual(keyCount * shape.KvHeadCount * shape.HeadDim, keys.Length, nameof(keys));
        Shapes.RequireEqual(keys.Length, values.Length, nameof(values));
        Shapes.RequireEqual(shape.HeadCount * tokens * keyCount, weights.Length, nameof(weights));
        Shapes.RequireEqual(queries.Length, destination.Length, nameof(destination));
        if (shape.HeadCount % shape.KvHeadCount != 0)
            throw new ArgumentException($"{shape.HeadCount} query heads cannot share {shape.KvHeadCount} key heads evenly", nameof(shape));
        if (firstPosition < 0 || firstPosition + tokens > keyCount)
            throw new ArgumentException($"queries at positions {firstPosition} to {firstPosition + tokens - 1} need as many keys; there are {keyCount}", nameof(firstPosition));
        Reference(shape, queries, keys, values, firstPosition, weights, destination);
    }
}
