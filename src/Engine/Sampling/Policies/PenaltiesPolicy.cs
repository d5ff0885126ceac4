namespace Engine.Sampling;

/// <summary>
/// For each token that occurs n > 0 times in the last <c>window</c> tokens:
/// logit = (logit > 0 ? logit / repetition : logit * repetition) - n * frequency - presence.
/// </summary>
/// <remarks>Source: Keskar et al. 2019, "CTRL" (repetition); the OpenAI API (presence and frequency).</remarks>
internal sealed class PenaltiesPolicy : SamplingPolicy
{
    // Windows are seldom longer than this; those that are let the queue grow.
    private const int UsualWindow = 1024;

    private readonly float _repetition, _presence, _frequency;
    private readonly int _window;
    private readonly Queue<int> _recent;
    private readonly Dictionary<int, int> _counts;

    public static SamplingPolicyRow Row { get; } = new(
        "penalties",
        [
            new SamplingField<float>("repetition_penalty", ["--repetition-penalty", "--repeat-penalty"], "repetition_penalty",
                "Divides positive and multiplies negative logits of recent tokens; 1 is off.",
                "a positive number", value => float.IsFinite(value) && value > 0,
                options => options.RepetitionPenalty, (options, value) => options with { RepetitionPenalty = value }),
            new SamplingField<float>("presence_penalty", ["--presence-penalty"], "PresencePenalty",
                "Subtracted once from the logit of each recent token; 0 is off.",
                "a finite number", float.IsFinite,
                options => options.PresencePenalty, (options, value) => options with { PresencePenalty = value }),
            new SamplingField<float>("frequency_penalty", ["--frequency-penalty"], "FrequencyPenalty",
                "Subtracted from the logit of each recent token for every occurrence; 0 is off.",
                "a finite number", float.IsFinite,
                options => options.FrequencyPenalty, (options, value) => options with { FrequencyPenalty = value }),
            new SamplingField<int>("penalty_window", ["--penalty-window", "--repeat-last-n"], "penalty_window",
                "Past tokens the penalties look at; 0 is off, -1 for all.",
                "-1 or more", value => value >= -1,
                options => options.PenaltyWindow, (options, value) => options with { PenaltyWindow = value }),
        ],
        options => options.PenaltyWindow != 0 && (options.RepetitionPenalty != 1 || options.PresencePenalty != 0 || options.FrequencyPenalty != 0)
            ? new PenaltiesPolicy(options)
            : null);

    public PenaltiesPolicy(SamplingOptions options)
    {
        (_repetition, _presence, _frequency, _window) =
            (options.RepetitionPenalty, options.PresencePenalty, options.FrequencyPenalty, options.PenaltyWindow);
        int capacity = (_window < 0 ? UsualWindow : Math.Min(_window, UsualWindow)) + 1;
        _recent = new Queue<int>(capacity);
        _counts = new Dictionary<int, int>(capacity);
    }

    public override void Apply(ref Candidates candidates)
    {
        var row = candidates.Row;
        foreach (var (id, count) in _counts)
        {
            float logit = row[id];
            row[id] = (logit > 0 ? logit / _repetition : logit * _repetition) - (count * _frequency + _presence);
        }
    }

    public override void Accept(int token)
    {
        _counts[token] = _counts.GetValueOrDefault(token) + 1;
        if (_window < 0) return;
        _recent.Enqueue(token);
        if (_recent.Count <= _window) return;
        int forgotten = _recent.Dequeue();
        if (--_counts[forgotten] == 0) _counts.Remove(forgotten);
    }

    public override void Reset()
    {
        _recent.Clear();
        _counts.Clear();
    }
}
