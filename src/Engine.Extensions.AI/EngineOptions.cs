namespace Engine;

/// <summary>When a registered model is loaded.</summary>
public enum ModelLoading
{
    /// <summary>Before the application has started; when it cannot be loaded, the application does not start.</summary>
    Eager,
    /// <summary>From the start on, while the application starts; requests wait for it, and the health check tells when it is there.</summary>
    Background,
    /// <summary>With the first request.</summary>
    Lazy,
}

/// <summary>A model that <c>AddEngine</c> registers: which file, how it is loaded, and what requests do that say nothing else.</summary>
/// <remarks>In a configuration the keys are the names of the properties, and below <c>Model</c>, <c>Generation</c> and <c>Embedding</c> those of theirs; one that is not known is refused.</remarks>
public sealed class EngineOptions
{
    /// <summary>The GGUF file.</summary>
    public string? Path { get; set; }

    /// <summary>
    /// The GGUF file of a small model of the same vocabulary that drafts for it, loaded with it; null for none. Requests that draft, which with it is the default, do
    /// so with this model.
    /// </summary>
    public string? DraftPath { get; set; }

    /// <summary>When it is loaded.</summary>
    public ModelLoading Loading { get; set; }

    /// <summary>How long the application waits at its end for answers that are being generated; what then still runs is cancelled.</summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How the model is loaded. Without a logger factory of its own it takes the application's.</summary>
    public ModelOptions Model { get; set; } = new();

    /// <summary>Instructions of every conversation whose call has none of its own; null for none.</summary>
    public string? Instructions { get; set; }

    /// <summary>How the chat client generates where the options of a call say nothing.</summary>
    public GenerationOptions Generation { get; set; } = new();

    /// <summary>How the generator makes embeddings where the options of a call say nothing.</summary>
    public EmbeddingOptions Embedding { get; set; } = new();
}
