using System.Numerics;

namespace Engine.Comparison;

/// <summary>A row of logits as a distribution, everything in double: what one model is measured by, and what others are compared with.</summary>
internal sealed class LogitRow(int vocabSize)
{
    private readonly double[] _weights = new double[vocabSize];   // exp(logit - largest)
    private readonly float[] _logits = new float[vocabSize];
    private double _sum, _logSum;

    /// <summary>Logits of the row.</summary>
    public int Length => _weights.Length;

    /// <summary>Takes <paramref name="logits"/>, (vocabSize), of the model called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidOperationException">They are not numbers.</exception>
    public void Set(ReadOnlySpan<float> logits, string name)
    {
        logits.CopyTo(_logits);
        double largest = Largest(logits);
        _sum = Exponentials(logits, largest, _weights);
        _logSum = largest + Math.Log(_sum);
        if (!double.IsFinite(_logSum)) throw new InvalidOperationException($"{name} computes no numbers: its logits sum up to {_logSum}");
    }

    /// <summary>-ln of the probability of <paramref name="token"/>.</summary>
    public double NegativeLogLikelihood(int token) => _logSum - _logits[token];

    /// <summary>The Kullback-Leibler divergence of <paramref name="other"/> from this row: sum of p ln(p / q), in nats.</summary>
    public double Divergence(LogitRow other)
    {
        double sum = 0;
        var sums = Vector<double>.Zero;
        int width = Vector<float>.Count, half = Vector<double>.Count, i = 0;
        for (; i + width <= _logits.Length; i += width)
        {
            Vector.Widen(new Vector<float>(_logits, i), out var low, out var high);
            Vector.Widen(new Vector<float>(other._logits, i), out var otherLow, out var otherHigh);
            sums += Term(new Vector<double>(_weights, i), low - otherLow) + Term(new Vector<double>(_weights, i + half), high - otherHigh);
        }
        for (; i < _logits.Length; i++)
            if (_weights[i] > 0) sum += _weights[i] * ((double)_logits[i] - other._logits[i]);
        double divergence = (sum + Vector.Sum(sums)) / _sum - _logSum + other._logSum;
        return divergence < 0 ? 0 : divergence;   // never negative, but for rounding
    }

    /// <summary>The ids of the most probable tokens, as many as there is room for, best first; of equals the first.</summary>
    public void Best(Span<int> ids)
    {
        int count = Math.Min(ids.Length, _logits.Length), found = 0;
        ids[count..].Fill(-1);
        for (int id = 0; id < _logits.Length; id++)
        {
            if (found == count && _logits[id] <= _logits[ids[count - 1]]) continue;
            int at = found < count ? found++ : count - 1;
            for (; at > 0 && _logits[id] > _logits[ids[at - 1]]; at--) ids[at] = ids[at - 1];
            ids[at] = id;
        }
    }

    /// <summary>A weight of 0 counts nothing, whatever the logits.</summary>
    private static Vector<double> Term(Vector<double> weights, Vector<double> difference) =>
        Vector.ConditionalSelect(Vector.Equals(weights, Vector<double>.Zero), Vector<double>.Zero, weights * difference);

    private static double Exponentials(ReadOnlySpan<float> logits, double largest, double[] weights)
    {
        var sums = Vector<double>.Zero;
        var shift = new Vector<double>(largest);
        int width = Vector<float>.Count, half = Vector<double>.Count, i = 0;
        for (; i + width <= logits.Length; i += width)
        {
            Vector.Widen(new Vector<float>(logits[i..]), out var low, out var high);
            low = Vector.Exp(low - shift);
            high = Vector.Exp(high - shift);
            low.CopyTo(weights, i);
            high.CopyTo(weights, i + half);
            sums += low + high;
        }
        double sum = Vector.Sum(sums);
        for (; i < logits.Length; i++) sum += weights[i] = Math.Exp(logits[i] - largest);
        return sum;
    }

    private static float Largest(ReadOnlySpan<float> values)
    {
        float largest = values[0];
        foreach (float value in values) largest = MathF.Max(largest, value);   // NaN stays
        return largest;
    }
}
