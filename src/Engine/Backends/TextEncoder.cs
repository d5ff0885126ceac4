using Engine.Gguf;

namespace Engine.Backends;

/// <summary>Texts to vectors: a backend computes one per token, here they become what was asked for, alike on all backends.</summary>
/// <param name="tokens">The backend's encoder.</param>
/// <param name="modelPooling">What the file says.</param>
internal sealed class TextEncoder(IEncoder tokens, PoolingType modelPooling)
{
    /// <summary>Length of a vector.</summary>
    public int Dimensions => tokens.Dimensions;

    /// <summary>Tokens a text can have.</summary>
    public int MaxTokens => tokens.MaxTokens;

    /// <summary>What <see cref="Pooling.Model"/> means here; of a file that does not say the mean, as sentence-transformers has it.</summary>
    public Pooling DefaultPooling { get; } = Default(modelPooling, otherwise: Pooling.Mean);

    /// <summary>One array per text: (dimensions), or (tokens, dimensions) with <see cref="Pooling.None"/>. Not normalized.</summary>
    /// <exception cref="ArgumentException">A text is empty, too long, or holds a token that does not exist.</exception>
    public float[][] Encode(IReadOnlyList<int[]> texts, Pooling pooling, CancellationToken cancellationToken) =>
        Encode([.. texts.Select(text => new TokenText(text))], pooling, cancellationToken);

    /// <inheritdoc cref="Encode(IReadOnlyList{int[]}, Pooling, CancellationToken)"/>
    public float[][] Encode(IReadOnlyList<TokenText> texts, Pooling pooling, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(pooling)) throw new ArgumentOutOfRangeException(nameof(pooling), pooling, "unknown pooling");
        if (pooling == Pooling.Model) pooling = DefaultPooling;
        float[][] vectors = tokens.Encode(texts, cancellationToken);
        return Array.ConvertAll(vectors, vector => Pool(vector, Dimensions, pooling));
    }

    /// <summary>The pooling that a file's means; <paramref name="otherwise"/> of one that says none of ours.</summary>
    public static Pooling Default(PoolingType pooling, Pooling otherwise) => pooling switch
    {
        PoolingType.None => Pooling.None,
        PoolingType.Mean => Pooling.Mean,
        PoolingType.Cls => Pooling.Cls,
        PoolingType.Last => Pooling.Last,
        _ => otherwise,
    };

    /// <summary>The <paramref name="vectors"/> of a text's tokens, (tokens, <paramref name="dimensions"/>), as one; as they are with <see cref="Pooling.None"/>.</summary>
    public static float[] Pool(float[] vectors, int dimensions, Pooling pooling) => pooling switch
    {
        Pooling.None => vectors,
        Pooling.Cls => vectors[..dimensions],
        Pooling.Last => vectors[^dimensions..],
        _ => Mean(vectors, dimensions),
    };

    private static float[] Mean(ReadOnlySpan<float> vectors, int length)
    {
        double[] sums = new double[length];
        for (int start = 0; start < vectors.Length; start += length)
            for (int d = 0; d < length; d++) sums[d] += vectors[start + d];
        int count = vectors.Length / length;
        return Array.ConvertAll(sums, sum => (float)(sum / count));
    }
}
