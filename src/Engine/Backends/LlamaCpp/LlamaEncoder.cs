namespace Engine.Backends.LlamaCpp;

/// <summary>Texts to one vector per token; they are pooled above, so that one context serves every pooling.</summary>
internal sealed class LlamaEncoder(LlamaTextBatch batch, int dimensions) : IEncoder
{
    public int Dimensions => dimensions;

    public int MaxTokens => batch.MaxTokens;

    public float[][] Encode(IReadOnlyList<TokenText> texts, CancellationToken cancellationToken)
    {
        var vectors = new float[texts.Count][];
        batch.Run(texts, (text, _, entry) => vectors[text] = Tokens(entry, texts[text].Length), cancellationToken);
        return vectors;
    }

    private float[] Tokens(int first, int count)
    {
        var vectors = new float[count * dimensions];
        for (int i = 0; i < count; i++) batch.TokenVector(first + i, dimensions).CopyTo(vectors.AsSpan(i * dimensions));
        return vectors;
    }
}
