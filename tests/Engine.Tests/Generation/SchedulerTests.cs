using System.Diagnostics;
using Engine.Backends;
using Engine.Generation;

namespace Engine.Tests.Generation;

public sealed class SchedulerTests
{
    private const string Letters = "abcdefghij";
    private static readonly GenerationOptions s_greedy = new() { Temperature = 0, IgnoreEndOfGeneration = true };

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public void Step_ManyAtOnce_EachGetsWhatItWouldGetAlone(int blockTokens)
    {
        var house = new House(capacity: 1024, maxHeld: 8, blockTokens);
        var random = new Random(5);
        var texts = Enumerable.Range(0, 40).Select(_ => Prompt(random, random.Next(1, 20))).Select(prompt => (Prompt: prompt, Text: house.Add(prompt, s_greedy with { MaxTokens = 12 }))).ToList();
        house.Run();
        foreach (var (prompt, text) in texts) Assert.Equal(FakeForwardPass.Greedy(prompt, house.Pass.VocabSize, 12), text.Result.Ids);
        house.AssertNothingHeld();
    }

    [Fact]
    public void Step_RoomForHalfOfThem_PausesTheYoungestAndAllFinishUnchanged()
    {
        // 4 texts of 30 + 40 tokens in a cache of 160: never all at once.
        var house = new House(capacity: 160, maxHeld: 8, blockTokens: 4);
        int[][] prompts = [.. Enumerable.Range(0, 4).Select(i => Prompt(new Random(i), 30))];
        var order = new List<int>();
        var texts = prompts.Select((prompt, i) => house.Add(prompt, s_greedy with { MaxTokens = 40 }, onEnd: () => order.Add(i))).ToArray();
        house.Run();
        for (int i = 0; i < 4; i++) Assert.Equal(FakeForwardPass.Greedy(prompts[i], house.Pass.VocabSize, 40), texts[i].Result.Ids);
        // What was paused ran again: more tokens than the texts have.
        Assert.True(house.Pass.TokensRun > 4 * 69, $"{house.Pass.TokensRun} tokens run");
        Assert.Equal(order.Order(), order);
        // What was decoded is decoded again, what was read is read.
        Assert.All(house.Entries, entry => Assert.Equal(entry.Position >= 30, entry.IsDecoded));
        house.AssertNothingHeld();
    }

    [Fact]
    public void Step_TheSamePromptFromMany_ReadsItOnce()
    {
        var house = new House(capacity: 4096, maxHeld: 32, blockTokens: 16, maxBatch: 64);
        int[] system = Prompt(new Random(1), 200);
        var texts = Enumerable.Range(0, 32).Select(i => house.Add([.. system, i % 10], s_greedy with { MaxTokens = 4 })).ToList();
        house.Run();
        for (int i = 0; i < 32; i++) Assert.Equal(FakeForwardPass.Greedy([.. system, i % 10], house.Pass.VocabSize, 4), texts[i].Result.Ids);
        // 200 tokens once, and for each of the others its own last one and what a shared block has to be finished by.
        Assert.InRange(house.Entries.Count(entry => !entry.IsDecoded), 200, 200 + 32 * 16);
        Assert.All(texts.Skip(1), text => Assert.True(text.Result.Usage.CachedTokens >= 192, $"{text.Result.Usage.CachedTokens} cached"));
    }

    [Fact]
    public void Step_DecodersAndALongPrompt_EveryoneGetsATokenInEveryStep()
    {
        var house = new House(capacity: 4096, maxHeld: 8, blockTokens: 16, maxBatch: 128);
        var talkers = Enumerable.Range(0, 3).Select(i => house.Add([i], s_greedy with { MaxTokens = 100 })).ToList();
        house.Scheduler.Step(CancellationToken.None);
        var reader = house.Add(Prompt(new Random(2), 1000), s_greedy with { MaxTokens = 1 });
        while (!reader.HasEnded)
        {
            int[] before = [.. talkers.Select(talker => talker.Ids.Count)];
            house.Scheduler.Step(CancellationToken.None);
            for (int i = 0; i < 3; i++) Assert.Equal(Math.Min(100, before[i] + 1), talkers[i].Ids.Count);
        }
        house.Run();
    }

