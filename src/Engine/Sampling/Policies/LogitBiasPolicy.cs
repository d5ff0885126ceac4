namespace Engine.Sampling;

/// <summary>logit[id] += bias[id]; negative infinity bans a token.</summary>
internal sealed class LogitBiasPolicy(IReadOnlyDictionary<int, float> bias) : SamplingPolicy
{
    private readonly KeyValuePair<int, float>[] _bias = [.. bias];

    public static SamplingPolicyRow Row { get; } = new(
        "logit bias",
        [new LogitBiasField() { Off = "none" }],
        options => options.LogitBias.Count > 0,
        (options, _) => new LogitBiasPolicy(options.LogitBias))
    { Place = SamplingPlace.First };

    public override void Apply(ref Candidates candidates)
    {
        var logits = candidates.Edit();
        foreach (var (id, bias) in _bias) logits[id] += bias;
    }
}
