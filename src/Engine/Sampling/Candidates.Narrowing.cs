using Engine.Kernels.Selection;

namespace Engine.Sampling;

/// <content>How the candidates become fewer.</content>
internal ref partial struct Candidates
{
    /// <summary>Keeps the first <paramref name="count"/>, at least one.</summary>
    public void KeepFirst(int count)
    {
        _isRanked = true;
        if (count >= Count) return;
        if (!IsWhole)
        {
            Shorten(LogitSelection.Lead(_logits, _ids, weights: [], target: count));
            return;
        }
        float best = Leading(count)[0];
        Take(count);
        _best = float.IsFinite(best) ? best : throw NothingToSample(best);
    }

    /// <summary>Keeps <paramref name="token"/> alone.</summary>
    public void KeepOnly(int token)
    {
        int index = IndexOf(token);
        float logit = index < 0 ? float.NegativeInfinity : _logits[index];
        _buffers.Reserve(1);
        (_buffers.Logits[0], _buffers.Ids[0]) = (logit, token);
        Take(1);
        _best = float.NaN;
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
        double target;
        if (IsWhole)
        {
            target = share * SumExp.Moments(_row, best, 1).Sum;
            GatherShare(target);
        }
        else
        {
            _buffers.Reserve(Count);
            target = share * SumExp.Forward(_logits, best, 1, _buffers.Weights);
        }
        Shorten(LogitSelection.Lead(_logits, _ids, _buffers.Weights.AsSpan(0, Count), target));
        _isRanked = true;
    }

    /// <summary>
    /// Keeps the fewest with a logit near <paramref name="center"/> that hold <paramref name="share"/> of the probability, at least one.
    /// The draw then goes from the nearest to the farthest.
    /// </summary>
    public void KeepNearest(double center, float share)
    {
        float best = Best, middle = (float)center;
        double target = share * SumExp.Moments(_logits, best, 1).Sum;
        _buffers.Reserve(Count);
        _buffers.ReserveOther(Count);
        Span<float> distances = _buffers.OtherLogits, weights = _buffers.Weights;
        Span<int> places = _buffers.OtherIds;
        int count = 0;
        if (IsWhole)
        {
            // What lies above the band is few and taken along: it comes last in the order of distances.
            double reached = -1;
            for (float depth = FirstDepth; reached < target && count < _row.Length; depth *= 2)
            {
                count = LogitSelection.AtLeast(_row, middle - depth, _buffers.Logits, _buffers.Ids);
                SumExp.Forward(_buffers.Logits.AsSpan(0, count), best, 1, weights);
                reached = 0;
                for (int i = 0; i < count; i++)
                    if (_buffers.Logits[i] <= middle + depth) reached += weights[i];
            }
            Take(count);
        }
        else
        {
            count = Count;
            SumExp.Forward(_logits, best, 1, weights);
        }
        for (int i = 0; i < count; i++) (distances[i], places[i]) = (-Math.Abs(_logits[i] - middle), i);
        int kept = LogitSelection.Lead(distances[..count], places[..count], weights[..count], target);
        LogitSelection.Order(distances[..kept], places[..kept]);
        Pick(places[..kept]);
        _isRanked = false;
        _best = float.NaN;
    }

    /// <summary>Drops all that hold at least <paramref name="share"/> of the probability, except the least probable of them; nothing where fewer than two do.</summary>
    public void DropFirst(float share)
    {
        float best = Best;
        _isRanked = true;
        double sum = SumExp.Moments(_logits, best, 1).Sum;
        float threshold = (float)(best + Math.Log(share * sum));
        _buffers.ReserveOther(Count);
        Span<int> above = _buffers.OtherIds;
        int count = IsWhole
            ? LogitSelection.AtLeast(_row, threshold, _buffers.OtherLogits, above)
            : Above(threshold, above);
        if (count < 2) return;

        int last = above[0];
        foreach (int index in above[..count])
            if (Follows(index, last)) last = index;
        foreach (int index in above[..count])
            if (index != last) _logits[index] = float.NegativeInfinity;
        _best = float.NaN;
        if (!IsWhole) KeepAbove(float.MinValue);
    }

    /// <summary>Copies what belongs to the shortest beginning with weights of <paramref name="target"/>, and some more, into the list, and weighs it.</summary>
    private void GatherShare(double target)
    {
        float best = Best;
        _buffers.Reserve(_row.Length);
        for (float depth = FirstDepth * Temperature; IsWhole; depth *= 2)
        {
            // Deeper until the share is reached; at infinity everything is in.
            int count = LogitSelection.AtLeast(_row, best - depth, _buffers.Logits, _buffers.Ids);
            double reached = SumExp.Forward(_buffers.Logits.AsSpan(0, count), best, Temperature, _buffers.Weights);
            if (reached >= target || count == _row.Length) Take(count);
        }
    }

    private readonly int Above(float threshold, Span<int> indices)
    {
        int count = 0;
        for (int i = 0; i < Count; i++)
            if (_logits[i] >= threshold) indices[count++] = i;
        return count;
    }

    private readonly bool Follows(int index, int other) =>
        _logits[index] < _logits[other] || _logits[index] == _logits[other] && Id(index) > Id(other);

    /// <summary>Keeps the candidates at <paramref name="places"/>, in that order.</summary>
    private void Pick(Span<int> places)
    {
        // The places give way to what they point to: distances are not needed any more, nor weights.
        Span<float> logits = _buffers.Weights;
        for (int i = 0; i < places.Length; i++)
        {
            logits[i] = _logits[places[i]];
            places[i] = _ids[places[i]];
        }
        Shorten(places.Length);
        logits[..places.Length].CopyTo(_logits);
        places.CopyTo(_ids);
    }
}
