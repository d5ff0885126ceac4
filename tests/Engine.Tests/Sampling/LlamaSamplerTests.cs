using System.Globalization;
using Engine.Sampling;
using Engine.Tests.Oracles;

namespace Engine.Tests.Sampling;

/// <summary>Our chain against llama.cpp's samplers on the same rows, with the same random numbers.</summary>
public sealed class LlamaSamplerTests
{
    // A rounded float addition is off by at most this share of the sum.
    private const double FloatRounding = 1.0 / (1 << 24);

    // Our sums are double; what is added is exp in float.
    private const double OurShareTolerance = 1e-6;

    // Two implementations of exp in float, and a division more or less.
    private const float ProbabilityTolerance = 2e-6f;

    // Reweighting is the same few float operations in the same order, but for the penalties' sum, which one side may fuse.
    private const float LogitTolerance = 1e-6f;

    public static TheoryData<string, int> Rows => [.. LogitRows.All.Keys.SelectMany(_ => new[] { 1, 2, 40, 257, 2000, 32000 }, (name, length) => (name, length))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Narrow_TopK_KeepsTheLogitsLlamaKeeps(string name, int length)
    {
        foreach (int k in new[] { 1, 2, 40, 128, 129, 1000, 100000 })
        {
            float[] row = LogitRows.All[name](length);
            using var llama = LlamaSampler.Chain(length).TopK(k);
            AssertSameLogits(llama.Apply(row).Kept, Ours($"top_k={k}", row), 0);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Narrow_MinP_KeepsTheLogitsLlamaKeeps(string name, int length)
    {
        foreach (string p in new[] { "0.001", "0.05", "0.5", "1" })
        {
            float[] row = LogitRows.All[name](length);
            using var llama = LlamaSampler.Chain(length).MinP(float.Parse(p, CultureInfo.InvariantCulture));
            AssertSameLogits(llama.Apply(row).Kept, Ours($"min_p={p}", row), 0);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Narrow_TopP_KeepsTheLogitsLlamaKeeps(string name, int length)
    {
        foreach (string p in new[] { "0", "0.1", "0.5", "0.95", "0.999" })
        {
            float[] row = LogitRows.All[name](length);
            float share = float.Parse(p, CultureInfo.InvariantCulture);
            using var llama = LlamaSampler.Chain(length).TopP(share);
            AssertSameShare(row, share, llama.Apply(row).Kept, Ours($"top_p={p}", row));
        }
    }

    // Top-p of 0.94 and not 0.95: of 40 tied logits 38 hold exactly 0.95, and rounding would decide.
    [Theory]
    [MemberData(nameof(Rows))]
    public void Narrow_WholeChain_LeavesTheProbabilitiesLlamaLeaves(string name, int length)
    {
        float[] row = LogitRows.All[name](length);
        int banned = length > 2 ? 1 : -1;
        (int, float)[] bias = banned < 0 ? [] : [(0, 1.5f), (banned, float.NegativeInfinity)];
        using var llama = LlamaSampler.Chain(length).LogitBias(bias).Penalties(64, 1.1f, 0.1f, 0.2f).TopK(40).TopP(0.94f).MinP(0.05f).Temperature(0.8f).Draw(1);
        string ourBias = banned < 0 ? "" : "logit_bias=0=1.5,1=-inf ";
        var chain = new SamplerChain(
            SamplerChainTests.Parse(ourBias + "repetition_penalty=1.1 frequency_penalty=0.1 presence_penalty=0.2 top_k=40 top_p=0.94 min_p=0.05 temperature=0.8"), length);
        for (int i = 0; i < 100; i++)
        {
            int token = i * 7 % Math.Min(length, 50);
            llama.Accept(token);
            chain.Accept(token);
        }
        var theirs = llama.Apply(row).Kept.Select(token => token.Probability).Order().ToArray();
        var candidates = chain.Narrow(row);
        float best = candidates.Best;
        double[] ours = [.. candidates.Logits.ToArray().Select(logit => Math.Exp((logit - best) / 0.8)).Order()];
        Assert.Equal(theirs.Length, ours.Length);
        double sum = ours.Sum();
        for (int i = 0; i < ours.Length; i++) Assert.Equal(theirs[i], ours[i] / sum, ProbabilityTolerance);
    }

    [Fact]
    public void Narrow_Penalties_ChangeLogitsAsLlamaDoes()
    {
        foreach (string window in new[] { "1", "5", "64" })
        {
            float[] row = LogitRows.Model(500, 2);
            using var llama = LlamaSampler.Chain(500).Penalties(int.Parse(window, CultureInfo.InvariantCulture), 1.3f, 0.25f, -0.5f);
            var chain = new SamplerChain(SamplerChainTests.Parse($"penalty_window={window} repetition_penalty=1.3 frequency_penalty=0.25 presence_penalty=-0.5"), 500);
            var random = new Random(3);
            for (int i = 0; i < 100; i++)
            {
                int token = random.Next(40);
                llama.Accept(token);
                chain.Accept(token);
            }
            AssertSameLogits(llama.Apply(row).Kept, chain.Narrow(row).Logits.ToArray(), LogitTolerance);
        }
    }

    [Fact]
    public void Narrow_Temperature_LeavesTheProbabilitiesLlamaLeaves()
    {
        foreach (string temperature in new[] { "0.1", "1", "1.7", "100" })
        {
            float[] row = LogitRows.Model(500, 4);
            using var llama = LlamaSampler.Chain(500).Temperature(float.Parse(temperature, CultureInfo.InvariantCulture)).Draw(5);
            var theirs = llama.Apply(row).Kept;
            float t = float.Parse(temperature, CultureInfo.InvariantCulture), best = row.Max();
            double sum = row.Sum(logit => Math.Exp((logit - best) / (double)t));
            Assert.All(theirs, token => Assert.Equal(Math.Exp((row[token.Id] - best) / (double)t) / sum, token.Probability, ProbabilityTolerance));
        }
    }

    [Fact]
    public void Sample_SameRandomNumbers_DrawsTheTokensLlamaDraws()
    {
        LlamaSampler.SkipUnlessItsDrawIsKnown();
        const int length = 32000;
        const uint seed = 1234;
        using var llama = LlamaSampler.Chain(length).Penalties(64, 1.1f, 0, 0).TopK(40).TopP(0.95f).MinP(0.05f).Temperature(0.8f).Draw(seed);
        var chain = new SamplerChain(new SamplingOptions { RepetitionPenalty = 1.1f }, length, new MersenneTwister(seed));
        var seen = new HashSet<int>();
        for (int step = 0; step < 500; step++)
        {
            float[] row = LogitRows.Model(length, step);
            int theirs = llama.Apply(row).Token;
            int ours = chain.Sample(row);
            Assert.Equal(theirs, ours);
            seen.Add(ours);
            llama.Accept(theirs);
            chain.Accept(ours);
        }
        Assert.InRange(seen.Count, 100, 500);
    }

    private static float[] Ours(string settings, float[] row) =>
        new SamplerChain(SamplerChainTests.Parse(settings), row.Length).Narrow([.. row]).Logits.ToArray();

    private static void AssertSameLogits(LlamaSampler.TokenData[] theirs, float[] ours, float tolerance)
    {
        Assert.Equal(theirs.Length, ours.Length);
        float[] sorted = [.. theirs.Select(token => token.Logit).Order()];
        Array.Sort(ours);
        for (int i = 0; i < sorted.Length; i++)
            if (sorted[i] != ours[i]) Assert.Equal(sorted[i], ours[i], tolerance);
    }

    /// <summary>
    /// Both must be a beginning of the order, and just long enough. How long that is, rounding decides where the share falls on the
    /// edge of a token, as it does in rows of equal logits: llama.cpp sums in float, twice, one addition per token.
    /// </summary>
    private static void AssertSameShare(float[] row, float p, LlamaSampler.TokenData[] theirs, float[] ours)
    {
        float[] order = [.. row.OrderDescending()];
        AssertShare(order, p, [.. theirs.Select(token => token.Logit).OrderDescending()], (2 * row.Length + 4) * FloatRounding);
        AssertShare(order, p, [.. ours.OrderDescending()], OurShareTolerance);
    }

    private static void AssertShare(float[] order, float p, float[] kept, double tolerance)
    {
        Assert.Equal(order[..kept.Length], kept);
        double sum = order.Sum(Weight);
        double share = kept.Sum(Weight) / sum, withoutLast = kept[..^1].Sum(Weight) / sum;
        Assert.InRange(share, p - tolerance, double.PositiveInfinity);
        if (kept.Length > 1) Assert.InRange(withoutLast, 0, p + tolerance);

        double Weight(float logit) => Math.Exp((double)logit - order[0]);
    }
}
