namespace Engine.Cli.Documents;

/// <summary>What <c>embed</c> shows: a vector per text.</summary>
internal sealed record EmbeddingDocument(int Dimensions, IReadOnlyList<float[]> Embeddings, PromptUsageDocument Usage)
{
    public static EmbeddingDocument Of(Embeddings found) => new(found.Dimensions, found.Vectors, new PromptUsageDocument(found.Tokens));
}

/// <summary>What <c>embed --pooling none</c> shows: a vector per token of each text.</summary>
internal sealed record TokenEmbeddingDocument(int Dimensions, IReadOnlyList<float[][]> Embeddings, PromptUsageDocument Usage)
{
    public static TokenEmbeddingDocument Of(Embeddings found) =>
        new(found.Dimensions, [.. found.Vectors.Select(vectors => vectors.Chunk(found.Dimensions).ToArray())], new PromptUsageDocument(found.Tokens));
}

/// <summary>Tokens of a request that generates none.</summary>
internal sealed record PromptUsageDocument(int PromptTokens);

/// <summary>What <c>classify</c> shows.</summary>
internal sealed record ClassificationDocument(IReadOnlyList<string> Labels, IReadOnlyList<LabelDocument> Results)
{
    public static ClassificationDocument Of(IReadOnlyList<string> labels, IReadOnlyList<Classification> found) =>
        new(labels, [.. found.Select(text => LabelDocument.Of(labels, text))]);
}

/// <summary>The label of a text, and the score of each.</summary>
internal sealed record LabelDocument(string Label, IReadOnlyDictionary<string, float> Scores)
{
    public static LabelDocument Of(IReadOnlyList<string> labels, Classification found)
    {
        // Labels are the model's, which may give two classes one name.
        var scores = new Dictionary<string, float>();
        for (int i = 0; i < labels.Count; i++) scores.TryAdd(labels[i], found.Scores[i]);
        return new LabelDocument(found.Label, scores);
    }
}

/// <summary>What <c>rerank</c> shows: documents by falling score.</summary>
internal sealed record RankingDocument(IReadOnlyList<RankDocument> Results)
{
    public static RankingDocument Of(IReadOnlyList<RankedDocument> ranked) => new([.. ranked.Select(document => new RankDocument(document.Index, document.Score, document.Logit))]);
}

/// <summary>A document by its place among those given, with its score.</summary>
internal sealed record RankDocument(int Index, float RelevanceScore, float Logit);
