namespace Engine.Sampling;

/// <summary>logit[id] = -infinity for the banned tokens.</summary>
internal sealed class BannedTokensPolicy(IReadOnlyList<int> tokens) : SamplingPolicy
{
    private readonly int[] _tokens = [.. tokens];

    public static SamplingPolicyRow Row { get; } = new(
        "banned tokens",
        [
            new TokenListField("banned_tokens", ["--banned-tokens"], "Token ids that never come.",
                options => options.BannedTokens, (options, value) => options with { BannedTokens = value }) { Off = "none" },
        ],
        options => options.BannedTokens.Count > 0,
        (options, _) => new BannedTokensPolicy(options.BannedTokens))
    { Place = SamplingPlace.First };

    public override void Apply(ref Candidates candidates)
    {
        var logits = candidates.Edit();
        foreach (int token in _tokens) logits[token] = float.NegativeInfinity;
    }
}
