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

    [Fact]
    public void Run_LogProbabilities_AreThoseOfTheRowAndOfTheDraw()
    {
        var (_, runner) = Create();
        var (output, notes) = Notes(runner, new() { Seed = 3, MaxTokens = 12, IgnoreEndOfGeneration = true, LogProbabilities = 2, TopK = 3, Temperature = 1 });
        Assert.Equal(output.Ids, notes.Select(note => note.LogProbabilities!.Token));
        Assert.All(notes, note =>
        {
            var noted = note.LogProbabilities!;
            Assert.Equal((2, 2), (noted.Top.Count, noted.SampledTop.Count));
            Assert.True(noted.Top[0].LogProbability >= noted.LogProbability);
            Assert.True(noted.SampledLogProbability >= noted.LogProbability, "what the policies remove makes the others more probable");
            Assert.Null(note.Trace);
        });
    }

    [Fact]
    public void Run_Trace_EndsWithTheProbabilityOfTheDraw()
    {
        var (_, runner) = Create();
        var (output, notes) = Notes(runner, new() { Seed = 3, MaxTokens = 12, IgnoreEndOfGeneration = true, LogProbabilities = 0, Trace = true });
        Assert.Equal(output.Ids, notes.Select(note => note.Trace!.Token));
        Assert.All(notes, note =>
        {
            Assert.Equal(["top-k", "top-p", "min-p", "temperature"], note.Trace!.Steps.Select(step => step.Policy));
            Assert.Equal(Math.Exp(note.LogProbabilities!.LogProbability), note.Trace.Probability, 1e-6);
            Assert.Equal(Math.Exp(note.LogProbabilities.SampledLogProbability), note.Trace.Steps[^1].Probability, 1e-6);
        });
    }

    [Fact]
    public void Run_NothingToNote_NotesNothing()
    {
        var (_, runner) = Create();
        Assert.All(Notes(runner, s_greedy with { MaxTokens = 5 }).Notes, note => Assert.Equal(default, note));
    }

    [Fact]
    public void Run_LogitsProcessor_DecidesBeforeThePoliciesAndSeesTheText()
    {
        var (_, runner) = Create();
        var seen = new List<int>();
        var processor = new Processor((logits, tokens) =>
        {
            seen.Add(tokens.Length);
            logits[4] = 100;
        });
        var (result, _) = Generate(runner, [1, 2, 3], s_greedy with { MaxTokens = 3, LogitsProcessors = [processor] });
        Assert.Equal([4, 4, 4], result.Ids);
        Assert.Equal([3, 4, 5], seen);
    }

    [Fact]
    public void Run_LogitsProcessorThrows_EndsThatRequestWithItsExceptionAndNoOther()
    {
        var (pass, runner) = Create();
        int calls = 0;
        var failing = new Processor((_, _) =>
        {
            if (++calls == 3) throw new InvalidTimeZoneException("processor");
        });
        TextOutput bad = new(), good = new();
        Add(runner, [1, 2, 3], s_greedy with { MaxTokens = 9, IgnoreEndOfGeneration = true, LogitsProcessors = [failing] }, bad);
        Add(runner, [4, 5], s_greedy with { MaxTokens = 9, IgnoreEndOfGeneration = true }, good);
        while (runner.Scheduler.HasWork) runner.Scheduler.Step(CancellationToken.None);
        Assert.IsType<InvalidTimeZoneException>(bad.Error);
        Assert.Equal(2, bad.Ids.Count);
        Assert.Equal(FakeForwardPass.Greedy([4, 5], pass.VocabSize, 9), good.Result.Ids);
        Assert.Equal(0, runner.Cache.Held);
    }

    private static (TextOutput Output, List<TokenNotes> Notes) Notes(ModelRunner runner, GenerationOptions options)
    {
        var output = new TextOutput();
        Add(runner, [1, 2, 3], options, output);
        while (runner.Scheduler.HasWork) runner.Scheduler.Step(CancellationToken.None);
        return (output, output.Notes);
    }

    private static void Add(ModelRunner runner, int[] prompt, GenerationOptions options, TextOutput output)
    {
        var generation = new Engine.Generation.Generation(runner.Model, new GenerationRequest(prompt, options, Stopwatch.GetTimestamp()), output);
        runner.Scheduler.Expect(generation);
        runner.Scheduler.Add(generation);
    }

    private sealed class Processor(Processor.Change change) : ILogitsProcessor
    {
        public delegate void Change(Span<float> logits, ReadOnlySpan<int> tokens);

        public void Process(Span<float> logits, ReadOnlySpan<int> tokens) => change(logits, tokens);
    }

    private static string Spell(IEnumerable<int> ids) => string.Concat(ids.Where(id => id < Letters.Length).Select(id => Letters[id]));

    private static (FakeForwardPass Pass, ModelRunner Runner) Create(int capacity = 128)
    {
        var tokenizer = new FakeTokenizer(Letters);
        var pass = new FakeForwardPass(tokenizer.VocabSize, capacity, maxSequences: 4);
        return (pass, new ModelRunner(pass, null, tokenizer, new ModelOptions { BatchSize = 16, MaxSequences = 2 }));
    }

    private static (GenerationResult Result, string Text) Generate(ModelRunner runner, int[] prompt, GenerationOptions options, CancellationToken? cancellationToken = null)
    {
        var text = new TextOutput();
        var generation = new Engine.Generation.Generation(runner.Model, new GenerationRequest(prompt, options, Stopwatch.GetTimestamp()), text) { Caller = cancellationToken ?? CancellationToken.None };
        runner.Scheduler.Expect(generation);
        runner.Scheduler.Add(generation);
        while (runner.Scheduler.HasWork) runner.Scheduler.Step(CancellationToken.None);
        return (text.Result, text.ToString());
    }
}
