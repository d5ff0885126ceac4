namespace Engine.Kernels.Attention;

internal static partial class DenseAttention
{
    /// <summary>
    /// The definition. For every head h and query t:
    /// <code>
    /// score[j]  = scale * (q . k[j])          for the keys j the mask lets t see
    /// weight    = softmax(score)              0 for the others
    /// output    = sum over j of weight[j] * v[j]
    /// </code>
    /// Several query heads may share a key and value head: that is all there is to GQA and MQA.
    /// </summary>
    private static void Reference(
        in AttentionShape shape, ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values,
        int firstPosition, Span<float> weights, Span<float> destination)
    {
        int headDim = shape.HeadDim;
        int tokens = queries.Length / (shape.HeadCount * headDim);
        int keyCount = keys.Length / (shape.KvHeadCount * headDim);
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

                Softmax.Forward(weight[start..end], weight[start..end]);

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
