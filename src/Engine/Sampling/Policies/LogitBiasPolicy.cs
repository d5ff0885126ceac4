namespace Engine.Sampling;

/// <summary>logit[id] += bias[id]; negative infinity bans a token.</summary>
internal sealed class LogitBiasPolicy(IReadOnlyDictionary<int, float> bias) : SamplingPolicy
{
    private readonly KeyValuePair<int, float>[] _bias = [.. bias];

    public static SamplingPolicyRow Row { get; } = new(
        "logit bias",
        [new LogitBiasField()],
        options => options.LogitBias.Count > 0 ? new LogitBiasPolicy(options.LogitBias) : null);

    public override void Apply(ref Candidates candidates)
    {
        var row = candidates.Row;
        foreach (var (id, bias) in _bias) row[id] += bias;
    }
}
