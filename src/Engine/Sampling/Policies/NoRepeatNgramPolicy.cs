namespace Engine.Sampling;

/// <summary>logit = -infinity for every token that would end a sequence of n tokens which the text already has.</summary>
/// <remarks>Source: Paulus et al. 2018, "A Deep Reinforced Model for Abstractive Summarization", section 2.5, for n = 3.</remarks>
internal sealed class NoRepeatNgramPolicy(int size, TokenHistory history) : SamplingPolicy
{
    public static SamplingPolicyRow Row { get; } = new(
        "no-repeat n-gram",
        [
            new SamplingField<int>("no_repeat_ngram_size", ["--no-repeat-ngram-size"], "no_repeat_ngram_size",
                "No sequence of this many tokens comes twice; 0 is off.",
                "0 or more", value => value >= 0,
                options => options.NoRepeatNgramSize, (options, value) => options with { NoRepeatNgramSize = value }) { Off = "0" },
        ],
        options => options.NoRepeatNgramSize > 0,
        (options, context) => new NoRepeatNgramPolicy(options.NoRepeatNgramSize, context.History))
    { Place = SamplingPlace.First };

    public override void Apply(ref Candidates candidates)
    {
        var tokens = history.Tokens;
        if (tokens.Length < size) return;
        var logits = candidates.Edit();
        var beginning = tokens[(tokens.Length - size + 1)..];   // what the text ends with, and an n-gram would begin with
        for (int start = 0; start + size <= tokens.Length; start++)
        {
            int found = tokens[start..^1].IndexOf(beginning);
            if (found < 0) return;
            start += found;
            int index = candidates.IndexOf(tokens[start + size - 1]);
            if (index >= 0) logits[index] = float.NegativeInfinity;
        }
    }
}
