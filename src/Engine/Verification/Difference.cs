namespace Engine.Verification;

/// <summary>What the rows of two tensors are.</summary>
internal enum RowMeaning
{
    /// <summary>Vectors.</summary>
    Values,
    /// <summary>Probabilities.</summary>
    Distribution,
    /// <summary>Logits: probabilities after a softmax.</summary>
    Logits,
}

/// <summary>How far rows of values are from those of another implementation.</summary>
internal sealed record Difference(double MaxAbs, double Nmse, double Cosine, double? Kl, double? TopAgreement)
{
    /// <summary>Compares <paramref name="actual"/> with <paramref name="expected"/>, both (rows, rowLength).</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Difference Of(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, int rowLength, RowMeaning meaning)
    {
        if (actual.Length != expected.Length)
            throw new ArgumentException($"{actual.Length} values cannot be compared with {expected.Length}", nameof(actual));

        double largest = 0, squaredError = 0, product = 0, actualSquares = 0, expectedSquares = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double a = actual[i], e = expected[i];
            largest = double.IsNaN(a - e) ? double.NaN : Math.Max(largest, Math.Abs(a - e));
            squaredError += (a - e) * (a - e);
            product += a * e;
            actualSquares += a * a;
            expectedSquares += e * e;
        }
        double nmse = squaredError == 0 ? 0 : squaredError / expectedSquares;
        double cosine = squaredError == 0 ? 1 : product / Math.Sqrt(actualSquares * expectedSquares);
        if (meaning == RowMeaning.Values) return new Difference(largest, nmse, cosine, null, null);

        int rows = actual.Length / rowLength, agreeing = 0;
        double divergence = 0;
        for (int row = 0; row < rows; row++)
        {
            var a = actual.Slice(row * rowLength, rowLength);
            var e = expected.Slice(row * rowLength, rowLength);
            divergence += meaning == RowMeaning.Logits ? DivergenceOfLogits(e, a) : DivergenceOfDistributions(e, a);
            if (Largest(a) == Largest(e)) agreeing++;
        }
        return new Difference(largest, nmse, cosine, divergence / rows, meaning == RowMeaning.Logits ? (double)agreeing / rows : null);
    }

    /// <summary>sum of p ln(p / q), where p and q are the softmax of the logits.</summary>
    private static double DivergenceOfLogits(ReadOnlySpan<float> p, ReadOnlySpan<float> q)
    {
        double logSumP = LogSumExp(p), logSumQ = LogSumExp(q), sum = 0;
        for (int i = 0; i < p.Length; i++) sum += Math.Exp(p[i] - logSumP) * (p[i] - logSumP - (q[i] - logSumQ));
        return double.IsNaN(sum) ? sum : Math.Max(0, sum);   // never negative, but for rounding
    }

    /// <summary>sum of p ln(p / q); where p is 0 a term is 0.</summary>
    private static double DivergenceOfDistributions(ReadOnlySpan<float> p, ReadOnlySpan<float> q)
    {
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
            if (p[i] > 0) sum += p[i] * Math.Log(p[i] / Math.Max(q[i], double.Epsilon));
        return double.IsNaN(sum) ? sum : Math.Max(0, sum);
    }

    private static double LogSumExp(ReadOnlySpan<float> logits)
    {
        double largest = logits[Largest(logits)], sum = 0;
        foreach (float logit in logits) sum += Math.Exp(logit - largest);
        return largest + Math.Log(sum);
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return best;
    }
}
