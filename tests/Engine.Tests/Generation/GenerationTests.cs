using System.Diagnostics;
using Engine.Generation;

namespace Engine.Tests.Generation;

public sealed class GenerationTests
{
    private const string Letters = "abcdefghij";
    private static readonly GenerationOptions s_greedy = new() { Temperature = 0 };

    [Fact]
    public void Run_Greedy_IsWhatTheModelSays()
    {
        var (pass, runner) = Create();
        var (result, text) = Generate(runner, [1, 2, 3], s_greedy with { MaxTokens = 20, IgnoreEndOfGeneration = true });
        Assert.Equal(FakeForwardPass.Greedy([1, 2, 3], pass.VocabSize, 20), result.Ids);
        Assert.Equal(FinishReason.Length, result.FinishReason);
        Assert.Equal(new Usage(3, 20, 0), result.Usage);
        Assert.Equal(Spell(result.Ids), text);
    }

    [Fact]
    public void Run_EndOfGeneration_FinishesWithItAsLastId()
    {
        var (pass, runner) = Create();
        var expected = FakeForwardPass.Greedy([1, 2, 3], pass.VocabSize, 100);
        int end = expected.IndexOf(Letters.Length);
        Assert.InRange(end, 0, 60);
        var (result, _) = Generate(runner, [1, 2, 3], s_greedy);
        Assert.Equal(expected[..(end + 1)], result.Ids);
        Assert.Equal(FinishReason.Stop, result.FinishReason);
    }

    [Fact]
    public void Run_StopSequenceOverThreeTokens_NeverLeaksAPartOfIt()
    {
        var (pass, runner) = Create();
        string whole = Spell(FakeForwardPass.Greedy([5], pass.VocabSize, 30));
        string stop = whole.Substring(6, 3);
        var (result, text) = Generate(runner, [5], s_greedy with { StopSequences = [stop], IgnoreEndOfGeneration = true, MaxTokens = 30 });
        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], text);
        Assert.Equal(FinishReason.StopSequence, result.FinishReason);
    }

    [Fact]
    public void Run_ContextEnds_SaysSo()
    {
        var (_, runner) = Create(capacity: 12);
        var (result, _) = Generate(runner, [1, 2, 3], s_greedy with { IgnoreEndOfGeneration = true });
        Assert.Equal(10, result.Ids.Count);   // 9 that fit, and the one after them
        Assert.Equal(FinishReason.ContextFull, result.FinishReason);
    }

    [Fact]
    public void CheckPrompt_LongerThanTheContext_ThrowsNumbers()
    {
        var (_, runner) = Create(capacity: 12);
        var full = Assert.Throws<ContextLengthException>(() => runner.CheckPrompt(13));
        Assert.Equal((13, 12), (full.Tokens, full.ContextLength));
        Generate(runner, [1], s_greedy with { MaxTokens = 2 });
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Run_ManyPromptsThatBeginAlike_GivesWhatAFreshModelGives(int seed)
    {
        var random = new Random(seed);
        var (pass, runner) = Create(capacity: 64);
        int[] known = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        int cached = 0;
        for (int i = 0; i < 200; i++)
        {
            int[] prompt = [.. known[..random.Next(1, known.Length)], random.Next(10)];
            var (result, _) = Generate(runner, prompt, s_greedy with { MaxTokens = 8, IgnoreEndOfGeneration = true });
            Assert.Equal(FakeForwardPass.Greedy(prompt, pass.VocabSize, 8), result.Ids);
            cached += result.Usage.CachedTokens;
        }
        Assert.True(cached > 200, $"only {cached} tokens were reused");
    }

    [Fact]
    public void Run_CancelledMidPrefill_LeavesAModelThatWorks()
    {
        var (pass, runner) = Create();
        using var stop = new CancellationTokenSource();
        int batches = 0;
        pass.BeforeForward = _ =>
        {
            if (++batches == 2) stop.Cancel();
        };
        int[] prompt = [.. Enumerable.Range(0, 40).Select(i => i % 10)];
        Assert.Equal(FinishReason.Cancelled, Generate(runner, prompt, s_greedy, stop.Token).Result.FinishReason);
        Assert.Equal(16, pass.TokensRun);
        var (result, _) = Generate(runner, prompt, s_greedy with { MaxTokens = 4, IgnoreEndOfGeneration = true });
        Assert.Equal(FakeForwardPass.Greedy(prompt, pass.VocabSize, 4), result.Ids);
        Assert.Equal(16, result.Usage.CachedTokens);
    }

    private static string Spell(IEnumerable<int> ids) => string.Concat(ids.Where(id => id < Letters.Length).Select(id => Letters[id]));

    private static (FakeForwardPass Pass, ModelRunner Runner) Create(int capacity = 128)
    {
        var tokenizer = new FakeTokenizer(Letters);
        var pass = new FakeForwardPass(tokenizer.VocabSize, capacity, maxSequences: 4);
        return (pass, new ModelRunner(pass, null, tokenizer, new ModelOptions { BatchSize = 16, MaxSequences = 2 }));
    }

    private static (GenerationResult Result, string Text) Generate(ModelRunner runner, int[] prompt, GenerationOptions options, CancellationToken cancellationToken = default)
    {
        var text = new TextOutput();
        var generation = new Engine.Generation.Generation(runner.Model, new GenerationRequest(prompt, options, Stopwatch.GetTimestamp()), text) { Caller = cancellationToken };
        runner.Scheduler.Expect(generation);
        runner.Scheduler.Add(generation);
        while (runner.Scheduler.HasWork) runner.Scheduler.Step(CancellationToken.None);
        return (text.Result, text.ToString());
    }
}
