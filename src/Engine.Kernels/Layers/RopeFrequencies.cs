namespace Engine.Kernels.Layers;

/// <summary>What the frequencies of a model's RoPE follow from.</summary>
/// <param name="Dimensions">Elements of a head that rotate.</param>
/// <param name="Base">Pair i turns by base^(-2i / dimensions) per position.</param>
internal sealed record RopeParameters(int Dimensions, double Base)
{
    /// <summary>How far a model trained on short contexts is stretched: 4 reaches four times the trained length, 1 is not at all.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>0 stretches all pairs alike (linear scaling); 1 keeps the fast ones (YaRN).</summary>
    public double ExtrapolationFactor { get; init; }

    /// <summary>Multiplies the rotated elements, on top of YaRN's own 0.1 ln(factor) + 1.</summary>
    public double AttentionFactor { get; init; } = 1;

    /// <summary>Tokens of the context before stretching; for YaRN.</summary>
    public int OriginalContext { get; init; }

    /// <summary>YaRN keeps pairs that turn more often than this within the original context.</summary>
    public double BetaFast { get; init; } = 32;

    /// <summary>YaRN stretches pairs that turn less often than this within the original context.</summary>
    public double BetaSlow { get; init; } = 1;
}

/// <summary>The angle each pair turns by per position, scalings included, and the magnitude of a rotated vector.</summary>
/// <remarks>
/// Sources: Peng et al. 2023, "YaRN: Efficient Context Window Extension of Large Language Models"; the divisors are those Llama 3.1
/// files carry in <c>rope_freqs.weight</c>.
/// </remarks>
internal sealed class RopeFrequencies
{
    private readonly double[] _perPair;

    /// <summary>Computes them.</summary>
    /// <param name="parameters">The model's.</param>
    /// <param name="divisors">One per pair, or empty: frequency i is divided by divisor i before it is stretched.</param>
    /// <exception cref="ArgumentException">The number of divisors is not that of pairs.</exception>
    public RopeFrequencies(RopeParameters parameters, ReadOnlySpan<float> divisors = default)
    {
        _perPair = new double[parameters.Dimensions / 2];
        if (!divisors.IsEmpty) Shapes.RequireEqual(_perPair.Length, divisors.Length, nameof(divisors));

        for (int i = 0; i < _perPair.Length; i++)
        {
            double trained = Math.Pow(parameters.Base, -2.0 * i / parameters.Dimensions) / (divisors.IsEmpty ? 1 : divisors[i]);
            double kept = parameters.ExtrapolationFactor == 0 ? 0 : parameters.ExtrapolationFactor * Ramp(parameters, i);
            _perPair[i] = kept * trained + (1 - kept) * (trained / parameters.Factor);
        }
        Magnitude = parameters.AttentionFactor * (parameters.ExtrapolationFactor == 0 ? 1 : 0.1 * Math.Log(Math.Max(1, parameters.Factor)) + 1);
    }

    /// <summary>Angle per position, (pairs).</summary>
    public ReadOnlySpan<double> PerPair => _perPair;

    /// <summary>Multiplies rotated elements.</summary>
    public double Magnitude { get; }

    /// <summary>How much of pair <paramref name="pair"/> YaRN keeps: 1 for the fast ones, 0 for the slow ones, a ramp between.</summary>
    private static double Ramp(RopeParameters parameters, int pair)
    {
        double low = Math.Max(0, Math.Floor(PairTurning(parameters, parameters.BetaFast)));
        double high = Math.Min(parameters.Dimensions - 1, Math.Ceiling(PairTurning(parameters, parameters.BetaSlow)));
        return 1 - Math.Clamp((pair - low) / Math.Max(0.001, high - low), 0, 1);
    }

    /// <summary>The (fractional) pair that turns <paramref name="turns"/> times within the original context.</summary>
    private static double PairTurning(RopeParameters parameters, double turns) =>
        parameters.Dimensions * Math.Log(parameters.OriginalContext / (turns * 2 * Math.PI)) / (2 * Math.Log(parameters.Base));
}
