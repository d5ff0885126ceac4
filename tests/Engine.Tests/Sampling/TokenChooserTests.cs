using Engine.Sampling;

namespace Engine.Tests.Sampling;

public sealed class TokenChooserTests
{
    private const double Tolerance = 1e-6;

    // ln of probabilities 0.4, 0.3, 0.2, 0.1, scrambled over the ids, and one that cannot come.
    private static float[] Row => [MathF.Log(0.2f), MathF.Log(0.4f), MathF.Log(0.1f), MathF.Log(0.3f), float.NegativeInfinity];

    [Fact]
    public void LogProbabilities_OneToken_AreThoseBeforeAndAfterThePolicies()
    {
        var chooser = new TokenChooser(SamplerChainTests.Parse("presence_penalty=1 top_k=3"), 5, null, [new Shift()], logProbabilities: 2);
        chooser.Accept(1);
        float[] row = Row;
        chooser.Prepare(row);
        int token = chooser.Choose(row);
        var noted = chooser.LogProbabilities!;
        Assert.Equal(token, noted.Token);
        Assert.Equal(Math.Log(new[] { 0.2, 0.4, 0.1, 0.3 }[token]), noted.LogProbability, Tolerance);
        AssertTop([(1, 0.4), (3, 0.3)], noted.Top);
        // Of 0.3, 0.2 and 0.4 / e the processor's shift changes nothing.
        double sum = 0.3 + 0.2 + 0.4 / Math.E;
        AssertTop([(3, 0.3 / sum), (0, 0.2 / sum)], noted.SampledTop);
        Assert.Equal(Math.Log(new[] { 0.2, 0.4 / Math.E, 0, 0.3 }[token] / sum), noted.SampledLogProbability, Tolerance);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("top_k=20", 20)]
    [InlineData("top_p=0.5 temperature=0.7", 400)]
    [InlineData("temperature=0", 1)]
    [InlineData("mirostat=2", 400)]
    public void LogProbabilities_ManyTokens_AreTheSortedSoftmax(string settings, int most)
    {
        const int length = 400, top = 500;
        float[] source = LogitRows.Model(length, 6), row = [.. source];
        double sum = source.Sum(logit => Math.Exp(logit));
        var chooser = new TokenChooser(SamplerChainTests.Parse(settings), length, null, [], logProbabilities: top);
        chooser.Prepare(row);
        int token = chooser.Choose(row);
        var noted = chooser.LogProbabilities!;
        Assert.Equal(source[token] - Math.Log(sum), noted.LogProbability, Tolerance);
        Assert.Equal(Enumerable.Range(0, length).OrderByDescending(id => source[id]), noted.Top.Select(entry => entry.Token));
        Assert.All(noted.Top, entry => Assert.Equal(source[entry.Token] - Math.Log(sum), entry.LogProbability, Tolerance));
        Assert.InRange(noted.SampledTop.Count, 1, most);
        Assert.Equal(1, noted.SampledTop.Sum(entry => Math.Exp(entry.LogProbability)), Tolerance);
        Assert.Equal(noted.SampledTop.Single(entry => entry.Token == token).LogProbability, noted.SampledLogProbability, Tolerance);
    }

    [Fact]
    public void Trace_OneToken_SaysWhatEveryPolicyDid()
    {
        var chooser = new TokenChooser(SamplerChainTests.Parse("presence_penalty=1 top_k=3 top_p=0.5 temperature=2 seed=5"), 5, null, [], traces: true);
        chooser.Accept(2);
        float[] row = Row;
        chooser.Prepare(row);
        int token = chooser.Choose(row);
        var trace = chooser.Trace!;
        Assert.Equal((token, 4), (trace.Token, trace.Candidates));
        Assert.Equal([1, 3, 0, 2], trace.Top.Select(entry => entry.Token));
        Assert.Equal(0.4, trace.Top[0].Probability, Tolerance);
        Assert.Equal(["penalties", "top-k", "top-p", "temperature"], trace.Steps.Select(step => step.Policy));
        Assert.Equal([4, 3, 2, 2], trace.Steps.Select(step => step.Candidates));
        Assert.Equal([0, 1, 1, 0], trace.Steps.Select(step => step.RemovedCount));
        var removed = Assert.Single(trace.Steps[1].Removed);
        Assert.Equal(2, removed.Token);
        Assert.Equal(0.1 / Math.E / (0.9 + 0.1 / Math.E), removed.Probability, Tolerance);
        Assert.Equal(0.2 / 0.9, trace.Steps[2].RemovedProbability, Tolerance);
        double four = Math.Sqrt(0.4), three = Math.Sqrt(0.3);
        Assert.Equal(token == 1 ? four / (four + three) : three / (four + three), trace.Steps[3].Probability, Tolerance);
    }

    private static void AssertTop((int Token, double Probability)[] expected, IReadOnlyList<TokenLogProbability> actual)
    {
        Assert.Equal(expected.Select(entry => entry.Token), actual.Select(entry => entry.Token));
        for (int i = 0; i < expected.Length; i++) Assert.Equal(Math.Log(expected[i].Probability), actual[i].LogProbability, Tolerance);
    }

    private sealed class Shift : ILogitsProcessor
    {
        public void Process(Span<float> logits, ReadOnlySpan<int> tokens)
        {
            foreach (ref float logit in logits) logit += 3;
        }
    }
}
