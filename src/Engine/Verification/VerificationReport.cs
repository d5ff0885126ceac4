namespace Engine.Verification;

/// <summary>What a verification found.</summary>
/// <param name="Checks">All comparisons, in the order they were made.</param>
/// <param name="Skipped">What could not be compared, and why, one sentence each.</param>
public sealed record VerificationReport(IReadOnlyList<VerificationCheck> Checks, IReadOnlyList<string> Skipped)
{
    /// <summary>Whether every comparison passed.</summary>
    public bool Passed => Checks.All(check => check.Passed);
}

/// <summary>How far an implementation is from another on one thing both compute.</summary>
/// <param name="Name">What was compared: <c>attention weights, layer 3, head 2</c>.</param>
/// <param name="Backend">Who is checked.</param>
/// <param name="Against">Who is believed.</param>
/// <param name="MaxAbs">The largest absolute difference of two values.</param>
/// <param name="Nmse">The sum of squared differences over the sum of squares of the believed values.</param>
/// <param name="Cosine">The cosine of the angle between the two, all values as one vector.</param>
/// <param name="Kl">Where the rows are distributions or logits: the Kullback-Leibler divergence of a row in nats, the mean over rows.</param>
/// <param name="TopAgreement">Where the rows are logits: the share of rows whose largest is the same.</param>
/// <param name="Metric">Which of the numbers the limit is for: <c>max_abs</c>, <c>nmse</c> or <c>kl</c>.</param>
/// <param name="Limit">The most it may be.</param>
public sealed record VerificationCheck(
    string Name, string Backend, string Against, double MaxAbs, double Nmse, double Cosine, double? Kl, double? TopAgreement, string Metric, double Limit)
{
    /// <summary>Whether the number is a number, and at most the limit.</summary>
    public bool Passed => Value <= Limit;

    /// <summary>The number the limit is for.</summary>
    public double Value => Metric switch
    {
        "max_abs" => MaxAbs,
        "nmse" => Nmse,
        "kl" => Kl ?? double.NaN,
        _ => throw new InvalidOperationException($"{Metric} is no metric; max_abs, nmse or kl was expected"),
    };
}
