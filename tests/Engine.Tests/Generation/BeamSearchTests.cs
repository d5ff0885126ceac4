using Engine.Generation;

namespace Engine.Tests.Generation;

public sealed class BeamSearchTests
{
    private const int VocabSize = 4;
    private const int End = 0;

    // Both sides add up the same few doubles, in different orders.
    private const double RoundingTolerance = 1e-5;

    private static readonly int[] s_prompt = [1, 2, 3, 1, 2];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Run_WidthOfAllTexts_EqualsExhaustiveSearch(ulong seed)
    {
        const int length = 4;
        int width = (int)Math.Pow(VocabSize, length);
        foreach (double penalty in new[] { 0.0, 1.0, 2.0 })
        {
            var pass = new TableForwardPass(VocabSize, seed, width);
            var found = Search(pass, new() { Width = width, MaxTokens = length, LengthPenalty = penalty });
            var all = Exhaustive(pass, [], 0, length)
                .Select(text => text with { Score = text.LogProbability / Math.Pow(text.Tokens.Count + (text.FinishReason == FinishReason.Stop ? 1 : 0), penalty) })
                .OrderByDescending(text => text.Score).ToList();

            // 1 + 3 + 9 + 27 texts that end, 81 that do not.
            Assert.Equal(121, found.Count);
            Assert.Equal(all.Select(text => text.Tokens), found.Select(text => text.Tokens));
            Assert.Equal(all.Select(text => text.FinishReason), found.Select(text => text.FinishReason));
            Assert.All(all.Zip(found), pair => Assert.Equal(pair.First.Score, pair.Second.Score, RoundingTolerance));
            if (penalty == 0) Assert.Equal(1, found.Sum(text => Math.Exp(text.LogProbability)), RoundingTolerance);
        }
    }

    [Fact]
    public void Run_WidthOne_EqualsGreedy()
    {
        int ended = 0;
        for (ulong seed = 0; seed < 50; seed++)
        {
            var pass = new TableForwardPass(VocabSize, seed, 1);
            var text = Assert.Single(Search(pass, new() { Width = 1, MaxTokens = 8, LengthPenalty = 1 }));

            var greedy = new List<int>();
            while (greedy.Count < 8)
            {
                float[] row = pass.LogitsAfter([.. s_prompt, .. greedy]);
                int best = Array.IndexOf(row, row.Max());
                if (best == End) break;
                greedy.Add(best);
            }
            Assert.Equal(greedy, text.Tokens);
            Assert.Equal(greedy.Count == 8 ? FinishReason.Length : FinishReason.Stop, text.FinishReason);
            ended += greedy.Count < 8 ? 1 : 0;
        }
        Assert.InRange(ended, 1, 49); // both endings occur
    }

    [Fact]
    public void Run_WiderBeam_FindsMoreProbableTextThanGreedy()
    {
        int better = 0;
        for (ulong seed = 0; seed < 50; seed++)
        {
            double greedy = Search(new TableForwardPass(VocabSize, seed, 1), new() { Width = 1, MaxTokens = 6 })[0].LogProbability;
            double beam = Search(new TableForwardPass(VocabSize, seed, 4), new() { Width = 4, MaxTokens = 6 })[0].LogProbability;
            better += beam > greedy + RoundingTolerance ? 1 : 0;
        }
        Assert.InRange(better, 25, 50);
    }

    [Fact]
    public void Run_AnyWidth_ReportsTheJointLogProbabilityOfEachText()
    {
        var pass = new TableForwardPass(VocabSize, 5, 3);
        var found = Search(pass, new() { Width = 3, MaxTokens = 6 });
        Assert.Equal(3, found.Count);
        Assert.All(found, text => Assert.Equal(JointLogProbability(pass, text), text.LogProbability, RoundingTolerance));
        Assert.Equal(found.OrderByDescending(text => text.Score), found);
    }

    [Fact]
    public void Run_Afterwards_OnlyThePromptIsCached()
    {
        var pass = new TableForwardPass(VocabSize, 6, 5);
        var runner = Runner(pass);
        var found = Search(runner, new() { Width = 4, MaxTokens = 6 });
        Assert.Equal(s_prompt.Length - 1, runner.Cache.Cached(s_prompt, reuseDecoded: true));
        Assert.Equal(s_prompt.Length, pass.KvStore.Pool.Count - pass.KvStore.Pool.Free);
        Assert.Equal(0, runner.Cache.Held);
        Assert.Equal(found.Select(text => text.Tokens), Search(runner, new() { Width = 4, MaxTokens = 6 }).Select(text => text.Tokens));
    }

    [Fact]
    public async Task Run_Cancelled_GivesEverythingBack()
    {
        var runner = Runner(new TableForwardPass(VocabSize, 6, 4));
        using var cancelled = new CancellationTokenSource();
        var request = new BeamRequest(runner.Model, s_prompt, new() { Width = 4 }) { Caller = cancelled.Token };
        runner.Scheduler.Expect(request);
        runner.Scheduler.Add(request);
        for (int step = 0; step < 3; step++) runner.Scheduler.Step(CancellationToken.None);
        Assert.Equal(4, runner.Cache.Held);
        await cancelled.CancelAsync();
        runner.Scheduler.Step(CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request.Done);
        Assert.Equal(0, runner.Cache.Held);
        Assert.False(runner.Scheduler.HasWork);
    }

