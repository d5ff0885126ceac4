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
                options => options.TopP, (options, value) => options with { TopP = value }) { Off = "1" },
        ],
        options => options.TopP < 1,
        (options, _) => new TopPPolicy(options.TopP))
    { SamplerNames = ["top_p", "nucleus"], Truncates = true };

    public override void Apply(ref Candidates candidates) => candidates.KeepShare(p);
}
