using Engine.Kernels.Layers;
using Engine.Kernels.Selection;

namespace Engine.Sampling;

/// <summary>
/// Makes tokens near a probability the most probable ones, so that the probabilities of those drawn, before this policy, have the target as their
/// mean: what it aims at is 2 * target - mean, with older tokens counting less by the decay.
/// </summary>
/// <remarks>Source: llama.cpp's sampler adaptive-p (pull request 17927), whose author describes it in "Adaptive-P". For use behind min-p.</remarks>
internal sealed class AdaptivePPolicy : SamplingPolicy
{
    private const float LargestDecay = 0.99f;

    private readonly float _target, _decay;
    private float[] _probabilities = [];
    private float _sum, _weight, _probability;
    private int _drawn = -1;

    public static SamplingPolicyRow Row { get; } = new(
        "adaptive-p",
        [
            new SamplingField<float>("adaptive_target", ["--adaptive-target"], "adaptive_target",
                "Prefers tokens near this probability; negative is off.",
                "a number from 0 to 1, or negative", value => value <= 1,
                options => options.AdaptiveTarget, (options, value) => options with { AdaptiveTarget = value }) { Off = "-1" },
            new SamplingField<float>("adaptive_decay", ["--adaptive-decay"], "adaptive_decay",
                "What share of the past adaptive-p remembers from token to token.",
                "a number from 0 to 0.99", value => value is >= 0 and <= LargestDecay,
                options => options.AdaptiveDecay, (options, value) => options with { AdaptiveDecay = value }),
        ],
        options => options.AdaptiveTarget >= 0,
        (options, _) => new AdaptivePPolicy(options.AdaptiveTarget, options.AdaptiveDecay))
    { Place = SamplingPlace.Last };

    public AdaptivePPolicy(float target, float decay)
    {
        (_target, _decay) = (target, decay);
        Reset();
    }

    public override void Apply(ref Candidates candidates)
    {
        var logits = candidates.Edit();
        if (_probabilities.Length < logits.Length) _probabilities = new float[logits.Length];
        var probabilities = _probabilities.AsSpan(0, logits.Length);
        candidates.Weigh(out double sum).CopyTo(probabilities);
        Elementwise.Divide(probabilities, (float)sum);
        ProbabilityPeak.Apply(probabilities, Math.Clamp(2 * _target - _sum / _weight, 0, 1), candidates.Edit());
    }

    public override void Drawn(int index, int token, double probability) => (_drawn, _probability) = (token, _probabilities[index]);

    public override void Accept(int token)
    {
        if (token == _drawn) (_sum, _weight) = (_probability + _decay * _sum, 1 + _decay * _weight);
        _drawn = -1;
    }

    /// <summary>As if all tokens so far had had the target.</summary>
    public override void Reset() => (_sum, _weight, _drawn) = (_target / (1 - _decay), 1 / (1 - _decay), -1);
}
