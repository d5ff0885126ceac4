namespace Engine;

/// <summary>How beam search looks for the most probable texts.</summary>
public sealed record BeamSearchOptions
{
    /// <summary>Hypotheses kept at every token, at least 1; 1 is greedy.</summary>
    public int Width { get; init; } = 4;

    /// <summary>Tokens to generate at most; 0 for as many as the context holds.</summary>
    public int MaxTokens { get; init; }

    /// <summary>
    /// Results are ranked by log-probability / length^penalty: 0 ranks by probability, which favours short texts, 1 by the mean per
    /// token, more favours long texts.
    /// </summary>
    public double LengthPenalty { get; init; }

    /// <summary>Texts returned, best first; 0 for as many as the beam is wide. The search ends once no hypothesis can become better than these.</summary>
    public int Results { get; init; }

    /// <summary>Whether the search ends as soon as <see cref="Results"/> texts have ended, though better ones might come.</summary>
    public bool EarlyStopping { get; init; }

    /// <summary>Groups that the beam is divided into, each searching for itself; <see cref="Width"/> must be a multiple. Source: Vijayakumar et al. 2018, "Diverse Beam Search".</summary>
    public int Groups { get; init; } = 1;

    /// <summary>What a token loses, at each step, for every hypothesis of an earlier group that has just taken it. It decides which hypotheses are kept, and is no part of their scores.</summary>
    public double DiversityPenalty { get; init; }
}

/// <summary>A text that beam search found.</summary>
public sealed record BeamSearchResult
{
    /// <summary>The generated token ids, without the one that ended the text.</summary>
    public required IReadOnlyList<int> Tokens { get; init => field = Items.Of(value); }

    /// <summary>The text of <see cref="Tokens"/>.</summary>
    public string Text { get; init; } = "";

    /// <summary>Natural logarithm of the probability of all tokens together, the ending included where there is one.</summary>
    public required double LogProbability { get; init; }

    /// <summary>What results are ranked by: the log-probability / length^<see cref="BeamSearchOptions.LengthPenalty"/>, the ending counted.</summary>
    public required double Score { get; init; }

    /// <summary>Whether the model ended the text or the token limit did.</summary>
    public required FinishReason FinishReason { get; init; }
}
