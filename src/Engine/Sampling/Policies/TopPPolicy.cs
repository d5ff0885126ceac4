namespace Engine.Sampling;

/// <summary>Keeps the fewest most probable tokens whose probabilities reach p: the nucleus.</summary>
/// <remarks>Source: Holtzman et al. 2020, "The Curious Case of Neural Text Degeneration".</remarks>
internal sealed class TopPPolicy(float p) : SamplingPolicy
{
    public static SamplingPolicyRow Row { get; } = new(
        "top-p",
        [
            new SamplingField<float>("top_p", ["--top-p"], "TopP",
                "Keeps the fewest most probable tokens whose probabilities reach this sum; 1 keeps all.",
                "a number from 0 to 1", value => value is >= 0 and <= 1,
                options => options.TopP, (options, value) => options with { TopP = value }),
        ],
        options => options.TopP < 1 ? new TopPPolicy(options.TopP) : null);

    public override void Apply(ref Candidates candidates) => candidates.KeepShare(p);
}
