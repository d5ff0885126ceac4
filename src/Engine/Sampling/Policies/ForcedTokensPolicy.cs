namespace Engine.Sampling;

/// <summary>Keeps one token alone as long as there are forced ones: the first generated tokens are these.</summary>
internal sealed class ForcedTokensPolicy(IReadOnlyList<int> tokens, TokenHistory history) : SamplingPolicy
{
    private readonly int[] _tokens = [.. tokens];
    private int _promptLength = -1;

    public static SamplingPolicyRow Row { get; } = new(
        "forced tokens",
        [
            new TokenListField("forced_tokens", ["--forced-tokens"], "Token ids that the generated text begins with.",
                options => options.ForcedTokens, (options, value) => options with { ForcedTokens = value }) { Off = "none" },
        ],
        options => options.ForcedTokens.Count > 0,
        (options, context) => new ForcedTokensPolicy(options.ForcedTokens, context.History))
    { Place = SamplingPlace.First };

    public override void Apply(ref Candidates candidates)
    {
        if (_promptLength < 0) _promptLength = history.Length;
        int generated = history.Length - _promptLength;
        if (generated < _tokens.Length) candidates.KeepOnly(_tokens[generated]);
    }

    public override void Reset() => _promptLength = -1;
}
