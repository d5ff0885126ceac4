using Engine.Kernels.Layers;
using Engine.Kernels.Selection;

namespace Engine.Sampling;

/// <summary>
/// The tokens that may come next, with their logits. It starts as the whole row of logits, where a token's id is its index; the
/// first policy that narrows it copies the survivors into a list, and the row is not read again.
/// </summary>
/// <remarks>
/// Candidates are ordered by falling logit, then by rising id. Most narrowings keep a beginning of that order: the first k, the
/// shortest that holds a share of the probability, those above a threshold. So none of them needs the vocabulary sorted, and neither does
/// the draw, which walks through the candidates as llama.cpp has them at that point: by id in an untouched row, in order once they are ranked.
/// </remarks>
internal ref partial struct Candidates
{
    // Logits this far below the best weigh e^-4: the few tokens that matter in a usual row lie above.
    private const float FirstDepth = 4;

    private readonly Span<float> _row;
    private readonly CandidateBuffers _buffers;
    private Span<float> _logits;
    private Span<int> _ids;
    private float _best = float.NaN;   // NaN where it has to be looked for
    private bool _isRanked;            // the draw goes by falling logit, however they are stored

    public Candidates(Span<float> row, CandidateBuffers buffers)
    {
        _row = row;
        _buffers = buffers;
        _logits = row;
    }

    /// <summary>How many candidates are left; some may have a logit of negative infinity, and never come.</summary>
    public readonly int Count => _logits.Length;

    /// <summary>The logits of the candidates, not yet divided by <see cref="Temperature"/>.</summary>
    public readonly ReadOnlySpan<float> Logits => _logits;

    /// <summary>The tokens of the candidates; empty where each token is a candidate, and its id its place.</summary>
    public readonly ReadOnlySpan<int> Ids => _ids;

    /// <summary>What <see cref="Draw"/> divides the logits by.</summary>
    public float Temperature { get; set; } = 1;

    /// <summary>The probability that the last <see cref="Draw"/> gave to the token it drew.</summary>
    public double DrawnProbability { get; private set; }

    /// <summary>The largest logit.</summary>
    /// <exception cref="InvalidOperationException">A logit is NaN or positive infinity, or all are negative infinity.</exception>
    public float Best
    {
        get
        {
            if (!float.IsNaN(_best)) return _best;
            float best = LogitSelection.Max(_logits);
            return _best = float.IsFinite(best) ? best : throw NothingToSample(best);
        }
    }

    private readonly bool IsWhole => _ids.IsEmpty;

    /// <summary>The token of candidate <paramref name="index"/>.</summary>
    public readonly int Id(int index) => IsWhole ? index : _ids[index];

    /// <summary>Which candidate is <paramref name="token"/>; -1 when it is none any more.</summary>
    public readonly int IndexOf(int token) => IsWhole ? token : _ids.IndexOf(token);

    /// <summary>The logits, to be changed; the draw then goes through the candidates as they lie.</summary>
    public Span<float> Edit()
    {
        Rank();
        _isRanked = false;
        _best = float.NaN;
        return _logits;
    }

    /// <summary>Divides the logits by the temperature, for a policy that comes after it.</summary>
    public void Settle()
    {
        if (Temperature == 1) return;
        Elementwise.Divide(_logits, Temperature);
        (Temperature, _best) = (1, float.NaN);
    }

    /// <summary>ln(sum of exp(logit)): a logit less this is the natural logarithm of its probability.</summary>
    public double LogSumExp()
    {
        float best = Best;
        return best + Math.Log(SumExp.Moments(_logits, best, Temperature).Sum);
    }

    /// <summary>The mean of the logits, each as often as it is probable, and the entropy of the probabilities in nats.</summary>
    public (double Mean, double Entropy) MeanAndEntropy()
    {
        float best = Best;
        var (sum, weighted) = SumExp.Moments(_logits, best, 1);
        return (best + weighted / sum, Math.Log(sum) - weighted / sum);
    }

    /// <summary>The first <paramref name="count"/> logits, or all, in order; valid until the next call of anything. The draw then goes by falling logit.</summary>
    public ReadOnlySpan<float> Leading(int count)
    {
        _isRanked = true;
        count = Math.Min(count, Count);
        if (!IsWhole)
        {
            Rank();
            return _logits[..count];
        }
        _buffers.Reserve(LogitSelection.TopScratch(_row.Length, count));
        if (!LogitSelection.Top(_row, count, _buffers.Logits, _buffers.Ids)) throw NothingToSample(float.NaN);
        return _buffers.Logits.AsSpan(0, count);
    }

    /// <summary>Makes the draw go by falling logit.</summary>
    public void DrawByRank() => _isRanked = true;

    /// <summary>The weights of all candidates, e^((logit - best) / temperature), and their sum; valid until the next call of anything.</summary>
    public Span<float> Weigh(out double sum)
    {
        _buffers.Reserve(Count);
        sum = SumExp.Forward(_logits, Best, Temperature, _buffers.Weights);
        return _buffers.Weights.AsSpan(0, Count);
    }

    /// <summary>Draws the token at <paramref name="random"/>, a number in [0, 1), of the cumulative probability, and returns which candidate it is.</summary>
    public int Draw(double random)
    {
        double total;
        int drawn;
        if (!_isRanked)
        {
            _buffers.Reserve(Count);
            (drawn, total) = CumulativeDraw.At(random, _logits, Best, Temperature, _buffers.Weights, _buffers.Sums);
        }
        else
        {
            if (IsWhole) GatherShare(random * (total = SumExp.Moments(_row, Best, Temperature).Sum));
            else
            {
                _buffers.Reserve(Count);
                total = SumExp.Forward(_logits, Best, Temperature, _buffers.Weights);
            }
            drawn = LogitSelection.Lead(_logits, _ids, _buffers.Weights.AsSpan(0, Count), random * total) - 1;
            while (_buffers.Weights[drawn] == 0) drawn--;   // rounding may pass by the last that can come
        }
        DrawnProbability = _buffers.Weights[drawn] / total;
        return drawn;
    }

    /// <summary>Sorts the candidates where the draw goes by rank and they are not stored so.</summary>
    private void Rank()
    {
        if (!_isRanked) return;
        if (IsWhole)
        {
            _buffers.Reserve(_row.Length);
            Take(LogitSelection.AtLeast(_row, float.MinValue, _buffers.Logits, _buffers.Ids));
        }
        LogitSelection.Order(_logits, _ids);
    }

    private void Take(int count)
    {
        _logits = _buffers.Logits.AsSpan(0, count);
        _ids = _buffers.Ids.AsSpan(0, count);
    }

    private void Shorten(int count)
    {
        _logits = _logits[..count];
        _ids = _ids[..count];
    }

    private readonly InvalidOperationException NothingToSample(float best)
    {
        if (float.IsNegativeInfinity(best)) return new($"no token can be sampled: all {Count} logits are negative infinity");
        int index = 0;
        while (float.IsFinite(_logits[index]) || float.IsNegativeInfinity(_logits[index])) index++;
        return new($"the logit of token {Id(index)} is {_logits[index]}; a number or negative infinity was expected");
    }
}

/// <summary>The memory of <see cref="Candidates"/>: grows to what the first token needs, then stays.</summary>
internal sealed class CandidateBuffers
{
    public float[] Logits { get; private set; } = [];
    public int[] Ids { get; private set; } = [];
    public float[] Weights { get; private set; } = [];

    /// <summary>Sums of blocks of weights; see <see cref="CumulativeDraw"/>.</summary>
    public double[] Sums { get; private set; } = [];

    /// <summary>A second list, for policies that put candidates into an order of their own.</summary>
    public float[] OtherLogits { get; private set; } = [];
    public int[] OtherIds { get; private set; } = [];

    /// <summary>Makes room for <paramref name="count"/> candidates; what growing forgets was not in use.</summary>
    public void Reserve(int count)
    {
        if (count <= Ids.Length) return;
        Logits = new float[count];
        Ids = new int[count];
        Weights = new float[count];
        Sums = new double[CumulativeDraw.BlockCount(count)];
    }

    /// <summary>Makes room for a second list.</summary>
    public void ReserveOther(int count)
    {
        if (count <= OtherIds.Length) return;
        OtherLogits = new float[count];
        OtherIds = new int[count];
    }
}
