namespace Engine;

/// <summary>How texts become vectors.</summary>
public sealed record EmbeddingOptions
{
    /// <summary>How the vectors of a text's tokens become one.</summary>
    public Pooling Pooling { get; init; }

    /// <summary>Whether vectors are scaled to length 1.</summary>
    public bool Normalize { get; init; } = true;
}

/// <summary>Texts as vectors.</summary>
/// <param name="Dimensions">Length of a vector.</param>
/// <param name="Vectors">Per text, (dimensions), or (tokens, dimensions) with <see cref="Pooling.None"/>.</param>
/// <param name="Tokens">Tokens of all texts together.</param>
public sealed record Embeddings(int Dimensions, IReadOnlyList<float[]> Vectors, int Tokens);

/// <summary>What a text was classified as.</summary>
/// <param name="Label">The most probable label.</param>
/// <param name="Scores">Per label, in the model's order, its probability: softmax of the logits.</param>
/// <param name="Logits">Per label, the model's own number.</param>
public sealed record Classification(string Label, IReadOnlyList<float> Scores, IReadOnlyList<float> Logits);
