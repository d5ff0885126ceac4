using Engine.Gguf;

namespace Engine;

/// <summary>What a loaded model is and can do.</summary>
public sealed record ModelInfo
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Its name for itself, or the file's.</summary>
    public required string Name { get; init; }

    /// <summary>Its shape.</summary>
    public required Hyperparameters Hyperparameters { get; init; }

    /// <summary>Elements of all tensors.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long FileSize { get; init; }

    /// <summary>Tokens one sequence can hold as loaded; of an encoder or classifier, tokens of a text.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Logits per token; 0 for a model that does not generate.</summary>
    public required int VocabSize { get; init; }

    /// <summary>Whether it generates text.</summary>
    public required bool CanGenerate { get; init; }

    /// <summary>Length of its text embeddings, which causal models have too; 0 for a model that has none.</summary>
    public required int EmbeddingDimensions { get; init; }

    /// <summary>What it can classify texts as; empty for a model that does not.</summary>
    public required IReadOnlyList<string> Labels { get; init => field = Items.Of(value); }

    /// <summary>Whether it ranks documents by a query: it has a classification head with one class, or with a class called "yes".</summary>
    public bool CanRerank => Labels.Count == 1 || Labels.Contains("yes");
}
