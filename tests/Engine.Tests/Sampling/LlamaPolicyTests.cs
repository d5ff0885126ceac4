using Engine.Sampling;
using Engine.Tests.Oracles;

namespace Engine.Tests.Sampling;

/// <summary>The policies beside top-k, top-p and min-p against llama.cpp's samplers: what is kept, how probable, and what is drawn from the same numbers.</summary>
public sealed class LlamaPolicyTests
{
    // llama.cpp's probabilities are floats out of a sum of floats.
    private const float ProbabilityTolerance = 1e-5f;

    private const uint Seed = 1234, OtherSeed = 99;

    /// <summary>Rows on which llama.cpp's float arithmetic is defined: what is impossible makes its entropy 0 * -infinity.</summary>
    private static readonly string[] s_moderate = ["model", "two values", "few values", "rising", "falling", "flat", "zeros of both signs", "tiny"];

    public static TheoryData<string, int> AllRows => Rows(LogitRows.All.Keys);

    public static TheoryData<string, int> ModerateRows => Rows(s_moderate);

    /// <summary>Squares of the smallest numbers are 0 as floats, which is what llama.cpp adds up.</summary>
    public static TheoryData<string, int> SpreadRows => Rows(LogitRows.All.Keys.Where(name => name != "tiny"));

    public static TheoryData<string> Draws => new(
        "top_n_sigma=1.5 temperature=0.7", "typical_p=0.9", "typical_p=0.3 temperature=2", "top_k=50 typical_p=0.7 top_p=0.9", "top_p=0.8", "top_p=0.95 min_p=0.1", "min_p=0.05",
        "temperature=1 dynatemp_range=0.5", "temperature=0.3 dynatemp_range=0.8 dynatemp_exponent=2 top_k=100", "temperature=1.3", "mirostat=1 mirostat_tau=1.5 temperature=0.9", "mirostat=2",
        "mirostat=2 mirostat_tau=2 mirostat_eta=0.5", "mirostat=1 mirostat_tau=3", "adaptive_target=0.3 min_p=0.01", "adaptive_target=0.8 adaptive_decay=0.5 top_k=40",
        "xtc_probability=0.5 xtc_threshold=0.02", "top_k=40 xtc_probability=1 xtc_threshold=0.01 temperature=0.8", "top_k=60 typical_p=0.8 top_p=0.9 min_p=0.02 xtc_probability=0.3 xtc_threshold=0.05 temperature=1.2", "top_n_sigma=0.9 top_k=60 top_p=0.9 temperature=1.5");

    [Theory]
    [MemberData(nameof(Draws))]
    public void Sample_SameRandomNumbers_DrawsTheTokensLlamaDraws(string settings)
    {
        LlamaSampler.SkipUnlessItsDrawIsKnown();
        const int length = 2000;
        var options = SamplerChainTests.Parse(settings);
        using var llama = Llama(options, length);
        var random = new SharedNumbers();
        var chain = new SamplerChain(options, length, random);
        var seen = new HashSet<int>();
        for (int step = 0; step < 200; step++)
        {
            float[] row = LogitRows.Model(length, step);
            int theirs = llama.Apply(row).Token;
            random.IsDraw = false;
            var candidates = chain.Narrow(row);
            random.IsDraw = true;
            random.IsNeeded = candidates.Count > 1 || options is { Mirostat: 0, AdaptiveTarget: < 0 };   // C++'s discrete distribution spends no number on a single candidate
            int ours = chain.Draw(ref candidates);
            Assert.Equal((step, theirs), (step, ours));
            seen.Add(ours);
            llama.Accept(theirs);
            chain.Accept(ours);
        }
        Assert.InRange(seen.Count, 30, 200);
    }

    [Theory]
    [MemberData(nameof(SpreadRows))]
    public void Narrow_TopNSigma_LeavesWhatLlamaLeaves(string name, int length)
    {
        foreach (float n in new[] { 0.3f, 1.1f, 3.3f }) AssertSame(new SamplingOptions { TopNSigma = n }, LogitRows.All[name](length));
    }

    [Theory]
    [MemberData(nameof(AllRows))]
    public void Narrow_Xtc_LeavesWhatLlamaLeaves(string name, int length)
    {
        foreach (float threshold in new[] { 0.0003f, 0.011f, 0.1f, 0.37f }) AssertSame(new SamplingOptions { XtcProbability = 1, XtcThreshold = threshold }, LogitRows.All[name](length));
    }

