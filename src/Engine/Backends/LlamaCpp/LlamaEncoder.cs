using Engine.Gguf;

namespace Engine.Backends.LlamaCpp;

/// <summary>Texts to vectors: one per token by llama.cpp, pooled here, so that one context serves every pooling.</summary>
internal sealed class LlamaEncoder(LlamaTextBatch batch, int dimensions, PoolingType modelPooling) : IEncoder
{
    public int Dimensions => dimensions;

    public int MaxTokens => batch.MaxTokens;

    public Pooling DefaultPooling { get; } = modelPooling switch
    {
        PoolingType.None => Pooling.None,
        PoolingType.Cls => Pooling.Cls,
        PoolingType.Last => Pooling.Last,
        _ => Pooling.Mean,
    };

    public float[][] Encode(IReadOnlyList<int[]> texts, Pooling pooling, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(pooling)) throw new ArgumentOutOfRangeException(nameof(pooling), pooling, "unknown pooling");
        if (pooling == Pooling.Model) pooling = DefaultPooling;
        var vectors = new float[texts.Count][];
        batch.Run(texts, (text, _, entry) => vectors[text] = Pool(pooling, entry, texts[text].Length), cancellationToken);
        return vectors;
    }

    private float[] Pool(Pooling pooling, int first, int count) => pooling switch
    {
        Pooling.Cls => batch.TokenVector(first, dimensions).ToArray(),
        Pooling.Last => batch.TokenVector(first + count - 1, dimensions).ToArray(),
        Pooling.None => All(first, count),
        _ => Mean(first, count),
    };

    private float[] All(int first, int count)
    {
        var vectors = new float[count * dimensions];
        for (int i = 0; i < count; i++) batch.TokenVector(first + i, dimensions).CopyTo(vectors.AsSpan(i * dimensions));
        return vectors;
    }

    private float[] Mean(int first, int count)
    {
        var sums = new double[dimensions];
        for (int i = 0; i < count; i++)
        {
            var vector = batch.TokenVector(first + i, dimensions);
            for (int d = 0; d < dimensions; d++) sums[d] += vector[d];
        }
        return Array.ConvertAll(sums, sum => (float)(sum / count));
    }
}