    [Fact]
    public void Step_HigherPriority_BeginsFirstAndTakesTheRoomOfTheLower()
    {
        var house = new House(capacity: 64, maxHeld: 4, blockTokens: 4);
        int[] low = Prompt(new Random(3), 30), high = Prompt(new Random(4), 50);
        var order = new List<string>();
        var one = house.Add(low, s_greedy with { MaxTokens = 20 }, onEnd: () => order.Add("low"));
        for (int i = 0; i < 5; i++) house.Scheduler.Step(CancellationToken.None);
        var two = house.Add(high, s_greedy with { MaxTokens = 5, Priority = 1 }, onEnd: () => order.Add("high"));
        house.Run();
        Assert.Equal(["high", "low"], order);
        Assert.Equal(FakeForwardPass.Greedy(low, house.Pass.VocabSize, 20), one.Result.Ids);
        Assert.Equal(FakeForwardPass.Greedy(high, house.Pass.VocabSize, 5), two.Result.Ids);
    }

    [Fact]
    public async Task Step_OneIsCancelled_TheOthersDoNotNotice()
    {
        var house = new House(capacity: 1024, maxHeld: 8, blockTokens: 4);
        using var cancel = new CancellationTokenSource();
        var other = house.Add([1, 2], s_greedy with { MaxTokens = 30 });
        var text = house.Add([3, 4], s_greedy with { MaxTokens = 30 }, cancellation: cancel.Token);
        for (int i = 0; i < 10; i++) house.Scheduler.Step(CancellationToken.None);
        await cancel.CancelAsync();
        house.Run();
        Assert.Equal(FinishReason.Cancelled, text.Result.FinishReason);
        Assert.Equal(FakeForwardPass.Greedy([3, 4], house.Pass.VocabSize, 10), text.Result.Ids.Take(10));
        Assert.InRange(text.Result.Ids.Count, 9, 11);
        Assert.Equal(FakeForwardPass.Greedy([1, 2], house.Pass.VocabSize, 30), other.Result.Ids);
        house.AssertNothingHeld();
    }

    [Fact]
    public void Step_TimeIsOver_EndsWithWhatThereIs()
    {
        var house = new House(capacity: 1024, maxHeld: 8, blockTokens: 4);
        var text = house.Add([3, 4], s_greedy with { MaxTime = TimeSpan.FromMilliseconds(50) }, deadline: TimeSpan.FromMilliseconds(50));
        house.Scheduler.Step(CancellationToken.None);
        Thread.Sleep(60);
        house.Run();
        Assert.Equal(FinishReason.Time, text.Result.FinishReason);
        Assert.Single(text.Result.Ids);
    }

    [Fact]
    public void Step_OneThrows_FailsAlone()
    {
        var house = new House(capacity: 1024, maxHeld: 8, blockTokens: 4);
        var bad = house.Add([3, 4], s_greedy with { MaxTokens = 30 }, onToken: _ => throw new TimeZoneNotFoundException("no exception of ours"));
        var good = house.Add([1, 2], s_greedy with { MaxTokens = 30 });
        house.Run();
        Assert.IsType<TimeZoneNotFoundException>(bad.Error);
        Assert.Equal(FakeForwardPass.Greedy([1, 2], house.Pass.VocabSize, 30), good.Result.Ids);
        house.AssertNothingHeld();
    }

    [Fact]
    public void Expect_MoreThanMayWait_IsRefusedWithTheNumbers()
    {
        var house = new House(capacity: 64, maxHeld: 2, blockTokens: 4, maxQueued: 3);
        for (int i = 0; i < 5; i++) house.Add([i], s_greedy with { MaxTokens = 2 });
        var full = Assert.Throws<QueueFullException>(() => house.Add([1], s_greedy));
        Assert.Equal((3, 3), (full.Queued, full.MaxQueued));
        house.Run();
        house.Add([1], s_greedy with { MaxTokens = 2 });
        house.Run();
    }

