namespace Engine.Sampling;

/// <summary>
/// "Don't repeat yourself": a token that would lengthen a repetition of n tokens, n at least the allowed length, loses
/// multiplier * base^(n - allowed length). Repetitions do not reach across sequence breakers, and those are never punished.
/// </summary>
/// <remarks>Source: p-e-w 2024, text-generation-webui pull request 5677; the breakers of several tokens are koboldcpp's.</remarks>
internal sealed class DryPolicy : SamplingPolicy
{
    private const float LargestExponent = 88.7228391f;   // ln of the largest float

    private readonly float _multiplier, _base;
    private readonly int _allowedLength, _window, _longestExponent;
    private readonly TokenHistory _history;
    private readonly DryBreakers _breakers;
    private readonly Dictionary<int, int> _lengths = new(256);
    private int[] _repeated = new int[4096];

    public static SamplingPolicyRow Row { get; } = new(
        "dry",
        [
            new SamplingField<float>("dry_multiplier", ["--dry-multiplier"], "dry_multiplier",
                "Subtracted from a token that continues a repetition; 0 is off.",
                "0 or more", value => float.IsFinite(value) && value >= 0,
                options => options.DryMultiplier, (options, value) => options with { DryMultiplier = value }) { Off = "0" },
            new SamplingField<float>("dry_base", ["--dry-base"], "dry_base",
                "How the penalty grows with each further token of the repetition.",
                "1 or more", value => float.IsFinite(value) && value >= 1,
                options => options.DryBase, (options, value) => options with { DryBase = value }),
            new SamplingField<int>("dry_allowed_length", ["--dry-allowed-length"], "dry_allowed_length",
                "The longest repetition that is not punished.",
                "0 or more", value => value >= 0,
                options => options.DryAllowedLength, (options, value) => options with { DryAllowedLength = value }),
            new SamplingField<int>("dry_penalty_last_n", ["--dry-penalty-last-n"], "dry_penalty_last_n",
                "Past tokens in which repetitions are sought; 0 is off, -1 for all.",
                "-1 or more", value => value >= -1,
                options => options.DryPenaltyLastN, (options, value) => options with { DryPenaltyLastN = value }) { Off = "0" },
            new SequenceBreakersField(),
        ],
        options => options.DryMultiplier > 0 && options.DryPenaltyLastN != 0,
        (options, context) => new DryPolicy(options, context.History, context.Breakers.Of(options.DrySequenceBreakers, context.Tokenizer)))
    { SamplerNames = ["dry"] };

    public DryPolicy(SamplingOptions options, TokenHistory history, DryBreakers breakers)
    {
        (_multiplier, _base, _allowedLength) = (options.DryMultiplier, options.DryBase, options.DryAllowedLength);
        _window = options.DryPenaltyLastN < 0 ? int.MaxValue : options.DryPenaltyLastN;
        _longestExponent = _base > 1.000001f ? (int)(LargestExponent / MathF.Log(_base)) : int.MaxValue;
        (_history, _breakers) = (history, breakers);
    }

    public override void Apply(ref Candidates candidates)
    {
        var text = _history.Tokens[^Math.Min(_window, _history.Length)..];
        if (text.Length <= _allowedLength) return;
        int limit = _breakers.UnbrokenLength(text);
        if (limit < _allowedLength) return;

        FindRepetitions(text, limit);
        if (_lengths.Count == 0) return;
        var logits = candidates.Edit();
        foreach (var (token, length) in _lengths)
        {
            int index = candidates.IndexOf(token);
            if (index >= 0 && !_breakers.IsBreaker(token)) logits[index] -= _multiplier * MathF.Pow(_base, Math.Min(length - _allowedLength, _longestExponent));
        }
    }

    /// <summary>For every token that would continue a repetition of the end of <paramref name="text"/>: how long the longest is, at most <paramref name="limit"/>.</summary>
    /// <remarks>
    /// Z-algorithm (Gusfield 1997, "Algorithms on Strings, Trees, and Sequences", section 1.4) on the text read backwards: the length of what the whole text
    /// and the text without its last k tokens have in common at their ends, for every k, in linear time.
    /// </remarks>
    private void FindRepetitions(ReadOnlySpan<int> text, int limit)
    {
        if (_repeated.Length < text.Length) _repeated = new int[Math.Max(text.Length, 2 * _repeated.Length)];
        var repeated = _repeated.AsSpan(0, text.Length);   // by k
        _lengths.Clear();
        int left = 0, right = 0;   // the repetition that reaches farthest: positions left to right, exclusive
        for (int k = 1; k < text.Length; k++)
        {
            int length = k < right ? Math.Min(repeated[k - left], right - k) : 0;
            if (k + length >= right)
            {
                while (k + length < text.Length && text[^(length + 1)] == text[^(k + length + 1)]) length++;
                (left, right) = (k, k + length);
            }
            repeated[k] = length;
            length = Math.Min(length, limit);
            if (length < _allowedLength) continue;
            int next = text[^k];
            if (length > _lengths.GetValueOrDefault(next, -1)) _lengths[next] = length;
        }
    }
}
