namespace Engine;

/// <summary>A token and the natural logarithm of its probability.</summary>
/// <param name="Token">Token id.</param>
/// <param name="LogProbability">Natural logarithm; negative infinity for what cannot come.</param>
public readonly record struct TokenLogProbability(int Token, double LogProbability);

/// <summary>How probable a generated token was: as the model has it, and as the policies left it.</summary>
public sealed record TokenLogProbabilities
{
    /// <summary>Token id.</summary>
    public required int Token { get; init; }

    /// <summary>Natural logarithm of the model's probability, before logits processors, constraints and policies.</summary>
    public required double LogProbability { get; init; }

    /// <summary>The most probable tokens before the policies, best first, as many as were asked for.</summary>
    public required IReadOnlyList<TokenLogProbability> Top { get; init => field = Items.Of(value); }

    /// <summary>Natural logarithm of the probability with which the token was drawn, after the policies.</summary>
    public required double SampledLogProbability { get; init; }

    /// <summary>The most probable of those the policies left, best first; fewer than were asked for where fewer were left.</summary>
    public required IReadOnlyList<TokenLogProbability> SampledTop { get; init => field = Items.Of(value); }
}
