using System.Collections.Concurrent;
using Engine.Backends;
using Engine.Gguf;

namespace Engine.Tests.Models;

/// <summary>Many callers of one model, of each backend.</summary>
public sealed class ManyCallersTests
{
    private static readonly GenerationOptions s_greedy = new() { Temperature = 0, MaxTokens = 24, IgnoreEndOfGeneration = true };

    private static readonly string[] s_prompts =
    [
        "Once upon a time", "The capital of France is", "Tell me", "A", "One, two, three,", "The sun", "In a village", "Rusty the fox",
        "Once upon a time there was a", "Once", "Snow", "My name is", "Answer the question", "Monday", "What is", "Mia is 31 years old",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Backend> Backends => [Backend.Managed, Backend.Reference, Backend.LlamaCpp];

    /// <summary>Cached prompts hold whole blocks, and the one that needs them all gets them.</summary>
    [Theory]
    [MemberData(nameof(Backends))]
    public async Task CompleteAsync_AfterEightShortOnes_FillsTheContextToItsEnd(Backend backend)
    {
        const int context = 192;
        await using var model = await LoadAsync(backend, new ModelOptions { ContextLength = context });
        for (int i = 0; i < 8; i++) await model.CompleteAsync($"{i} and", s_greedy with { MaxTokens = 2 }, Cancel);
        var whole = await model.CompleteAsync("Once upon a time", s_greedy with { MaxTokens = 0 }, Cancel);
        Assert.Equal(FinishReason.ContextFull, whole.FinishReason);
        Assert.Equal(context + 1, whole.PromptIds.Count + whole.Ids.Count);
    }

    /// <summary>Contexts are as long as they were asked for, not rounded up to whole blocks.</summary>
    [Theory]
    [MemberData(nameof(Backends))]
    public async Task CompleteAsync_ContextOf100_GeneratesNoFurther(Backend backend)
    {
        await using var model = await LoadAsync(backend, new ModelOptions { ContextLength = 100 });
        var whole = await model.CompleteAsync("Once upon a time", s_greedy with { MaxTokens = 0 }, Cancel);
        Assert.Equal(101, whole.PromptIds.Count + whole.Ids.Count);
        Assert.Equal(100, model.Info.ContextLength);
    }

    [Fact]
    public async Task GenerateAsync_ManagedInCompany_HasTheBitsOfEachAlone()
    {
        var sampled = s_greedy with { Temperature = 1.2f, Seed = 5 };
        var alone = new List<IReadOnlyList<int>>();
        await using (var model = await LoadAsync(Backend.Managed, new ModelOptions { MaxSequences = 1 }))
        {
            foreach (string prompt in s_prompts)
            {
                alone.Add((await model.CompleteAsync(prompt, sampled, Cancel)).Ids);
            }
        }
        // In half the room they need together: some wait, some are paused and computed again.
        await using var shared = await LoadAsync(Backend.Managed, new ModelOptions { MaxSequences = 16, CacheTokens = 512 });
        var together = await Task.WhenAll(s_prompts.Select(prompt => Task.Run(() => shared.CompleteAsync(prompt, sampled, Cancel), Cancel)));
        for (int i = 0; i < alone.Count; i++) Assert.Equal(alone[i], together[i].Ids);
        Assert.Equal((0, 0), (shared.Statistics.Running, shared.Statistics.Queued));
        Assert.Equal(0, shared.Statistics.BlocksUsed);
    }

    /// <summary>
    /// Requests, sequences, beams, adapters, cancels and deadlines all at once: everything ends and every block comes back. ENGINE_STRESS_SECONDS makes it 64 callers for as long.
    /// </summary>
    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Stress_EverythingAtOnce_EndsAndLeavesNothingHeld(Backend backend)
    {
        string? asked = Environment.GetEnvironmentVariable("ENGINE_STRESS_SECONDS");
        int seconds = asked is null ? 2 : int.Parse(asked, System.Globalization.CultureInfo.InvariantCulture);
        int callers = asked is not null ? 64 : backend == Backend.Reference ? 4 : 16;
        await using var model = await LoadAsync(backend, new ModelOptions { MaxSequences = 6, CacheTokens = 512, ContextLength = 256 });
        var errors = new ConcurrentBag<Exception>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        over.CancelAfter(TimeSpan.FromSeconds(seconds));
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            while (!over.IsCancellationRequested)
            {
                try
                {
                    await ActAsync(model, random);
                }
                catch (Exception error) when (error is OperationCanceledException or KvCacheFullException)
                {
                }
                catch (Exception error)
                {
                    errors.Add(error);
                    return;
                }
            }
        }, Cancel)));
        Assert.Empty(errors);
        await WaitForAsync(() => model.Statistics is { Running: 0, Queued: 0, BlocksUsed: 0 });
        await model.SetAdaptersAsync([], Cancel);
        var last = await model.CompleteAsync("Once upon a time", s_greedy, Cancel);
        Assert.Equal(24, last.Ids.Count);
    }

    [Fact]
    public async Task CancelledRequest_TellsWhatItHadComeTo()
    {
        await using var model = await LoadAsync(Backend.Managed, new ModelOptions());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var pieces = new List<GeneratedPiece>();
        var cancelled = await Assert.ThrowsAsync<GenerationCanceledException>(async () =>
        {
            await foreach (var piece in model.GenerateAsync("Once upon a time", s_greedy with { MaxTokens = 400 }, stop.Token))
            {
                pieces.Add(piece);
                if (pieces.Count == 5) await stop.CancelAsync();
            }
        });
        Assert.Equal(FinishReason.Cancelled, cancelled.Completion!.FinishReason);
        Assert.Equal(pieces.Select(piece => piece.Token), cancelled.Completion.Ids.Take(pieces.Count));
        Assert.StartsWith(string.Concat(pieces.Select(piece => piece.Text)), cancelled.Completion.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoveNextAsync_WhileTheLastStillWaits_IsRefusedAndTheFirstGoesOn()
    {
        await using var model = await LoadAsync(Backend.Managed, new ModelOptions());
        await using var pieces = model.GenerateAsync("Once upon a time", s_greedy, Cancel).GetAsyncEnumerator(Cancel);
        var first = pieces.MoveNextAsync();
        if (!first.IsCompleted) await Assert.ThrowsAsync<InvalidOperationException>(async () => await pieces.MoveNextAsync());
        Assert.True(await first);
        Assert.True(await pieces.MoveNextAsync());
    }

    [Fact]
    public async Task Reader_ThatIsForgotten_DoesNotKeepTheModelAtWork()
    {
        await using var model = await LoadAsync(Backend.Managed, new ModelOptions());
        await ForgetAsync(model);
        await WaitForAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return model.Statistics.Running == 0;
        });
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static async Task ForgetAsync(Model model)
    {
        var pieces = model.GenerateAsync("Once upon a time", s_greedy with { MaxTokens = 0, Overflow = ContextOverflow.Shift }, CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
        Assert.True(await pieces.MoveNextAsync());
    }

    private static async Task ActAsync(Model model, Random random)
    {
        string prompt = s_prompts[random.Next(s_prompts.Length)];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        switch (random.Next(40) == 0 ? -1 : random.Next(6))
        {
            case -1:
                await model.SetAdaptersAsync(random.Next(2) == 0 ? [] : [new LoraAdapter(TestFiles.Shared("models", "pocket-pirate-lora.gguf"), 0.5f)], Cancel);
                break;
            case 0:
                stop.CancelAfter(random.Next(1, 30));
                await model.CompleteAsync(prompt, s_greedy with { MaxTokens = 200 }, stop.Token);
                break;
            case 1:
                await foreach (var _ in model.GenerateAsync(prompt, s_greedy with { Priority = random.Next(3) }, Cancel))
                    if (random.Next(8) == 0) break;
                break;
            case 2:
                await using (var sequence = model.CreateSequence())
                {
                    await sequence.AppendAsync(prompt, Cancel);
                    await foreach (var _ in sequence.GenerateAsync(s_greedy with { MaxTokens = 4 }, Cancel)) { }
                    await using var fork = await sequence.ForkAsync(Cancel);
                    await fork.RewindAsync(1, Cancel);
                }
                break;
            case 3:
                await model.CompleteAsync(prompt, s_greedy with { MaxTime = TimeSpan.FromMilliseconds(random.Next(1, 50)), MaxTokens = 100 }, Cancel);
                break;
            case 4:
                await model.SearchAsync(prompt, new BeamSearchOptions { Width = 2, MaxTokens = 4 }, Cancel);
                break;
            default:
                await model.CompleteAsync(prompt, s_greedy with { MaxTokens = random.Next(1, 60), Priority = random.Next(-1, 2) }, Cancel);
                break;
        }
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        for (int i = 0; i < 600 && !condition(); i++) await Task.Delay(50, Cancel);
        Assert.True(condition());
    }

    private static async Task<Model> LoadAsync(Backend backend, ModelOptions options)
    {
        if (backend == Backend.LlamaCpp)
        {
            using var file = GgufFile.Open(TestFiles.Demo);
            string? whyNot = BackendCatalog.Get(backend).WhyNot(file, new ModelOptions());
            Assert.SkipWhen(whyNot is not null, $"skipped: {whyNot}");
        }
        return await Model.LoadAsync(TestFiles.Demo, options with { Backend = backend, Threads = 1, Gpu = GpuUse.None }, Cancel);
    }
}
