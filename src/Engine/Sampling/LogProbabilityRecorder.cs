using Engine.Kernels.Selection;

namespace Engine.Sampling;

/// <summary>Takes note of the probabilities of a row before and after the policies, for the token that is then drawn.</summary>
/// <remarks>One row at a time: <see cref="Before"/>, <see cref="After"/>, <see cref="Of"/>.</remarks>
internal sealed class LogProbabilityRecorder(int top, int vocabSize)
{
    private readonly float[] _row = new float[vocabSize];
    private readonly TopLogits _before = new(Math.Min(top, vocabSize)), _after = new(Math.Min(top, vocabSize));

    /// <summary>Looks at the row as the model has made it.</summary>
    public void Before(ReadOnlySpan<float> row)
    {
        row.CopyTo(_row);
        float best = LogitSelection.Max(row);
        if (float.IsFinite(best)) _before.Take(row, [], best, 1);   // else the chain says what is wrong with it
    }

    /// <summary>Looks at what the policies left of it.</summary>
    public void After(ref Candidates candidates) => _after.Take(candidates.Logits, candidates.Ids, candidates.Best, candidates.Temperature);

    /// <summary>What belongs to <paramref name="token"/>, which was drawn with <paramref name="probability"/>.</summary>
    public TokenLogProbabilities Of(int token, double probability) => new()
    {
        Token = token,
        LogProbability = _before.LogProbability(_row[token]),
        Top = _before.ToArray(),
        SampledLogProbability = Math.Log(probability),
        SampledTop = _after.ToArray(),
    };
}
