namespace Engine;

/// <summary>How texts become vectors.</summary>
public sealed record EmbeddingOptions
{
    /// <summary>How the vectors of a text's tokens become one.</summary>
    public Pooling Pooling { get; init; }

    /// <summary>Whether vectors are scaled to length 1.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>How many values of each vector are kept, from the first; 0 for all. Only models trained for it stay good when cut, and then should be normalized.</summary>
    /// <remarks>Source: Kusupati et al. 2022, "Matryoshka Representation Learning".</remarks>
    public int Dimensions { get; init; }

    /// <summary>
    /// What is written before every text, for models that were trained with it, as it stands: "query: " of E5, "Instruct: ...\nQuery: " of Qwen3-Embedding.
    /// </summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whether a text that is longer than the model can take is cut at its end, and named in <see cref="Embeddings.Truncated"/>; else it is refused.</summary>
    public bool Truncate { get; init; }
}

/// <summary>Texts as vectors.</summary>
/// <param name="Dimensions">Length of a vector.</param>
/// <param name="Vectors">Per text, (dimensions), or (tokens, dimensions) with <see cref="Pooling.None"/>.</param>
/// <param name="Tokens">Tokens of all texts together.</param>
public sealed record Embeddings(int Dimensions, IReadOnlyList<float[]> Vectors, int Tokens)
{
    /// <summary>Per text, (dimensions), or (tokens, dimensions) with <see cref="Pooling.None"/>.</summary>
    public IReadOnlyList<float[]> Vectors { get; init => field = Items.Of(value); } = Items.Of(Vectors);

    /// <summary>Which texts were cut, by their index, ascending; see <see cref="EmbeddingOptions.Truncate"/>.</summary>
    public IReadOnlyList<int> Truncated { get; init => field = Items.Of(value); } = Items.Of<int>([]);
}

/// <summary>What a text was classified as.</summary>
/// <param name="Label">The most probable label.</param>
/// <param name="Scores">Per label, in the model's order, its probability: softmax of the logits.</param>
/// <param name="Logits">Per label, the model's own number.</param>
public sealed record Classification(string Label, IReadOnlyList<float> Scores, IReadOnlyList<float> Logits)
{
    /// <summary>Per label, in the model's order, its probability: softmax of the logits.</summary>
    public IReadOnlyList<float> Scores { get; init => field = Items.Of(value); } = Items.Of(Scores);

    /// <summary>Per label, the model's own number.</summary>
    public IReadOnlyList<float> Logits { get; init => field = Items.Of(value); } = Items.Of(Logits);
}
