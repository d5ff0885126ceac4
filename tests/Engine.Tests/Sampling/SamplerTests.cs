
namespace Engine.Tests.Sampling;

public sealed class SamplerTests
{
    private static readonly SamplingOptions s_greedy = new() { Temperature = 0 };

    [Fact]
    public void Sample_Logits_StayAsTheyAre()
    {
        var sampler = new Sampler(s_greedy with { PresencePenalty = 9 }, 4);
        float[] logits = [1, 4, 3, 2, 99];   // the last has no token
        sampler.Accept([1, 1]);
        Assert.Equal(2, sampler.Sample(logits));
        Assert.Equal([1, 4, 3, 2, 99], logits);
        sampler.Accept(2);
        Assert.Equal(3, sampler.Sample(logits));
        Assert.Equal([1, 1, 2], sampler.Tokens.ToArray());
        sampler.Reset();
        Assert.Equal(1, sampler.Sample(logits));
        Assert.Equal(["penalties", "top-k", "top-p", "min-p", "temperature"], sampler.Policies);
    }

    [Fact]
    public void Sample_TooFewLogits_Throws() =>
        Assert.Throws<ArgumentException>(() => new Sampler(s_greedy, 4).Sample([1, 2, 3]));

    [Fact]
    public void Sample_Processors_ChangeTheRowInTheirOrderAndSeeTheText()
    {
        var seen = new List<int[]>();
        var processors = new ILogitsProcessor[]
        {
            new Processor((logits, tokens) => { seen.Add(tokens.ToArray()); logits[0] = 10; }),
            new Processor((logits, _) => logits[2] = logits[0] + 1),
        };
        var sampler = new Sampler(s_greedy, 3, processors: processors);
        sampler.Accept(1);
        Assert.Equal(2, sampler.Sample([1, 2, 3]));
        sampler.Accept(2);
        Assert.Equal(2, sampler.Sample([9, 2, 3]));
        Assert.Equal([[1], [1, 2]], seen);
    }

    private sealed class Processor(Processor.Change change) : ILogitsProcessor
    {
        public delegate void Change(Span<float> logits, ReadOnlySpan<int> tokens);

        public void Process(Span<float> logits, ReadOnlySpan<int> tokens) => change(logits, tokens);
    }
}
