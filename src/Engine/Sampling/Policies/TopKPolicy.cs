namespace Engine.Sampling;

/// <summary>Keeps the k most probable tokens.</summary>
/// <remarks>Source: Fan et al. 2018, "Hierarchical Neural Story Generation".</remarks>
internal sealed class TopKPolicy(int k) : SamplingPolicy
{
    public static SamplingPolicyRow Row { get; } = new(
        "top-k",
        [
            new SamplingField<int>("top_k", ["--top-k"], "TopK",
                "Keeps the k most probable tokens; 0 keeps all.",
                "0 or more", value => value >= 0,
                options => options.TopK, (options, value) => options with { TopK = value }) { Off = "0" },
        ],
        options => options.TopK > 0,
        (options, _) => new TopKPolicy(options.TopK))
    { SamplerNames = ["top_k"], Truncates = true };

    public override void Apply(ref Candidates candidates) => candidates.KeepFirst(k);
}
