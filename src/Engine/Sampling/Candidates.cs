using Engine.Kernels.Selection;

namespace Engine.Sampling;

/// <summary>
/// The tokens that may come next, with their logits. It starts as the whole row of logits, where a token's id is its index; the
/// first policy that narrows it copies the survivors into a list, and the row is not read again.
/// </summary>
/// <remarks>
/// Candidates are ordered by falling logit, then by rising id. Every narrowing keeps a beginning of that order: the first k, the
/// shortest that holds a share of the probability, those above a threshold. So none of them needs the vocabulary sorted.
/// </remarks>
internal ref struct Candidates
{
    // Logits this far below the best weigh e^-4: the few tokens that matter in a usual row lie above.
    private const float FirstDepth = 4;

    private readonly Span<float> _row;
    private readonly CandidateBuffers _buffers;
    private Span<float> _logits;
    private Span<int> _ids;

    public Candidates(Span<float> row, CandidateBuffers buffers)
    {
        _row = row;
        _buffers = buffers;
        _logits = row;
    }

    /// <summary>How many candidates are left.</summary>
    public readonly int Count => _logits.Length;

    /// <summary>The logits of the candidates.</summary>
    public readonly ReadOnlySpan<float> Logits => _logits;

    /// <summary>What <see cref="Draw"/> divides the logits by.</summary>
    public float Temperature { readonly get; set; } = 1;

    /// <summary>The logit of every token, indexed by id, for policies that reweight single tokens before any narrowing.</summary>
    public readonly Span<float> Row =>
        IsWhole ? _row : throw new InvalidOperationException("the row of logits cannot change once the candidates are narrowed");

    /// <summary>The largest logit.</summary>
    /// <exception cref="InvalidOperationException">A logit is NaN or positive infinity, or all are negative infinity.</exception>
    public readonly float Best
    {
        get
        {
            float best = LogitSelection.Max(_logits);
            return float.IsFinite(best) ? best : throw NothingToSample(best);
        }
    }

    private readonly bool IsWhole => _ids.IsEmpty;

    /// <summary>The token of candidate <paramref name="index"/>.</summary>
    public readonly int Id(int index) => IsWhole ? index : _ids[index];

    /// <summary>ln(sum of exp(logit)): a logit less this is the natural logarithm of its probability.</summary>
    public readonly double LogSumExp()
    {
        float best = Best;
        _buffers.Reserve(Count);
        return best + Math.Log(SumExp.Forward(_logits, best, 1, _buffers.Weights));
    }

    /// <summary>Keeps the first <paramref name="count"/>, at least one.</summary>
    public void KeepFirst(int count)
    {
        if (count >= Count) return;
        if (IsWhole)
        {
            _ = Best;
            _buffers.Reserve(LogitSelection.TopScratch(_row.Length, count));
            LogitSelection.Top(_row, count, _buffers.Logits, _buffers.Ids);
            Take(count);
        }
        else
        {
            Shorten(LogitSelection.Lead(_logits, _ids, weights: [], target: count));
        }
    }

    /// <summary>Keeps those with a logit of at least <paramref name="threshold"/>, which must not be above <see cref="Best"/>.</summary>
    public void KeepAbove(float threshold)
    {
        if (IsWhole)
        {
            _buffers.Reserve(_row.Length);
            Take(LogitSelection.AtLeast(_row, threshold, _buffers.Logits, _buffers.Ids));
            return;
        }
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (_logits[i] < threshold) continue;
            (_logits[kept], _ids[kept]) = (_logits[i], _ids[i]);
            kept++;
        }
        Shorten(kept);
    }

    /// <summary>Keeps the shortest beginning that holds <paramref name="share"/> of the probability, at least one.</summary>
    public void KeepShare(float share)
    {
        float best = Best;
        _buffers.Reserve(Count);
        double target = share * SumExp.Forward(_logits, best, 1, _buffers.Weights);
        for (float depth = FirstDepth; IsWhole; depth *= 2)
        {
            // Deeper until the share is reached; at infinity everything is in.
            int count = LogitSelection.AtLeast(_row, best - depth, _buffers.Logits, _buffers.Ids);
            double reached = SumExp.Forward(_buffers.Logits.AsSpan(0, count), best, 1, _buffers.Weights);
            if (reached >= target || count == _row.Length) Take(count);
        }
        Shorten(LogitSelection.Lead(_logits, _ids, _buffers.Weights.AsSpan(0, Count), target));
    }

    /// <summary>The token at <paramref name="random"/>, a number in [0, 1), of the cumulative probability.</summary>
    public readonly int Draw(double random)
    {
        _buffers.Reserve(Count);
        double target = random * SumExp.Forward(_logits, Best, Temperature, _buffers.Weights);
        double sum = 0;
        int last = 0;
        for (int i = 0; i < Count; i++)
        {
            float weight = _buffers.Weights[i];
            if (weight == 0) continue;
            sum += weight;
            last = i;
            if (sum > target) break;
        }
        return Id(last);
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

    /// <summary>Makes room for <paramref name="count"/> candidates; what growing forgets was not in use.</summary>
    public void Reserve(int count)
    {
        if (count <= Ids.Length) return;
        Logits = new float[count];
        Ids = new int[count];
        Weights = new float[count];
    }
}
