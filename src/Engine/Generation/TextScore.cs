namespace Engine;

/// <summary>How probable a text is to a model, token by token.</summary>
public sealed record TextScore
{
    /// <summary>The token ids of the text.</summary>
    public required IReadOnlyList<int> Ids { get; init => field = Items.Of(value); }

    /// <summary>For every token the natural logarithm of its probability after those before it; null for the first, which nothing comes before.</summary>
    public required IReadOnlyList<double?> LogProbabilities { get; init => field = Items.Of(value); }

    /// <summary>Natural logarithm of the probability of all tokens after the first together.</summary>
    public double LogProbability => LogProbabilities.Sum() ?? 0;

    /// <summary>e^(-mean log-probability): among how many equally probable tokens the model would be as uncertain; 1 where there is one token only.</summary>
    public double Perplexity => LogProbabilities.Count > 1 ? Math.Exp(-LogProbability / (LogProbabilities.Count - 1)) : 1;
}
