namespace Engine.Generation;

/// <summary>What becomes of an encoder's numbers: unit vectors and probabilities.</summary>
internal static class TextEncoding
{
    /// <summary>What the encoder's <paramref name="vectors"/> of <paramref name="texts"/> are as <paramref name="options"/> want them.</summary>
    public static Embeddings Embed(int dimensions, float[][] vectors, TokenizedTexts texts, EmbeddingOptions options)
    {
        if (options.Dimensions > 0 && options.Dimensions < dimensions)
        {
            vectors = Array.ConvertAll(vectors, vector => Shorten(vector, dimensions, options.Dimensions));
            dimensions = options.Dimensions;
        }
        if (options.Normalize)
        {
            foreach (float[] vector in vectors)
                for (int start = 0; start < vector.Length; start += dimensions) Normalize(vector.AsSpan(start, dimensions));
        }
        return new Embeddings(dimensions, vectors, texts.Ids.Sum(text => text.Length)) { Truncated = texts.Truncated };
    }

    /// <exception cref="ArgumentException">An option is out of its range for vectors of <paramref name="dimensions"/> values.</exception>
    public static void Check(EmbeddingOptions options, int dimensions)
    {
        if (options.Dimensions < 0 || options.Dimensions > dimensions)
            throw new ArgumentException($"the number of dimensions is {options.Dimensions}; 1 to {dimensions} was expected, or 0 for all", nameof(options));
        if (!Enum.IsDefined(options.Pooling)) throw new ArgumentException($"the pooling is {options.Pooling}; a member of the enumeration was expected", nameof(options));
        ArgumentNullException.ThrowIfNull(options.Prefix, nameof(options));
    }

    private static float[] Shorten(float[] vectors, int from, int to)
    {
        if (vectors.Length == from) return vectors[..to];
        var result = new float[vectors.Length / from * to];
        for (int row = 0; row * from < vectors.Length; row++) vectors.AsSpan(row * from, to).CopyTo(result.AsSpan(row * to));
        return result;
    }

    /// <summary>What a classifier's <paramref name="logits"/>, a row per text, say.</summary>
    public static IReadOnlyList<Classification> Classify(IReadOnlyList<string> labels, float[][] logits) => [.. logits.Select(row => Describe(labels, row))];

    private static Classification Describe(IReadOnlyList<string> labels, float[] logits)
    {
        float best = logits.Max();
        double[] weights = Array.ConvertAll(logits, logit => Math.Exp((double)logit - best));
        double sum = weights.Sum();
        return new Classification(labels[Array.IndexOf(logits, best)], Array.ConvertAll(weights, weight => (float)(weight / sum)), logits);
    }

    private static void Normalize(Span<float> vector)
    {
        double squares = 0;
        foreach (float value in vector) squares += (double)value * value;
        if (squares == 0) return;
        double scale = 1 / Math.Sqrt(squares);
        for (int i = 0; i < vector.Length; i++) vector[i] = (float)(vector[i] * scale);
    }
}