    [Fact]
    public void Step_ContextFull_StopsOrShifts()
    {
        var house = new House(capacity: 256, maxHeld: 2, blockTokens: 4, contextLength: 32);
        int[] prompt = Prompt(new Random(6), 10);
        var stops = house.Add(prompt, s_greedy);
        var shifts = house.Add(prompt, s_greedy with { MaxTokens = 100, Overflow = ContextOverflow.Shift, KeepTokens = 3 });
        house.Run();
        Assert.Equal((FinishReason.ContextFull, 23), (stops.Result.FinishReason, stops.Result.Ids.Count));
        Assert.Equal((FinishReason.Length, 100), (shifts.Result.FinishReason, shifts.Result.Ids.Count));
        Assert.Equal(stops.Result.Ids, shifts.Result.Ids.Take(23));
        // The text goes on after what is left of it: 3 tokens, and the newer half of the rest.
        int[] whole = [.. prompt, .. shifts.Result.Ids];
        Assert.Equal(FakeForwardPass.Greedy([.. whole[..3], .. whole[17..33]], house.Pass.VocabSize, 5), shifts.Result.Ids.Skip(23).Take(5));
        house.AssertNothingHeld();
    }

    [Fact]
    public void AddBarrier_BetweenRequests_RunsWhenTheEarlierHaveEndedAndBeforeTheLater()
    {
        var house = new House(capacity: 1024, maxHeld: 8, blockTokens: 4);
        var order = new List<string>();
        house.Add([1], s_greedy with { MaxTokens = 9 }, onEnd: () => order.Add("before"));
        house.Scheduler.AddBarrier(() => order.Add("barrier"), _ => { });
        house.Add([2], s_greedy with { MaxTokens = 1, Priority = 5 }, onEnd: () => order.Add("after"));
        house.Run();
        Assert.Equal(["before", "barrier", "after"], order);
    }

    [Fact]
    public void Statistics_AfterwardsAndDuring_CountEverything()
    {
        var house = new House(capacity: 64, maxHeld: 2, blockTokens: 4);
        for (int i = 0; i < 3; i++) house.Add([i, i, i], s_greedy with { MaxTokens = 5 });
        house.Scheduler.Step(CancellationToken.None);
        var during = house.Scheduler.Statistics;
        Assert.Equal((2, 1), (during.Running, during.Queued));
        house.Run();
        var after = house.Scheduler.Statistics;
        Assert.Equal((0, 0, 0, 16), (after.Running, after.Queued, after.BlocksUsed, after.BlocksFree + after.BlocksEvictable));
        Assert.Equal((9, 12), (after.TokensRead, after.TokensDecoded));
    }

    [Fact]
    public void Step_AnAnswerIsNotTaken_FailsThatRequestAndNoOther()
    {
        var house = new House(capacity: 64, maxHeld: 2, blockTokens: 4);
        int ends = 0;
        var bad = house.Add([1, 2], s_greedy with { MaxTokens = 3 }, onEnd: () =>
        {
            if (ends++ == 0) throw new TimeZoneNotFoundException("no exception of ours");
        });
        var good = house.Add([3, 4], s_greedy with { MaxTokens = 3 });
        house.Run();
        Assert.IsType<TimeZoneNotFoundException>(bad.Error);
        Assert.Equal((2, 3), (ends, good.Result.Ids.Count));
        Assert.Equal(0, house.Scheduler.Statistics.Running);
        house.AssertNothingHeld();
    }

    [Fact]
    public void Statistics_WhenATokenComes_ShowTheStepItIsFrom()
    {
        var house = new House(capacity: 64, maxHeld: 2, blockTokens: 4);
        var seen = new List<ModelStatistics>();
        house.Add([1, 2, 3], s_greedy with { MaxTokens = 2 }, onToken: _ => seen.Add(house.Scheduler.Statistics));
        house.Run();
        Assert.Equal([(1, 1L, 3L, 0L), (1, 2L, 3L, 1L)], seen.Select(statistics => (statistics.Running, statistics.Steps, statistics.TokensRead, statistics.TokensDecoded)));
    }

    [Fact]
    public void Statistics_WhenAnAnswerComes_AreThoseAfterIt()
    {
        var house = new House(capacity: 64, maxHeld: 2, blockTokens: 4);
        var seen = new List<ModelStatistics>();
        house.Add([1, 2, 3], s_greedy with { MaxTokens = 5 }, onEnd: () => seen.Add(house.Scheduler.Statistics));
        house.Run();
        var statistics = Assert.Single(seen);
        Assert.Equal((0, 0, 0), (statistics.Running, statistics.Queued, statistics.BlocksUsed));
        Assert.Equal((3, 4), (statistics.TokensRead, statistics.TokensDecoded));
    }

