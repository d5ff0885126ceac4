namespace Engine.Sampling;

/// <summary>Keeps tokens at least p times as probable as the best: logit >= best + ln p, so no probability is computed.</summary>
/// <remarks>Source: Nguyen et al. 2024, "Turning Up the Heat: Min-p Sampling".</remarks>
internal sealed class MinPPolicy(float p) : SamplingPolicy
{
    private readonly float _depth = MathF.Log(p);

    public static SamplingPolicyRow Row { get; } = new(
        "min-p",
        [
            new SamplingField<float>("min_p", ["--min-p"], "min_p",
                "Keeps tokens at least this fraction as probable as the best; 0 keeps all.",
                "a number from 0 to 1", value => value is >= 0 and <= 1,
                options => options.MinP, (options, value) => options with { MinP = value }) { Off = "0" },
        ],
        options => options.MinP > 0,
        (options, _) => new MinPPolicy(options.MinP))
    { SamplerNames = ["min_p"], Truncates = true };

    public override void Apply(ref Candidates candidates) => candidates.KeepAbove(candidates.Best + _depth);
}
