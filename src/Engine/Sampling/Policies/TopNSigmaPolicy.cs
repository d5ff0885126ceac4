using Engine.Kernels.Selection;

namespace Engine.Sampling;

/// <summary>Keeps logits of at least best - n * standard deviation of all that are possible.</summary>
/// <remarks>Source: Tang et al. 2024, "Top-n-sigma: Not All Logits Are You Need".</remarks>
internal sealed class TopNSigmaPolicy(float n) : SamplingPolicy
{
    public static SamplingPolicyRow Row { get; } = new(
        "top-n-sigma",
        [
            new SamplingField<float>("top_n_sigma", ["--top-n-sigma", "--top-nsigma"], "top_n_sigma",
                "Keeps tokens whose logit is at most this many standard deviations below the best; 0 or less keeps all.",
                "a finite number", float.IsFinite,
                options => options.TopNSigma, (options, value) => options with { TopNSigma = value }) { Off = "-1" },
        ],
        options => options.TopNSigma > 0,
        (options, _) => new TopNSigmaPolicy(options.TopNSigma))
    { SamplerNames = ["top_n_sigma"], Truncates = true };

    public override void Apply(ref Candidates candidates)
    {
        float best = candidates.Best;
        candidates.KeepAbove((float)(best - n * LogitSpread.Deviation(candidates.Logits, best)));
    }
}
