namespace Engine.Sampling;

/// <summary>
/// Keeps the fewest tokens whose surprise is nearest to the expected one, the entropy, and whose probabilities reach p. With
/// surprise = ln(sum) - logit, the distance from the entropy is that of the logit from the probable logits' mean.
/// </summary>
/// <remarks>Source: Meister et al. 2023, "Locally Typical Sampling".</remarks>
internal sealed class TypicalPolicy(float p) : SamplingPolicy
{
    public static SamplingPolicyRow Row { get; } = new(
        "typical",
        [
            new SamplingField<float>("typical_p", ["--typical-p", "--typical"], "typical_p",
                "Keeps the tokens whose surprise is nearest to the expected one, until their probabilities reach this sum; 1 keeps all.",
                "a number from 0 to 1", value => value is >= 0 and <= 1,
                options => options.TypicalP, (options, value) => options with { TypicalP = value }) { Off = "1" },
        ],
        options => options.TypicalP < 1,
        (options, _) => new TypicalPolicy(options.TypicalP))
    { SamplerNames = ["typ_p", "typical_p", "typical", "typ"], Truncates = true };

    public override void Apply(ref Candidates candidates) => candidates.KeepNearest(candidates.MeanAndEntropy().Mean, p);
}
