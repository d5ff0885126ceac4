namespace Engine.Sampling;

/// <summary>
/// Keeps as many tokens as make the surprise of the one drawn about mu, and moves mu by eta times the error: mu -= eta * (surprise - tau).
/// Version 1 takes the first k, with k from the exponent of Zipf's law that the first 100 follow; version 2 those with a surprise of at most mu.
/// </summary>
/// <remarks>Source: Basu et al. 2021, "Mirostat: A Neural Text Decoding Algorithm that Directly Controls Perplexity"; 100 tokens as in the authors' program.</remarks>
internal sealed class MirostatPolicy(int version, float tau, float eta, int vocabSize) : SamplingPolicy
{
    private const int Estimated = 100;

    private float _mu = 2 * tau, _surprise;
    private int _drawn = -1;

    public static SamplingPolicyRow Row { get; } = new(
        "mirostat",
        [
            new SamplingField<int>("mirostat", ["--mirostat"], "mirostat",
                "Keeps the surprise of the text near mirostat_tau: 0 is off, 1 and 2 are the algorithm's versions.",
                "0, 1 or 2", value => value is >= 0 and <= 2,
                options => options.Mirostat, (options, value) => options with { Mirostat = value }) { Off = "0" },
            new SamplingField<float>("mirostat_tau", ["--mirostat-tau", "--mirostat-ent"], "mirostat_tau",
                "The surprise that mirostat aims at, in bits.",
                "0 or more", value => float.IsFinite(value) && value >= 0,
                options => options.MirostatTau, (options, value) => options with { MirostatTau = value }),
            new SamplingField<float>("mirostat_eta", ["--mirostat-eta", "--mirostat-lr"], "mirostat_eta",
                "How fast mirostat corrects itself.",
                "0 or more", value => float.IsFinite(value) && value >= 0,
                options => options.MirostatEta, (options, value) => options with { MirostatEta = value }),
        ],
        options => options.Mirostat != 0,
        (options, context) => new MirostatPolicy(options.Mirostat, options.MirostatTau, options.MirostatEta, context.VocabSize))
    { Place = SamplingPlace.Last };

    public override void Apply(ref Candidates candidates)
    {
        if (version == 1)
        {
            candidates.KeepFirst(FirstCount(ref candidates));
            return;
        }
        double threshold = candidates.LogSumExp() - _mu * Math.Log(2);
        if (threshold <= candidates.Best) candidates.KeepAbove((float)threshold);
        else candidates.KeepFirst(1);
        candidates.DrawByRank();
    }

    public override void Drawn(int index, int token, double probability) => (_drawn, _surprise) = (token, -MathF.Log2((float)probability));

    public override void Accept(int token)
    {
        if (token == _drawn) _mu -= eta * (_surprise - tau);
        _drawn = -1;
    }

    public override void Reset() => (_mu, _drawn) = (2 * tau, -1);

    /// <summary>k = (e 2^mu / (1 - N^-e))^(1/s) with e = s - 1, and s the exponent estimated by least squares.</summary>
    private int FirstCount(ref Candidates candidates)
    {
        int most = candidates.Count;
        var logits = candidates.Leading(Estimated);
        double products = 0, squares = 0;
        for (int i = 0; i + 1 < logits.Length && float.IsFinite(logits[i + 1]); i++)
        {
            double t = Math.Log((i + 2.0) / (i + 1));
            products += t * (logits[i] - logits[i + 1]);
            squares += t * t;
        }
        if (squares == 0) return 1;
        double s = products / squares, e = s - 1;
        // As e goes to 0, e / (1 - N^-e) goes to 1 / ln N.
        double slope = Math.Abs(e) < 1e-9 ? 1 / Math.Log(vocabSize) : e / (1 - Math.Pow(vocabSize, -e));
        double k = Math.Pow(slope * Math.Pow(2, _mu), 1 / s);
        return k < most ? Math.Max((int)k, 1) : most;
    }
}
