namespace Engine.Sampling;

/// <summary>"Exclude top choices": with the given probability, of the tokens at least as probable as the threshold only the least probable stays.</summary>
/// <remarks>Source: p-e-w 2024, text-generation-webui pull request 6335.</remarks>
internal sealed class XtcPolicy(float probability, float threshold, IRandomSource random) : SamplingPolicy
{
    // Two tokens cannot both be more probable than this.
    private const float LargestThreshold = 0.5f;

    public static SamplingPolicyRow Row { get; } = new(
        "xtc",
        [
            new SamplingField<float>("xtc_probability", ["--xtc-probability"], "xtc_probability",
                "How often the most probable tokens are dropped; 0 is off.",
                "a number from 0 to 1", value => value is >= 0 and <= 1,
                options => options.XtcProbability, (options, value) => options with { XtcProbability = value }) { Off = "0" },
            new SamplingField<float>("xtc_threshold", ["--xtc-threshold"], "xtc_threshold",
                "Of the tokens at least this probable only the least probable stays.",
                "a number from 0 to 1", value => value is >= 0 and <= 1,
                options => options.XtcThreshold, (options, value) => options with { XtcThreshold = value }) { Off = "above 0.5" },
        ],
        options => options.XtcProbability > 0 && options.XtcThreshold <= LargestThreshold,
        (options, context) => new XtcPolicy(options.XtcProbability, options.XtcThreshold, context.Random))
    { SamplerNames = ["xtc"], Truncates = true };

    public override void Apply(ref Candidates candidates)
    {
        if (candidates.Count < 2 || random.NextDouble() > probability) return;
        candidates.DropFirst(threshold);
    }
}
