namespace Engine.Generation;

/// <summary>What becomes of an encoder's numbers: unit vectors and probabilities.</summary>
internal static class TextEncoding
{
    /// <summary>What the encoder's <paramref name="vectors"/> of <paramref name="texts"/> are as <paramref name="options"/> want them.</summary>
    public static Embeddings Embed(int dimensions, float[][] vectors, IReadOnlyList<int[]> texts, EmbeddingOptions options)
    {
        if (options.Normalize)
        {
            foreach (float[] vector in vectors)
                for (int start = 0; start < vector.Length; start += dimensions) Normalize(vector.AsSpan(start, dimensions));
        }
        return new Embeddings(dimensions, vectors, texts.Sum(text => text.Length));
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