    [Fact]
    public void Run_FullContext_StopsThere()
    {
        var runner = Runner(new TableForwardPass(VocabSize, 7, 2) { ContextLength = s_prompt.Length + 2 });
        Assert.All(Search(runner, new() { Width = 2 }), text => Assert.InRange(text.Tokens.Count, 0, 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void Run_FewerResults_AreTheBestOfAll(int penalty)
    {
        int steps = 0, allSteps = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            var all = Search(Runner(new TableForwardPass(VocabSize, seed, 6)), new() { Width = 6, MaxTokens = 20, LengthPenalty = penalty }, ref allSteps);
            var two = Search(Runner(new TableForwardPass(VocabSize, seed, 6)), new() { Width = 6, MaxTokens = 20, LengthPenalty = penalty, Results = 2 }, ref steps);
            Assert.Equal(all.Take(2).Select(text => text.Tokens), two.Select(text => text.Tokens));
        }
        // Nothing that cannot win is looked at further; texts that gain by length have to be.
        if (penalty <= 0) Assert.InRange(steps, 1, allSteps - 20);
    }

    [Fact]
    public void Run_EarlyStopping_EndsWithTheFirstTextsThatEnd()
    {
        int steps = 0, earlySteps = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            var options = new BeamSearchOptions { Width = 4, MaxTokens = 20, LengthPenalty = 1, Results = 2 };
            Search(Runner(new TableForwardPass(VocabSize, seed, 4)), options, ref steps);
            var early = Search(Runner(new TableForwardPass(VocabSize, seed, 4)), options with { EarlyStopping = true }, ref earlySteps);
            Assert.Equal(2, early.Count);
        }
        Assert.InRange(earlySteps, 1, steps - 20);
    }

    [Fact]
    public void Run_GroupsWithoutPenalty_EachFindWhatABeamOfTheirWidthFinds()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var one = Search(new TableForwardPass(VocabSize, seed, 2), new() { Width = 2, MaxTokens = 6 });
            var groups = Search(new TableForwardPass(VocabSize, seed, 6), new() { Width = 6, Groups = 3, MaxTokens = 6 });
            Assert.Equal(one.Select(text => text.Tokens), groups.Select(text => text.Tokens));   // each text once
        }
    }

    [Fact]
    public void Run_DiversityPenalty_MakesGroupsDiffer()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var pass = new TableForwardPass(VocabSize, seed, 3);
            var found = Search(pass, new() { Width = 3, Groups = 3, DiversityPenalty = 100, MaxTokens = 6 });
            // A group never takes what an earlier one has just taken: the first tokens, the end among them, all differ.
            Assert.Equal(3, found.Select(text => text.Tokens.Count == 0 ? End : text.Tokens[0]).Distinct().Count());
            Assert.All(found, text => Assert.Equal(JointLogProbability(pass, text), text.LogProbability, RoundingTolerance));
        }
    }

    [Fact]
    public void BeamSearch_OptionOutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeamSearch(new() { Width = 4, Results = 5 }, _ => false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeamSearch(new() { Width = 4, Groups = 3 }, _ => false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeamSearch(new() { Width = 4, Groups = 0 }, _ => false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeamSearch(new() { Width = 4, Groups = 2, DiversityPenalty = -1 }, _ => false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeamSearch(new() { Width = 4, DiversityPenalty = 1 }, _ => false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeamSearch(new() { Width = 0 }, _ => false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeamSearch(new() { MaxTokens = -1 }, _ => false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeamSearch(new() { LengthPenalty = double.NaN }, _ => false));
    }

    private static IReadOnlyList<BeamSearchResult> Search(TableForwardPass pass, BeamSearchOptions options) => Search(Runner(pass), options);

    private static IReadOnlyList<BeamSearchResult> Search(ModelRunner runner, BeamSearchOptions options)
    {
        int steps = 0;
        return Search(runner, options, ref steps);
    }

    private static IReadOnlyList<BeamSearchResult> Search(ModelRunner runner, BeamSearchOptions options, ref int steps)
    {
        var request = new BeamRequest(runner.Model, s_prompt, options);
        runner.Scheduler.Expect(request);
        runner.Scheduler.Add(request);
        for (; runner.Scheduler.HasWork; steps++) runner.Scheduler.Step(CancellationToken.None);
        return request.Done.GetAwaiter().GetResult();
    }

    private static ModelRunner Runner(TableForwardPass pass) =>
        new(pass, null, new FakeTokenizer("abc", end: End), new ModelOptions { MaxSequences = pass.MaxSequences, BatchSize = 512 });

    private static IEnumerable<BeamSearchResult> Exhaustive(TableForwardPass pass, int[] tokens, double logProbability, int length)
    {
        if (tokens.Length == length)
        {
            yield return new() { Tokens = tokens, LogProbability = logProbability, Score = 0, FinishReason = FinishReason.Length };
            yield break;
        }
        double[] logProbabilities = LogProbabilities(pass, tokens);
        yield return new() { Tokens = tokens, LogProbability = logProbability + logProbabilities[End], Score = 0, FinishReason = FinishReason.Stop };
        for (int token = 1; token < VocabSize; token++)
            foreach (var text in Exhaustive(pass, [.. tokens, token], logProbability + logProbabilities[token], length))
                yield return text;
    }

    private static double JointLogProbability(TableForwardPass pass, BeamSearchResult text)
    {
        int[] tokens = [.. text.Tokens];
        double sum = text.FinishReason == FinishReason.Stop ? LogProbabilities(pass, tokens)[End] : 0;
        for (int i = 0; i < tokens.Length; i++) sum += LogProbabilities(pass, tokens[..i])[tokens[i]];
        return sum;
    }

    private static double[] LogProbabilities(TableForwardPass pass, int[] tokens)
    {
        float[] row = pass.LogitsAfter([.. s_prompt, .. tokens]);
        double logSum = Math.Log(row.Sum(logit => Math.Exp(logit)));
        return [.. row.Select(logit => logit - logSum)];
    }
}