    [Theory]
    [MemberData(nameof(ModerateRows))]
    public void Narrow_DynamicTemperature_LeavesTheProbabilitiesLlamaLeaves(string name, int length)
    {
        AssertSame(new SamplingOptions { Temperature = 0.8f, DynatempRange = 0.5f }, LogitRows.All[name](length));
        AssertSame(new SamplingOptions { Temperature = 1.2f, DynatempRange = 0.3f, DynatempExponent = 1.7f }, LogitRows.All[name](length));
    }

    [Theory]
    [MemberData(nameof(AllRows))]
    public void Narrow_AdaptiveP_LeavesTheProbabilitiesLlamaLeaves(string name, int length)
    {
        AssertSame(new SamplingOptions { AdaptiveTarget = 0.4f }, LogitRows.All[name](length));
        AssertSame(new SamplingOptions { AdaptiveTarget = 0 }, LogitRows.All[name](length));
    }

    [Theory]
    [MemberData(nameof(ModerateRows))]
    public void Narrow_Mirostat2_LeavesWhatLlamaLeaves(string name, int length)
    {
        foreach (float tau in new[] { 0.7f, 3.1f, 6.3f }) AssertSame(new SamplingOptions { Mirostat = 2, MirostatTau = tau }, LogitRows.All[name](length));
    }

    [Fact]
    public void Narrow_Mirostat1_LeavesWhatLlamaLeaves()
    {
        foreach (int length in new[] { 50, 257, 2000, 32000 })
            for (int seed = 0; seed < 10; seed++) AssertSame(new SamplingOptions { Mirostat = 1, MirostatTau = 2 + seed / 3f }, LogitRows.Model(length, seed));
    }

    [Theory]
    [MemberData(nameof(AllRows))]
    public void Narrow_Typical_KeepsTheFewestNearestToTheEntropy(string name, int length)
    {
        float[] row = LogitRows.All[name](length);
        foreach (float p in new[] { 0.1f, 0.5f, 0.93f })
        {
            var candidates = new SamplerChain(Open with { TypicalP = p }, length).Narrow([.. row]);
            AssertTypical(row, p, candidates.Logits.ToArray(), 1e-5);
            // Its sums are floats, one addition per token.
            if (!s_moderate.Contains(name)) continue;
            using var llama = LlamaSampler.Chain(length).Typical(p);
            AssertTypical(row, p, [.. llama.Apply(row).Kept.Select(token => token.Logit)], 1e-3);
        }
    }

    [Theory]
    [InlineData("dry_multiplier=0.8", 2)]
    [InlineData("dry_multiplier=0.8 dry_base=1.1 dry_allowed_length=1", 2)]
    [InlineData("dry_multiplier=1.5 dry_penalty_last_n=50", 3)]
    [InlineData("dry_multiplier=1 dry_sequence_breakers=none", 2)]
    [InlineData("dry_multiplier=1 dry_base=3 dry_sequence_breakers=none", 1)]   // one token again and again: the penalty reaches the largest exponent
    [InlineData("""dry_multiplier=1 dry_sequence_breakers=["e","the~king","ng"]""", 6)]
    public void Narrow_Dry_ChangesLogitsAsLlamaDoes(string settings, int different)
    {
        using var vocabulary = LlamaVocabulary.Open(TestFiles.Demo);
        using var file = Engine.Gguf.GgufFile.Open(TestFiles.Demo);
        var tokenizer = Engine.Tokenization.Tokenizer.Create(file);
        var options = SamplerChainTests.Parse(settings);
        options = options with { DrySequenceBreakers = [.. options.DrySequenceBreakers.Select(text => text.Replace('~', ' '))] };
        int window = options.DryPenaltyLastN < 0 ? 4096 : options.DryPenaltyLastN;
        using var llama = LlamaSampler.Chain(vocabulary.Count).Dry(
            vocabulary, options.DryMultiplier, options.DryBase, options.DryAllowedLength, window, options.DrySequenceBreakers);
        var chain = new SamplerChain(options, vocabulary.Count, tokenizer: tokenizer);
        int[] words = tokenizer.Encode("the king said: the queen\nand the king * the end \"of the king"u8, addSpecial: false);
        var random = new Random(different);
        int changed = 0;
        for (int step = 0; step < 400; step++)
        {
            // Mostly a short piece over and over, which makes long repetitions.
            int token = random.Next(20) == 0 ? words[random.Next(words.Length)] : words[step % different];
            llama.Accept(token);
            chain.Accept(token);
            float[] row = new float[vocabulary.Count];
            float[] theirs = new float[row.Length];
            foreach (var kept in llama.Apply(row).Kept) theirs[kept.Id] = kept.Logit;
            chain.Narrow(row);
            for (int id = 0; id < row.Length; id++)
                if (row[id] != theirs[id]) Assert.Equal(theirs[id], row[id], Math.Abs(theirs[id]) * 1e-5f);
            changed += row.Count(logit => logit != 0);
        }
        Assert.InRange(changed, 30, int.MaxValue);
    }

