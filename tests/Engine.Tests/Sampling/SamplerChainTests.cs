using Engine.Sampling;

namespace Engine.Tests.Sampling;

public sealed class SamplerChainTests
{
    private static readonly SamplingOptions s_open = new() { Temperature = 1, TopK = 0, TopP = 1, MinP = 0, Seed = 1 };

    // ln of probabilities 0.4, 0.3, 0.2, 0.1, scrambled over the ids.
    private static float[] Row => [MathF.Log(0.2f), MathF.Log(0.4f), MathF.Log(0.1f), MathF.Log(0.3f)];

    public static TheoryData<string, int[]> Narrowings => new()
    {
        { "", [0, 1, 2, 3] },
        { "top_k=2", [1, 3] },
        { "top_k=4", [0, 1, 2, 3] },
        { "top_k=9", [0, 1, 2, 3] },
        { "top_p=0", [1] },
        { "top_p=0.39", [1] },
        { "top_p=0.41", [1, 3] },
        { "top_p=0.8", [0, 1, 3] },
        { "min_p=0.6", [1, 3] },
        { "min_p=1", [1] },
        { "temperature=0", [1] },
        { "top_k=3 top_p=0.7", [1, 3] }, // 0.4 / 0.9 + 0.3 / 0.9 = 0.78: top-p sees what top-k left
        { "logit_bias=1=-inf", [0, 2, 3] },
        { "logit_bias=2=10 top_k=1", [2] },
        { "banned_tokens=1,3", [0, 2] },
        { "forced_tokens=2", [2] },
        { "typical_p=0.2", [3] },                              // entropy 1.28: surprises 1.61, 0.92, 2.30, 1.20
        { "typical_p=0.4", [0, 3] },
        { "typical_p=0.8", [0, 1, 3] },
        { "top_n_sigma=0.5", [1] },                             // a deviation is 0.52, and 0.3 lies 0.29 below 0.4
        { "top_n_sigma=1", [1, 3] },
        { "xtc_probability=1 xtc_threshold=0.25", [0, 2, 3] },  // of 0.4 and 0.3 the latter stays
        { "xtc_probability=1 xtc_threshold=0.35", [0, 1, 2, 3] },
        { "xtc_probability=1 xtc_threshold=0", [2] },
        { "temperature=0 dynatemp_range=0", [1] },
        { "samplers=temperature;min_p temperature=2 min_p=0.6", [0, 1, 3] },   // at temperature 2 0.2 is 0.71 times as probable as 0.4
    };

    [Theory]
    [MemberData(nameof(Narrowings))]
    public void Narrow_FourTokens_KeepsThoseWorkedByHand(string settings, int[] expected)
    {
        var chain = new SamplerChain(Parse(settings), 4);
        Assert.Equal(expected, Kept(chain, Row));
    }

    [Fact]
    public void Sample_TemperatureZero_TakesTheLowestIdOfTheBest()
    {
        var chain = new SamplerChain(new SamplingOptions { Temperature = 0 }, 5);
        Assert.Equal(1, chain.Sample([0, 7, 7, 3, 7]));
    }

    [Fact]
    public void Sample_OneCandidate_TakesIt()
    {
        Assert.Equal(0, new SamplerChain(s_open, 1).Sample([-1000]));
        float no = float.NegativeInfinity;
        Assert.Equal(2, new SamplerChain(s_open, 4).Sample([no, no, -3, no]));
    }

