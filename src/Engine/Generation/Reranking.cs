namespace Engine;

/// <summary>How documents are ranked.</summary>
public sealed record RerankOptions
{
    /// <summary>How many documents are returned, the best; 0 for all.</summary>
    public int TopCount { get; init; }

    /// <summary>Whether a document that is, with the query, longer than the model can take is cut at its end; else it is refused.</summary>
    public bool Truncate { get; init; }
}

/// <summary>A document and how well it answers the query.</summary>
/// <param name="Index">Its place in the list that was given.</param>
/// <param name="Score">The probability that it does, 0 to 1: the sigmoid of the only logit, or the softmax of "yes".</param>
/// <param name="Logit">The model's own number: the only logit, or that of "yes".</param>
public sealed record RankedDocument(int Index, float Score, float Logit);