    private static SamplingOptions Open => new() { Temperature = 1, TopK = 0, TopP = 1, MinP = 0, Seed = 1 };

    private static TheoryData<string, int> Rows(IEnumerable<string> names) =>
        [.. names.SelectMany(_ => new[] { 2, 40, 257, 2000, 32000 }, (name, length) => (name, length))];

    /// <summary>The chain that llama.cpp's common code would make of the options.</summary>
    private static LlamaSampler Llama(SamplingOptions options, int length)
    {
        var chain = LlamaSampler.Chain(length);
        if (options.TopNSigma > 0) chain.TopNSigma(options.TopNSigma);
        if (options.TopK > 0) chain.TopK(options.TopK);
        if (options.TypicalP < 1) chain.Typical(options.TypicalP);
        if (options.TopP < 1) chain.TopP(options.TopP);
        if (options.MinP > 0) chain.MinP(options.MinP);
        if (options.XtcProbability > 0) chain.Xtc(options.XtcProbability, options.XtcThreshold, OtherSeed);
        chain.DynamicTemperature(options.Temperature, options.DynatempRange, options.DynatempExponent);
        return options switch
        {
            { Mirostat: 1 } => chain.Mirostat(Seed, options.MirostatTau, options.MirostatEta),
            { Mirostat: 2 } => chain.Mirostat2(Seed, options.MirostatTau, options.MirostatEta),
            { AdaptiveTarget: >= 0 } => chain.AdaptiveP(options.AdaptiveTarget, options.AdaptiveDecay, Seed),
            _ => chain.Draw(Seed),
        };
    }

    /// <summary>Both must leave the same logits, as probable; which of equal logits, llama.cpp's sorts decide.</summary>
    private static void AssertSame(SamplingOptions settings, float[] row)
    {
        var options = settings with { TopK = 0, TopP = 1, MinP = 0, Temperature = settings.DynatempRange > 0 ? settings.Temperature : 1, Seed = 1 };
        using var llama = Llama(options, row.Length);
        double[] theirs = [.. llama.Apply(row).Kept.Where(token => !float.IsNegativeInfinity(token.Logit)).Select(token => (double)token.Probability).Order()];
        var candidates = new SamplerChain(options, row.Length, new FixedRandom(0)).Narrow([.. row]);
        float best = candidates.Best;
        double temperature = candidates.Temperature;
        double[] weights = [.. candidates.Logits.ToArray().Where(logit => !float.IsNegativeInfinity(logit)).Select(logit => Math.Exp((logit - best) / temperature)).Order()];
        Assert.Equal(theirs.Length, weights.Length);
        double sum = weights.Sum();
        for (int i = 0; i < theirs.Length; i++) Assert.Equal(theirs[i], weights[i] / sum, ProbabilityTolerance);
    }

    /// <summary>Nothing nearer to the mean may be left out, and the share must be just reached.</summary>
    private static void AssertTypical(float[] row, float p, float[] kept, double tolerance)
    {
        double best = row.Max(), sum = row.Sum(Weight), mean = row.Where(logit => Weight(logit) > 0).Sum(logit => Weight(logit) * logit) / sum;
        double[] distances = [.. row.Select(logit => Math.Abs(logit - mean)).Order()];
        double[] keptDistances = [.. kept.Select(logit => Math.Abs(logit - mean)).Order()];
        double rounding = Math.Max(1, distances.Where(double.IsFinite).Max()) * tolerance;
        for (int i = 0; i < kept.Length; i++) Assert.InRange(keptDistances[i] - distances[i], -rounding, rounding);
        Assert.InRange(kept.Sum(Weight) / sum, p - tolerance, double.PositiveInfinity);
        if (kept.Length > 1) Assert.InRange(kept.Sum(Weight) / sum - Weight(kept.MaxBy(logit => Math.Abs(logit - mean))) / sum, 0, p + tolerance);

        double Weight(float logit) => Math.Exp(logit - best);
    }

    /// <summary>The numbers that llama.cpp's samplers draw for themselves, each from a generator of its own.</summary>
    private sealed class SharedNumbers : IRandomSource
    {
        private readonly MersenneTwister _draws = new(Seed), _chances = new(OtherSeed);

        public bool IsDraw { get; set; }

        public bool IsNeeded { get; set; } = true;

        public double NextDouble() => !IsDraw ? _chances.NextSingle() : IsNeeded ? _draws.NextDouble() : 0;

        public void Reset() => throw new InvalidOperationException("the numbers go on");
    }
}
