namespace Engine.Sampling;

/// <summary>
/// For each token that occurs n > 0 times in the last <c>window</c> tokens:
/// logit = (logit > 0 ? logit / repetition : logit * repetition) - n * frequency - presence.
/// </summary>
/// <remarks>Source: Keskar et al. 2019, "CTRL" (repetition); the OpenAI API (presence and frequency).</remarks>
internal sealed class PenaltiesPolicy : SamplingPolicy
{
    // The text seldom has more different tokens in a window than this; those that have let the table grow.
    private const int UsualCount = 1024;

    private readonly float _repetition, _presence, _frequency;
    private readonly int _window;
    private readonly TokenHistory _history;
    private readonly Dictionary<int, int> _counts = new(UsualCount);

    public static SamplingPolicyRow Row { get; } = new(
        "penalties",
        [
            new SamplingField<float>("repetition_penalty", ["--repetition-penalty", "--repeat-penalty"], "repetition_penalty",
                "Divides positive and multiplies negative logits of recent tokens; 1 is off.",
                "a positive number", value => float.IsFinite(value) && value > 0,
                options => options.RepetitionPenalty, (options, value) => options with { RepetitionPenalty = value }) { Off = "1" },
            new SamplingField<float>("presence_penalty", ["--presence-penalty"], "PresencePenalty",
                "Subtracted once from the logit of each recent token; 0 is off.",
                "a finite number", float.IsFinite,
                options => options.PresencePenalty, (options, value) => options with { PresencePenalty = value }) { Off = "0" },
            new SamplingField<float>("frequency_penalty", ["--frequency-penalty"], "FrequencyPenalty",
                "Subtracted from the logit of each recent token for every occurrence; 0 is off.",
                "a finite number", float.IsFinite,
                options => options.FrequencyPenalty, (options, value) => options with { FrequencyPenalty = value }) { Off = "0" },
            new SamplingField<int>("penalty_window", ["--penalty-window", "--repeat-last-n"], "penalty_window",
                "Past tokens the penalties look at; 0 is off, -1 for all.",
                "-1 or more", value => value >= -1,
                options => options.PenaltyWindow, (options, value) => options with { PenaltyWindow = value }) { Off = "0" },
        ],
        options => options.PenaltyWindow != 0 && (options.RepetitionPenalty != 1 || options.PresencePenalty != 0 || options.FrequencyPenalty != 0),
        (options, context) => new PenaltiesPolicy(options, context.History))
    { SamplerNames = ["penalties"] };

    public PenaltiesPolicy(SamplingOptions options, TokenHistory history)
    {
        (_repetition, _presence, _frequency, _window) =
            (options.RepetitionPenalty, options.PresencePenalty, options.FrequencyPenalty, options.PenaltyWindow);
        _history = history;
    }

    public override void Apply(ref Candidates candidates)
    {
        var logits = candidates.Edit();
        foreach (var (id, count) in _counts)
        {
            int index = candidates.IndexOf(id);
            if (index < 0) continue;
            float logit = logits[index];
            logits[index] = (logit > 0 ? logit / _repetition : logit * _repetition) - (count * _frequency + _presence);
        }
    }

    public override void Accept(int token)
    {
        _counts[token] = _counts.GetValueOrDefault(token) + 1;
        if (_window < 0 || _history.Length <= _window) return;
        int forgotten = _history.Tokens[^(_window + 1)];
        if (--_counts[forgotten] == 0) _counts.Remove(forgotten);
    }

    public override void Reset() => _counts.Clear();
}
