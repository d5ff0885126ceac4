using Engine.Kernels.Selection;

namespace Engine.Sampling;

/// <summary>The best of a row or a list of logits, and what makes probabilities of them. Its memory grows to what the first needs, then stays.</summary>
internal sealed class TopLogits(int count)
{
    private float[] _logits = [];
    private int[] _ids = [];
    private int _length;

    /// <summary>ln(sum of exp(logit / temperature)).</summary>
    public double LogSumExp { get; private set; }

    public float Temperature { get; private set; }

    /// <summary>Looks at a whole row and changes nothing.</summary>
    /// <exception cref="InvalidOperationException">A logit is NaN or positive infinity, or all are negative infinity.</exception>
    public void Take(ReadOnlySpan<float> row)
    {
        float best = LogitSelection.Max(row);
        if (!float.IsFinite(best)) throw new InvalidOperationException($"the largest logit of a row is {best}; a number was expected");
        Take(row, [], best, 1);
    }

    /// <summary>Looks at <paramref name="logits"/> and changes nothing.</summary>
    /// <param name="logits">Logits, at least one of them finite, none NaN.</param>
    /// <param name="ids">Their tokens; empty where a token's id is its place.</param>
    /// <param name="best">The largest logit.</param>
    /// <param name="temperature">What divides them.</param>
    public void Take(ReadOnlySpan<float> logits, ReadOnlySpan<int> ids, float best, float temperature)
    {
        Temperature = temperature;
        LogSumExp = best / temperature + Math.Log(SumExp.Moments(logits, best, temperature).Sum);
        _length = Math.Min(count, logits.Length);
        if (_length == 0) return;
        int room = ids.IsEmpty ? LogitSelection.TopScratch(logits.Length, _length) : logits.Length;
        if (_ids.Length < room) (_logits, _ids) = (new float[room], new int[room]);
        if (ids.IsEmpty)
        {
            LogitSelection.Top(logits, _length, _logits, _ids);
            return;
        }
        logits.CopyTo(_logits);
        ids.CopyTo(_ids);
        LogitSelection.Lead(_logits.AsSpan(0, logits.Length), _ids.AsSpan(0, logits.Length), weights: [], _length);
        LogitSelection.Order(_logits.AsSpan(0, _length), _ids.AsSpan(0, _length));
    }

    public double LogProbability(float logit) => logit / Temperature - LogSumExp;

    /// <summary>The best, those that cannot come left out.</summary>
    public TokenLogProbability[] ToArray()
    {
        while (_length > 0 && float.IsNegativeInfinity(_logits[_length - 1])) _length--;
        var top = new TokenLogProbability[_length];
        for (int i = 0; i < top.Length; i++) top[i] = new(_ids[i], LogProbability(_logits[i]));
        return top;
    }
}
