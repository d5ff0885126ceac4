using Engine.Sampling;

namespace Engine.Tests.Sampling;

public sealed class SamplerChainDrawTests
{
    [Theory]
    [InlineData("temperature=1")]
    [InlineData("temperature=0.5 top_k=50")]
    [InlineData("temperature=2 top_p=0.9")]
    [InlineData("temperature=1.5 min_p=0.02")]
    [InlineData("temperature=1 top_n_sigma=3")]
    [InlineData("temperature=1 typical_p=0.9")]
    [InlineData("temperature=1 xtc_probability=1 xtc_threshold=0.05")]
    [InlineData("temperature=0.7 dynatemp_range=0.5")]
    [InlineData("temperature=1 top_k=100 samplers=temperature;top_k")]
    public void Sample_ManyDraws_FollowTheProbabilities(string settings)
    {
        const int vocabSize = 2000, draws = 100_000;
        float[] row = LogitRows.Model(vocabSize, 9);
        var chain = new SamplerChain(SamplerChainTests.Parse(settings + " seed=11"), vocabSize);
        var candidates = chain.Narrow([.. row]);
        float temperature = candidates.Temperature, best = candidates.Best;
        double sum = candidates.Logits.ToArray().Sum(logit => Math.Exp((logit - best) / (double)temperature));
        var expected = new double[vocabSize];
        for (int i = 0; i < candidates.Count; i++) expected[candidates.Id(i)] = draws * Math.Exp((candidates.Logits[i] - best) / (double)temperature) / sum;

        var counts = new int[vocabSize];
        for (int i = 0; i < draws; i++) counts[chain.Sample([.. row])]++;

        // Bins of at least ten expected draws; the rest together are one. For f degrees of freedom chi-square is f, give or take sqrt(2 f).
        double chiSquare = 0, restExpected = 0, restCount = 0;
        int bins = 0;
        for (int id = 0; id < vocabSize; id++)
        {
            if (expected[id] == 0) Assert.Equal(0, counts[id]);
            if (expected[id] >= 10)
            {
                chiSquare += (counts[id] - expected[id]) * (counts[id] - expected[id]) / expected[id];
                bins++;
            }
            else
            {
                restExpected += expected[id];
                restCount += counts[id];
            }
        }
        if (restExpected >= 10)
        {
            chiSquare += (restCount - restExpected) * (restCount - restExpected) / restExpected;
            bins++;
        }
        int freedom = bins - 1;
        Assert.InRange(freedom, 10, vocabSize);
        Assert.InRange(chiSquare, freedom - 4 * Math.Sqrt(2 * freedom), freedom + 4 * Math.Sqrt(2 * freedom));
    }
}