    /// <summary>Random requests, priorities, cancels and deadlines in little room: all end, each with a beginning of what it would get alone, and every block comes back.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(3, 16)]
    [InlineData(4, 64)]
    public void Step_RandomRequestsInLittleRoom_AllEndAndNothingIsLost(int seed, int blockTokens)
    {
        var random = new Random(seed);
        var house = new House(capacity: 256, maxHeld: 6, blockTokens, contextLength: 128);
        var cancels = new List<CancellationTokenSource>();
        var texts = new List<(int[] Prompt, TextOutput Text)>();
        for (int step = 0; step < 600; step++)
        {
            if (texts.Count < 200 && random.Next(2) == 0)
            {
                var prompt = Prompt(random, random.Next(1, 100));
                var cancel = new CancellationTokenSource();
                cancels.Add(cancel);
                texts.Add((prompt, house.Add(prompt, s_greedy with { MaxTokens = random.Next(1, 60), Priority = random.Next(3) }, cancellation: cancel.Token)));
            }
            if (random.Next(10) == 0 && cancels.Count > 0) cancels[random.Next(cancels.Count)].Cancel();
            house.Scheduler.Step(CancellationToken.None);
        }
        house.Run();
        foreach (var (prompt, text) in texts)
            Assert.Equal(FakeForwardPass.Greedy(prompt, house.Pass.VocabSize, text.Result.Ids.Count), text.Result.Ids);
        Assert.Contains(texts, item => item.Text.Result.FinishReason == FinishReason.Cancelled);
        house.AssertNothingHeld();
        cancels.ForEach(cancel => cancel.Dispose());
    }

    private static int[] Prompt(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => random.Next(10))];

    /// <summary>A model of letters and its scheduler.</summary>
    private sealed class House
    {
        private readonly ModelRunner _runner;

        public House(int capacity, int maxHeld, int blockTokens, int maxBatch = 32, int maxQueued = 1000, int contextLength = 0)
        {
            var tokenizer = new FakeTokenizer(Letters);
            Pass = new FakeForwardPass(tokenizer.VocabSize, capacity, 2 * maxHeld, maxBatch, blockTokens)
            {
                ContextLength = contextLength > 0 ? contextLength : capacity,
                AfterForward = batch => Entries.AddRange(batch),
            };
            _runner = new ModelRunner(Pass, null, tokenizer, new ModelOptions { BatchSize = maxBatch, MaxSequences = maxHeld, MaxQueuedRequests = maxQueued });
        }

        public FakeForwardPass Pass { get; }

        public Scheduler Scheduler => _runner.Scheduler;

        public List<BatchToken> Entries { get; } = [];

        public TextOutput Add(
            int[] prompt, GenerationOptions options, Action? onEnd = null, Action<int>? onToken = null, TimeSpan? deadline = null, CancellationToken? cancellation = null)
        {
            var text = new TextOutput { OnEnd = onEnd, OnToken = onToken };
            var generation = new Engine.Generation.Generation(_runner.Model, new GenerationRequest(prompt, options, Stopwatch.GetTimestamp()), text)
            {
                Caller = cancellation ?? CancellationToken.None,
                Priority = options.Priority,
                Deadline = deadline is { } time ? Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency) : long.MaxValue,
            };
            Scheduler.Expect(generation);
            Scheduler.Add(generation);
            return text;
        }

        public void Run()
        {
            for (int step = 0; Scheduler.HasWork; step++)
            {
                Assert.True(step < 100_000, "the scheduler does not come to an end");
                Scheduler.Step(CancellationToken.None);
            }
        }

        public void AssertNothingHeld()
        {
            Assert.Equal(0, _runner.Cache.Held);
            Assert.Equal(0, Pass.KvStore.Pool.Pinned);
            _runner.Cache.Clear();
            Assert.Equal(Pass.KvStore.Pool.Count, Pass.KvStore.Pool.Free);
        }
    }
}
