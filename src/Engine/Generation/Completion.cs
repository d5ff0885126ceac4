namespace Engine;

/// <summary>A token as it was generated, and the text that became certain with it.</summary>
/// <param name="Token">Token id; <see cref="NoToken"/> in the last piece, which no token belongs to.</param>
/// <param name="Text">Whole characters; often empty while a character is incomplete or a stop sequence may be beginning.</param>
/// <param name="Completion">The whole, in the last piece only.</param>
public readonly record struct GeneratedPiece(int Token, string Text, Completion? Completion = null)
{
    /// <summary>The token of the last piece: none.</summary>
    public const int NoToken = -1;

    /// <summary>How probable the token was, where <see cref="GenerationOptions.LogProbabilities"/> asks for it.</summary>
    public TokenLogProbabilities? LogProbabilities { get; init; }

    /// <summary>How the token was chosen, where <see cref="GenerationOptions.Trace"/> asks for it.</summary>
    public SamplerTrace? Trace { get; init; }

    /// <summary>Where in the text control tokens are spelled, where they are; null where none is.</summary>
    internal TextMark[]? Marks { get; init; }
}

/// <summary>Where in a text a control token is spelled, in characters.</summary>
internal readonly record struct TextMark(int Start, int Length);

/// <summary>What a request generated.</summary>
public sealed record Completion
{
    /// <summary>The generated text, without the stop sequence that ended it.</summary>
    public required string Text { get; init; }

    /// <summary>The generated token ids, the one that ended the text included.</summary>
    public required IReadOnlyList<int> Ids { get; init => field = Items.Of(value); }

    /// <summary>The token ids of the prompt; of an encoder-decoder, of the source.</summary>
    public required IReadOnlyList<int> PromptIds { get; init => field = Items.Of(value); }

    /// <summary>Why generation ended.</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>Tokens counted.</summary>
    public required Usage Usage { get; init; }

    /// <summary>Where the time went.</summary>
    public required Timings Timings { get; init; }

    /// <summary>How probable the tokens of <see cref="Ids"/> were, where <see cref="GenerationOptions.LogProbabilities"/> asks for it; else empty.</summary>
    public IReadOnlyList<TokenLogProbabilities> LogProbabilities { get; init => field = Items.Of(value); } = Items.Of<TokenLogProbabilities>([]);
}

/// <summary>Tokens of a request.</summary>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CompletionTokens">Tokens generated.</param>
/// <param name="CachedTokens">Tokens of the prompt that the KV cache already held.</param>
public readonly record struct Usage(int PromptTokens, int CompletionTokens, int CachedTokens)
{
    /// <summary>Tokens that <see cref="GenerationOptions.Speculation"/> drafted.</summary>
    public int DraftedTokens { get; init; }

    /// <summary>Drafted tokens that were then chosen.</summary>
    public int AcceptedTokens { get; init; }
}

/// <summary>Where the time of a request went.</summary>
/// <param name="Prefill">Forward passes over the prompt.</param>
/// <param name="TimeToFirstToken">From the request to the first token, waiting for other requests included (TTFT).</param>
/// <param name="Decode">Forward passes over generated tokens.</param>
/// <param name="Sampling">Choosing tokens.</param>
/// <param name="PrefillTokens">Tokens that <see cref="Prefill"/> ran: the prompt's without the cached ones.</param>
/// <param name="DecodeTokens">Tokens that <see cref="Decode"/> ran.</param>
public readonly record struct Timings(
    TimeSpan Prefill, TimeSpan TimeToFirstToken, TimeSpan Decode, TimeSpan Sampling, int PrefillTokens, int DecodeTokens)
{
    /// <summary>From the request until the model turned to it: what <see cref="TimeToFirstToken"/> has of waiting for others to make room.</summary>
    public TimeSpan Queued { get; init; }

    /// <summary>Tokens per second of prefill; 0 when nothing ran.</summary>
    public double PrefillTokensPerSecond => Rate(PrefillTokens, Prefill);

    /// <summary>Tokens per second of decode; 0 when nothing ran.</summary>
    public double DecodeTokensPerSecond => Rate(DecodeTokens, Decode);

    private static double Rate(int tokens, TimeSpan time) => time > TimeSpan.Zero ? tokens / time.TotalSeconds : 0;
}
