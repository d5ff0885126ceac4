namespace Engine.Kernels.Attention;

/// <summary>softmax(Q K^T * scale + mask) V, for every head.</summary>
/// <remarks>
/// Sources: Vaswani et al. 2017, "Attention Is All You Need"; Shazeer 2019, "Fast Transformer Decoding: One Write-Head is All You
/// Need" (MQA); Ainslie et al. 2023, "GQA"; Beltagy et al. 2020, "Longformer" (sliding window).
/// </remarks>
internal static class DenseAttention
{
    /// <summary>Attends from some consecutive positions of a sequence to all of its keys.</summary>
    /// <remarks>
    /// The definition. For every head h and query t:
    /// <code>
    /// score[j]  = scale * (q . k[j])          for the keys j the mask lets t see
    /// weight    = softmax(score)              0 for the others
    /// output    = sum over j of weight[j] * v[j]
    /// </code>
    /// Several query heads may share a key and value head: that is all there is to GQA and MQA.
    /// </remarks>
    /// <param name="shape">Heads, dimensions and mask.</param>
    /// <param name="queries">(tokens, headCount, headDim).</param>
    /// <param name="keys">(keyCount, kvHeadCount, headDim), from position 0.</param>
    /// <param name="values">(keyCount, kvHeadCount, headDim).</param>
    /// <param name="firstPosition">Position of the first query; the last one's must have a key.</param>
    /// <param name="weights">(headCount, tokens, keyCount); receives the softmax weights, 0 where masked.</param>
    /// <param name="destination">(tokens, headCount, headDim).</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public static void Reference(
        in AttentionShape shape, ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values,
        int firstPosition, Span<float> weights, Span<float> destination)
    {
        int headDim = shape.HeadDim;
        int tokens = queries.Length / (shape.HeadCount * headDim);
        int keyCount = keys.Length / (shape.KvHeadCount * headDim);
        Shapes.RequireEqual(tokens * shape.HeadCount * shape.HeadDim, queries.Length, nameof(queries));
        Shapes.RequireEqual(keyCount * shape.KvHeadCount * shape.HeadDim, keys.Length, nameof(keys));
        Shapes.RequireEqual(keys.Length, values.Length, nameof(values));
        Shapes.RequireEqual(shape.HeadCount * tokens * keyCount, weights.Length, nameof(weights));
        Shapes.RequireEqual(queries.Length, destination.Length, nameof(destination));
        if (shape.HeadCount % shape.KvHeadCount != 0)
            throw new ArgumentException($"{shape.HeadCount} query heads cannot share {shape.KvHeadCount} key heads evenly", nameof(shape));
        if (firstPosition < 0 || firstPosition + tokens > keyCount)
            throw new ArgumentException($"queries at positions {firstPosition} to {firstPosition + tokens - 1} need as many keys; there are {keyCount}", nameof(firstPosition));

        int group = shape.HeadCount / shape.KvHeadCount;   // query heads per key head

        for (int h = 0; h < shape.HeadCount; h++)
        {
            for (int t = 0; t < tokens; t++)
            {
                var query = queries.Slice((t * shape.HeadCount + h) * headDim, headDim);
                var output = destination.Slice((t * shape.HeadCount + h) * headDim, headDim);
                var weight = weights.Slice((h * tokens + t) * keyCount, keyCount);
                var (start, end) = shape.Visible(firstPosition + t, keyCount);

                weight.Clear();
                for (int j = start; j < end; j++)
                    weight[j] = (float)(shape.Scale * Dot(query, Head(keys, shape, j, h / group)));

                Softmax.Reference(weight[start..end], weight[start..end]);

                for (int d = 0; d < headDim; d++)
                {
                    double sum = 0;
                    for (int j = start; j < end; j++) sum += (double)weight[j] * Head(values, shape, j, h / group)[d];
                    output[d] = (float)sum;
                }
            }
        }
    }

    private static ReadOnlySpan<float> Head(ReadOnlySpan<float> rows, in AttentionShape shape, int position, int kvHead) =>
        rows.Slice((position * shape.KvHeadCount + kvHead) * shape.HeadDim, shape.HeadDim);

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }
}
