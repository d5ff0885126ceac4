namespace Engine;

/// <summary>A token and its probability.</summary>
/// <param name="Token">Token id.</param>
/// <param name="Probability">From 0 to 1.</param>
public readonly record struct TokenProbability(int Token, double Probability);

/// <summary>How a token was chosen: what every policy removed, and what it did to the token.</summary>
public sealed record SamplerTrace
{
    /// <summary>Token id.</summary>
    public required int Token { get; init; }

    /// <summary>Its probability before the first policy.</summary>
    public required double Probability { get; init; }

    /// <summary>How many tokens could come before the first policy.</summary>
    public required int Candidates { get; init; }

    /// <summary>The most probable tokens before the first policy, best first.</summary>
    public required IReadOnlyList<TokenProbability> Top { get; init => field = Items.Of(value); }

    /// <summary>The policies that were on, in their order.</summary>
    public required IReadOnlyList<SamplerTraceStep> Steps { get; init => field = Items.Of(value); }
}

/// <summary>What one policy did.</summary>
public sealed record SamplerTraceStep
{
    /// <summary>The policy's name.</summary>
    public required string Policy { get; init; }

    /// <summary>How many tokens could come after it.</summary>
    public required int Candidates { get; init; }

    /// <summary>The chosen token's probability after it.</summary>
    public required double Probability { get; init; }

    /// <summary>How many tokens it removed.</summary>
    public required int RemovedCount { get; init; }

    /// <summary>The probability that the removed tokens had together.</summary>
    public required double RemovedProbability { get; init; }

    /// <summary>The most probable of the removed tokens, with the probability they had, best first.</summary>
    public required IReadOnlyList<TokenProbability> Removed { get; init => field = Items.Of(value); }

    /// <summary>The most probable tokens after it, best first.</summary>
    public required IReadOnlyList<TokenProbability> Top { get; init => field = Items.Of(value); }
}
