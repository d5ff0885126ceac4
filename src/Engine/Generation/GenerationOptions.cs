namespace Engine;

/// <summary>How much is generated, where it stops, and how each token is chosen.</summary>
public sealed record GenerationOptions : SamplingOptions
{
    /// <summary>Tokens to generate at most; 0 for as many as the context holds.</summary>
    public int MaxTokens { get; init; }

    /// <summary>Texts that end generation; they and what follows them are not returned.</summary>
    public IReadOnlyList<string> StopSequences { get; init; } = [];

    /// <summary>Whether the text of control tokens in the prompt becomes their ids; off for text by strangers.</summary>
    public bool ParseSpecial { get; init; } = true;

    /// <summary>Whether end-of-generation tokens are sampled past.</summary>
    public bool IgnoreEndOfGeneration { get; init; }
}

/// <summary>Why generation ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended it, or a stop sequence did.</summary>
    Stop,
    /// <summary>The token limit or the end of the context.</summary>
    Length,
}