    [Theory]
    [InlineData(float.NaN, "token 2")]
    [InlineData(float.PositiveInfinity, "token 2")]
    public void Sample_LogitThatIsNoNumber_Throws(float logit, string named)
    {
        foreach (var options in new[] { s_open, new SamplingOptions(), new SamplingOptions { TopK = 0 }, new SamplingOptions { Temperature = 0 } })
        {
            var error = Assert.Throws<InvalidOperationException>(() => new SamplerChain(options, 100).Sample([1, 2, logit, .. new float[97]]));
            Assert.Contains(named, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Sample_NothingPossible_Throws()
    {
        float[] row = [.. Enumerable.Repeat(float.NegativeInfinity, 3)];
        Assert.Throws<InvalidOperationException>(() => new SamplerChain(s_open, 3).Sample(row));
        Assert.Throws<InvalidOperationException>(() => new SamplerChain(new SamplingOptions(), 3).Sample(row));
    }

    [Fact]
    public void Sample_SameSeed_SameTokens()
    {
        int[] Draw(SamplingOptions options)
        {
            var chain = new SamplerChain(options, 4);
            return [.. Enumerable.Range(0, 50).Select(_ => chain.Sample(Row))];
        }
        Assert.Equal(Draw(s_open with { Seed = 7 }), Draw(s_open with { Seed = 7 }));
        Assert.NotEqual(Draw(s_open with { Seed = 7 }), Draw(s_open with { Seed = 8 }));
        Assert.NotEqual(Draw(s_open with { Seed = null }), Draw(s_open with { Seed = null }));
    }

    [Fact]
    public void Reset_AfterSampling_StartsOver()
    {
        var chain = new SamplerChain(s_open with { PresencePenalty = 0.5f }, 4);
        int[] Run()
        {
            var tokens = new int[50];
            for (int i = 0; i < tokens.Length; i++) chain.Accept(tokens[i] = chain.Sample(Row));
            return tokens;
        }
        int[] first = Run();
        Assert.NotEqual(first, Run());
        chain.Reset();
        Assert.Equal(first, Run());
    }

    [Fact]
    public void Sample_InjectedRandomNumber_PicksFromTheCumulativeProbability()
    {
        // Without narrowing candidates come by id: 0.2, 0.6, 0.7, 1.
        foreach (var (random, expected) in new[] { (0.0, 0), (0.19, 0), (0.21, 1), (0.59, 1), (0.61, 2), (0.69, 2), (0.71, 3), (1 - 1e-16, 3) })
            Assert.Equal(expected, new SamplerChain(s_open, 4, new FixedRandom(random)).Sample(Row));
    }

    [Fact]
    public void Accept_RepeatedTokens_PenalizesThoseInTheWindow()
    {
        var chain = new SamplerChain(s_open with { RepetitionPenalty = 2, PresencePenalty = 0.25f, FrequencyPenalty = 0.5f, PenaltyWindow = 3 }, 4);
        foreach (int token in new[] { 3, 0, 1, 0 }) chain.Accept(token); // 3 has left the window
        float[] row = [4, -4, 4, 4];
        chain.Narrow(row);
        Assert.Equal([4 / 2f - 2 * 0.5f - 0.25f, -4 * 2f - 0.5f - 0.25f, 4, 4], row);
    }

    [Fact]
    public void Accept_WindowOfMinusOne_PenalizesTheWholeText()
    {
        var chain = new SamplerChain(s_open with { PresencePenalty = 1, PenaltyWindow = -1 }, 3000);
        for (int token = 0; token < 2999; token++) chain.Accept(token);
        var row = new float[3000];
        chain.Narrow(row);
        Assert.All(row.Take(2999), logit => Assert.Equal(-1, logit));
        Assert.Equal(0, row[2999]);
    }

    [Fact]
    public void Sample_ForcedTokens_BeginTheTextAfterThePrompt()
    {
        var chain = new SamplerChain(Parse("forced_tokens=3,0,0 temperature=0"), 4);
        foreach (int token in new[] { 1, 2, 1 }) chain.Accept(token);
        int[] Four() => [.. Enumerable.Range(0, 4).Select(_ => { int token = chain.Sample(Row); chain.Accept(token); return token; })];
        Assert.Equal([3, 0, 0, 1], Four());
        chain.Reset();
        Assert.Equal([3, 0, 0, 1], Four());
    }

    [Theory]
    [InlineData("no_repeat_ngram_size=1", "0,1", new[] { 2, 3 })]
    [InlineData("no_repeat_ngram_size=2", "0,1,2,0", new[] { 0, 2, 3 })]
    [InlineData("no_repeat_ngram_size=2", "0,1,0,3,0", new[] { 0, 2 })]
    [InlineData("no_repeat_ngram_size=3", "0,1,2,0,1", new[] { 0, 1, 3 })]
    [InlineData("no_repeat_ngram_size=3", "1,1,1,1", new[] { 0, 2, 3 })]
    [InlineData("no_repeat_ngram_size=3", "1,2", new[] { 0, 1, 2, 3 })]
    [InlineData("no_repeat_ngram_size=5", "1,2,1,2", new[] { 0, 1, 2, 3 })]
    public void Narrow_NoRepeatNgram_BansWhatWouldEndOne(string settings, string text, int[] expected)
    {
        var chain = new SamplerChain(Parse(settings), 4);
        foreach (string token in text.Split(',')) chain.Accept(int.Parse(token, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(expected, Kept(chain, Row));
    }

    [Fact]
    public void Narrow_PenaltiesAfterTopK_ReachTheCandidatesThatAreLeft()
    {
        var chain = new SamplerChain(Parse("top_k=2 presence_penalty=1 samplers=top_k;penalties"), 4);
        chain.Accept(1);
        chain.Accept(0);
        var candidates = chain.Narrow(Row);
        Assert.Equal([(1, MathF.Log(0.4f) - 1), (3, MathF.Log(0.3f))], Enumerable.Range(0, 2).Zip(candidates.Logits.ToArray()).Select(pair => (Id(chain, pair.First), pair.Second)));
    }

    [Fact]
    public void Narrow_Dry_PunishesWhatLengthensARepetition()
    {
        // The text ends with 0 1, which 2 follows once and, after one more equal token, 3 the other time.
        var chain = new SamplerChain(Parse("dry_multiplier=1 dry_base=2 dry_allowed_length=2 dry_sequence_breakers=none"), 5);
        foreach (int token in new[] { 0, 1, 2, 4, 0, 1, 3, 4, 0, 1 }) chain.Accept(token);
        var row = new float[5];
        chain.Narrow(row);
        Assert.Equal([0, 0, -1, -2, 0], row);
    }

    [Fact]
    public void SamplerChain_DryBreakersWithoutTokenizer_Throws() =>
        Assert.Throws<ArgumentException>(() => new SamplerChain(new SamplingOptions { DryMultiplier = 1 }, 4));

    [Fact]
    public void DryBreakersCache_SameBreakers_AreFoundOnce()
    {
        var cache = new DryBreakersCache();
        var tokenizer = new Generation.MarkTokenizer(["a", "b\n", ":"], control: 9);
        var found = cache.Of(["\n"], tokenizer);
        Assert.True(found.IsBreaker(1));
        Assert.Same(found, cache.Of(["\n"], tokenizer));
        Assert.True(cache.Of(["\n", ":"], tokenizer).IsBreaker(2));
        Assert.False(found.IsBreaker(2));
    }

    [Fact]
    public void Accept_UnknownToken_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplerChain(s_open, 4).Accept(4));

    internal static SamplingOptions Parse(string settings)
    {
        var options = s_open;
        foreach (string setting in settings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = setting.Split('=', 2);
            options = SamplingCatalog.All.Single(field => field.JsonField == parts[0]).Apply(options, parts[1]);
        }
        return options;
    }

    private static int Id(SamplerChain chain, int index) => chain.Narrow(Row).Id(index);

    private static int[] Kept(SamplerChain chain, float[] row)
    {
        var candidates = chain.Narrow(row);
        var ids = new List<int>();
        for (int i = 0; i < candidates.Count; i++)
            if (!float.IsNegativeInfinity(candidates.Logits[i])) ids.Add(candidates.Id(i));
        ids.Sort();
        return [.. ids];
    }
}

/// <summary>The same number at every draw.</summary>
internal sealed class FixedRandom(double value) : IRandomSource
{
    public double NextDouble() => value;
    public void Reset() { }
}
