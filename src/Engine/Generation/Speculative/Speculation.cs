using Engine.Generation.Speculative;
using Engine.Tokenization;

namespace Engine;

/// <summary>
/// How tokens are drafted, to be verified several in one step. The model chooses every token itself, as it would without: a draft only makes its row of logits
/// ready before it is known whether it is needed.
/// </summary>
/// <remarks>
/// Sources: Leviathan et al. 2023, "Fast Inference from Transformers via Speculative Decoding"; Saxena 2023, "Prompt Lookup Decoding". A drafted token is
/// certain, so their rule, to accept it with its probability and else to draw from the others, is to draw and see whether it is the one.
/// </remarks>
public sealed record Speculation
{
    /// <summary>Most tokens of one draft that are worth it.</summary>
    public const int MostTokens = 64;

    /// <summary>The model that drafts; null to look the last tokens up in the text so far and propose what followed them there.</summary>
    public Draft? Draft { get; init; }

    /// <summary>Tokens of a draft at most. Drafts are shorter where they are not accepted, and stop for a while where they do not pay.</summary>
    public int MaxTokens { get; init; } = 8;

    /// <summary>Drafts in place of the other two.</summary>
    internal Func<IDraft>? Drafter { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal void Validate()
    {
        if (MaxTokens is < 1 or > MostTokens) throw new ArgumentException($"a draft has at most {MaxTokens} tokens; 1 to {MostTokens} was expected");
    }

    /// <summary>Begins to draft after <paramref name="prompt"/>.</summary>
    /// <exception cref="ArgumentException">The draft model has another vocabulary.</exception>
    internal Speculator Begin(Tokenizer tokenizer, ReadOnlySpan<int> prompt) => new(Drafter?.Invoke() ?? (Draft is null ? new NgramDraft() : Draft.Begin(tokenizer)), MaxTokens, prompt);
}
