using Engine.Backends;

namespace Engine.Generation;

/// <summary>What becomes of an encoder's numbers: unit vectors and probabilities.</summary>
internal static class TextEncoding
{
    /// <summary>Encodes <paramref name="texts"/> as <paramref name="options"/> say.</summary>
    public static Embeddings Embed(TextEncoder encoder, IReadOnlyList<int[]> texts, EmbeddingOptions options, CancellationToken cancellationToken)
    {
        float[][] vectors = encoder.Encode(texts, options.Pooling, cancellationToken);
        if (options.Normalize)
        {
            foreach (float[] vector in vectors)
                for (int start = 0; start < vector.Length; start += encoder.Dimensions) Normalize(vector.AsSpan(start, encoder.Dimensions));
        }
        return new Embeddings(encoder.Dimensions, vectors, texts.Sum(text => text.Length));
    }

    /// <summary>Classifies <paramref name="texts"/>.</summary>
    public static IReadOnlyList<Classification> Classify(TextClassifier classifier, IReadOnlyList<int[]> texts, CancellationToken cancellationToken) =>
        [.. classifier.Classify(texts, cancellationToken).Select(logits => Describe(classifier.Labels, logits))];

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
