using System.Text.Json;
using Engine.Backends;
using Engine.Gguf;
using Engine.Tests.Generation;

namespace Engine.Tests.Models;

public sealed class ModelTests
{
    private static readonly GenerationOptions s_greedy = new() { Temperature = 0, MaxTokens = 48 };

    // Below this gap of the two best logits another order of summation may take the other token.
    private const double SafeMargin = 0.02;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Backend> Backends => [Backend.Managed, Backend.Reference, Backend.LlamaCpp];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task CompleteAsync_PocketGreedy_EqualsGoldens(Backend backend)
    {
        var golden = JsonDocument.Parse(await File.ReadAllTextAsync(TestFiles.Shared("models", "pocket-golden.json"), Cancel)).RootElement;
        await using var model = await LoadAsync(backend);
        foreach (var prompt in golden.GetProperty("prompts").EnumerateArray())
        {
            if (prompt.GetProperty("smallest_margin").GetDouble() < SafeMargin) continue;
            var completion = await model.CompleteAsync(prompt.GetProperty("text").GetString()!, s_greedy, Cancel);
            Assert.Equal(Ints(prompt.GetProperty("ids")), completion.PromptIds);
            Assert.Equal(Ints(prompt.GetProperty("greedy_ids")), completion.Ids);
            Assert.Equal(prompt.GetProperty("greedy_text").GetString(), completion.Text);
        }
    }

    [Fact]
    public async Task Load_PreTokenizerNobodyHereKnows_TakesLlamasTokenizerAndSaysSo()
    {
        Engine.Tests.Backends.LlamaCpp.LlamaModels.SkipWithoutLibrary();
        using var demo = Engine.Gguf.GgufFile.Open(TestFiles.Demo);
        using var changed = new TemporaryModel(Engine.Gguf.GgufWriter.Copy(demo).Set("tokenizer.ggml.pre", "tekken"));
        await using var model = await Model.LoadAsync(changed.Path, new ModelOptions { Backend = Backend.Managed, ContextLength = 64 }, Cancel);
        Assert.Contains("tekken", model.Tokenizer.Description, StringComparison.Ordinal);
        Assert.Contains(model.LoadReport.Warnings, warning => warning.Contains("the tokenizer is llama.cpp's", StringComparison.Ordinal));
        Assert.NotEmpty((await model.CompleteAsync("Once upon a time", new GenerationOptions { MaxTokens = 2 }, Cancel)).Ids);
    }

    [Theory]
    [InlineData(Backend.Managed)]
    [InlineData(Backend.Reference)]
    [InlineData(Backend.LlamaCpp)]
    public async Task Generate_StopSequenceThatIsAControlTokensText_Stops(Backend backend)
    {
        if (backend == Backend.LlamaCpp) Engine.Tests.Backends.LlamaCpp.LlamaModels.SkipWithoutLibrary();
        await using var model = await Model.LoadAsync(TestFiles.Demo, new ModelOptions { Backend = backend, ContextLength = 128 }, Cancel);
        int end = Assert.Single(model.Tokenizer.Encode("<|im_end|>"u8, addSpecial: false, parseSpecial: true));
        int[] prompt = model.CreateChatTemplate().Render([Message.User("What is self-attention?")], cancellationToken: TestContext.Current.CancellationToken).Encode(model.Tokenizer);
        // Without the bias the model may end some other way; with it the token is certain.
        var options = new GenerationOptions { Temperature = 0, MaxTokens = 4, IgnoreEndOfGeneration = true, LogitBias = new Dictionary<int, float> { [end] = 1000 } };
        Assert.Equal(FinishReason.Length, (await model.CompleteAsync(prompt, options, Cancel)).FinishReason);
        var stopped = await model.CompleteAsync(prompt, options with { StopSequences = ["<|im_end|>"] }, Cancel);
        Assert.Equal((FinishReason.StopSequence, 1, ""), (stopped.FinishReason, stopped.Ids.Count, stopped.Text));
    }

    [Fact]
    public async Task CompleteAsync_EncoderDecoder_EqualsGoldens()
    {
        var golden = JsonDocument.Parse(await File.ReadAllTextAsync(TestFiles.Shared("models", "pocket-t5-golden.json"), Cancel)).RootElement;
        await using var model = await LoadAsync(Backend.LlamaCpp, TestFiles.Shared("models", "pocket-t5-f16.gguf"));
        foreach (var item in golden.GetProperty("items").EnumerateArray())
        {
            if (item.GetProperty("smallest_margin").GetDouble() < 0.1) continue;
            var completion = await model.CompleteAsync(item.GetProperty("source").GetString()!, s_greedy, Cancel);
            Assert.Equal(Ints(item.GetProperty("greedy_ids")), completion.Ids);
            Assert.Equal(item.GetProperty("text").GetString(), completion.Text);
        }
        Assert.Throws<InvalidOperationException>(() => model.CreateSequence());
    }

    [Fact]
    public async Task SetAdaptersAsync_PirateAndBack_EqualsGoldensAndTheBareModel()
    {
        var golden = JsonDocument.Parse(await File.ReadAllTextAsync(TestFiles.Shared("models", "pocket-pirate-golden.json"), Cancel)).RootElement;
        string adapter = TestFiles.Shared("models", "pocket-pirate-lora.gguf");
        await using var model = await LoadAsync(Backend.Reference);
        var bare = await model.CompleteAsync("Once upon a time", s_greedy, Cancel);
        await model.SetAdaptersAsync([new LoraAdapter(adapter)], Cancel);
        foreach (var prompt in golden.GetProperty("prompts").EnumerateArray())
        {
            if (prompt.GetProperty("smallest_margin").GetDouble() < SafeMargin) continue;
            var completion = await model.CompleteAsync(Ints(prompt.GetProperty("ids")), s_greedy, Cancel);
            Assert.Equal(Ints(prompt.GetProperty("greedy_ids")), completion.Ids);
        }
        await model.SetAdaptersAsync([], Cancel);
        Assert.Empty(model.Adapters);
        Assert.Equal(bare.Ids, (await model.CompleteAsync("Once upon a time", s_greedy, Cancel)).Ids);
    }

    [Fact]
    public async Task GenerateAsync_SixteenCallersAtOnce_EachGetsWhatItWouldGetAlone()
    {
        var fake = new FakeBackend();
        await using var model = await fake.LoadAsync();
        int[][] prompts = [.. Enumerable.Range(0, 16).Select(i => new[] { 1, 2, 3 + i % 4, 40 + i })];
        var completions = await Task.WhenAll(prompts.Select(prompt => Task.Run(() => model.CompleteAsync(prompt, s_greedy, Cancel), Cancel)));
        for (int i = 0; i < prompts.Length; i++)
            Assert.Equal(FakeForwardPass.Greedy(prompts[i], FakeBackend.VocabSize, completions[i].Ids.Count), completions[i].Ids);
    }

    [Fact]
    public async Task GenerateAsync_CallerStopsReading_DoesNotHoldUpOthers()
    {
        await using var model = await new FakeBackend().LoadAsync();
        var idle = model.GenerateAsync(new[] { 1 }, s_greedy, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await idle.MoveNextAsync());
        await model.CompleteAsync(new[] { 2 }, s_greedy, Cancel);
        await idle.DisposeAsync();
    }

    [Fact]
    public async Task GenerateAsync_LoopLeftEarly_StopsTheGeneration()
    {
        var fake = new FakeBackend();
        await using var model = await fake.LoadAsync();
        fake.Pass.BeforeForward = cancel => cancel.WaitHandle.WaitOne(5);
        await foreach (var piece in model.GenerateAsync(new[] { 1 }, s_greedy with { MaxTokens = 200, IgnoreEndOfGeneration = true }, Cancel))
            if (piece.Token >= 0) break;
        Assert.InRange(fake.Pass.TokensRun, 1, 100);
    }

    [Fact]
    public async Task GenerateAsync_CancelledMidDecode_ThrowsAndTheModelGoesOn()
    {
        var fake = new FakeBackend();
        await using var model = await fake.LoadAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var piece in model.GenerateAsync(new[] { 1 }, s_greedy, stop.Token)) await stop.CancelAsync();
        });
        var completion = await model.CompleteAsync(new[] { 1 }, s_greedy, Cancel);
        Assert.Equal(FakeForwardPass.Greedy([1], FakeBackend.VocabSize, completion.Ids.Count), completion.Ids);
    }

    [Fact]
    public async Task Dispose_WhileSomeoneGenerates_EndsThatWithObjectDisposed()
    {
        var fake = new FakeBackend();
        var model = await fake.LoadAsync();
        using var started = new ManualResetEventSlim();
        fake.Pass.BeforeForward = cancel =>
        {
            started.Set();
            cancel.WaitHandle.WaitOne();
        };
        var running = model.CompleteAsync(new[] { 1 }, s_greedy, Cancel);
        var waiting = model.CompleteAsync(new[] { 2 }, s_greedy, Cancel);
        started.Wait(Cancel);
        model.Dispose();
        model.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => model.CompleteAsync(new[] { 3 }, s_greedy, Cancel));
        Assert.True(fake.IsDisposed);
    }

    [Fact]
    public async Task Aborted_WhileARequestIsInsideTheBackend_FailsItAndAllOthers()
    {
        var fake = new FakeBackend();
        var model = await fake.LoadAsync();
        fake.Pass.BeforeForward = _ =>
        {
            fake.Abort();
            Thread.Sleep(Timeout.Infinite);   // as a parked thread does
        };
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => model.CompleteAsync(new[] { 1 }, s_greedy, Cancel));
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => model.CompleteAsync(new[] { 1 }, s_greedy, Cancel));
        model.Dispose();
    }

    [Fact]
    public async Task Sequence_ForkedAndRewound_KeepsItsOwnTextAndLogits()
    {
        await using var model = await LoadAsync(Backend.Reference);
        await using var one = model.CreateSequence();
        await one.AppendAsync("Once upon", Cancel);
        float[] before = one.Logits.ToArray();
        await using var two = await one.ForkAsync(Cancel);
        await two.AppendAsync(new[] { 261 }, Cancel);
        Assert.Equal(one.Length + 1, two.Length);
        Assert.Equal(before, one.Logits.ToArray());
        await two.RewindAsync(one.Length - 1, Cancel);
        Assert.Empty(two.Logits.ToArray());
        await two.AppendAsync(new[] { one.Tokens[^1] }, Cancel);
        Assert.Equal(before, two.Logits.ToArray());

        using var saved = new MemoryStream();
        await one.SaveAsync(saved, Cancel);
        saved.Position = 0;
        await using var three = model.CreateSequence();
        await three.LoadAsync(saved, Cancel);
        Assert.Equal(one.Tokens, three.Tokens);
        await one.AppendAsync(new[] { 261 }, Cancel);
        await three.AppendAsync(new[] { 261 }, Cancel);
        Assert.Equal(one.Logits.ToArray(), three.Logits.ToArray());
        await Assert.ThrowsAsync<InvalidDataException>(() => three.LoadAsync(new MemoryStream([1, 2, 3]), Cancel));
    }

    [Fact]
    public async Task CompleteAsync_SamePromptTwice_ReusesItAndGivesTheSame()
    {
        await using var model = await LoadAsync(Backend.Reference);
        var first = await model.CompleteAsync("The capital of France is", s_greedy, Cancel);
        var second = await model.CompleteAsync("The capital of France is", s_greedy, Cancel);
        Assert.Equal((0, first.PromptIds.Count - 1), (first.Usage.CachedTokens, second.Usage.CachedTokens));
        Assert.Equal(first.Ids, second.Ids);
    }

    [Fact]
    public async Task GenerateAsync_BadArguments_AreRefusedAtOnce()
    {
        await using var model = await new FakeBackend().LoadAsync();
        Assert.ThrowsAny<ArgumentException>(() => model.GenerateAsync(Array.Empty<int>(), s_greedy, Cancel));
        Assert.ThrowsAny<ArgumentException>(() => model.GenerateAsync(new[] { -1 }, s_greedy, Cancel));
        Assert.ThrowsAny<ArgumentException>(() => model.GenerateAsync(new[] { 1 }, new() { Temperature = float.NaN }, Cancel));
        Assert.ThrowsAny<ArgumentException>(() => model.GenerateAsync(new[] { 1 }, new() { MaxTokens = -1 }, Cancel));
        Assert.ThrowsAny<ArgumentException>(() => model.GenerateAsync(new[] { 1 }, new() { StopSequences = [""] }, Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => model.EmbedAsync(["x"], cancellationToken: Cancel));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task CompleteAsync_PromptLongerThanTheContext_IsRefusedAtTheCall(Backend backend)
    {
        await using var model = await LoadAsync(backend, contextLength: 3);
        Assert.Throws<ContextLengthException>(() => { _ = model.CompleteAsync("Once upon a time", s_greedy, Cancel); });
        Assert.Equal(FinishReason.ContextFull, (await model.CompleteAsync("Once", s_greedy, Cancel)).FinishReason);
    }

    private static async Task<Model> LoadAsync(Backend backend, string? path = null, int contextLength = 0)
    {
        path ??= TestFiles.Demo;
        if (backend == Backend.LlamaCpp)
        {
            using var file = GgufFile.Open(path);
            string? whyNot = BackendCatalog.Get(backend).WhyNot(file, new ModelOptions());
            Assert.SkipWhen(whyNot is not null, $"skipped: {whyNot}");
        }
        return await Model.LoadAsync(path, new ModelOptions { Backend = backend, Threads = 1, ContextLength = contextLength }, Cancel);
    }

    private static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetInt32())];

    /// <summary>The demo model's file, run by a model without weights.</summary>
#pragma warning disable CA1001 // the source is cancelled or collected; there is no timer in it
    private sealed class FakeBackend : IBackend
#pragma warning restore CA1001
    {
        public const int VocabSize = 4096;
        private readonly CancellationTokenSource _aborted = new();

        public FakeForwardPass Pass { get; } = new(VocabSize, capacity: 256, maxSequences: 4);
        public bool IsDisposed { get; private set; }
        public Backend Kind => Backend.Managed;
        public string Name => "fake";
        public CancellationToken Aborted => _aborted.Token;
        public Exception? AbortError => _aborted.IsCancellationRequested ? new TimeZoneNotFoundException("no exception of ours") : null;

        public string? WhyNot(GgufFile file, ModelOptions options) => null;
        public BackendModel Load(GgufFile file, ModelOptions options, CancellationToken cancellationToken) => new FakeModel(this);
        public Task<Model> LoadAsync() => Model.LoadAsync(TestFiles.Demo, new ModelOptions(), [this], Cancel);
        public void Abort() => ThreadPool.QueueUserWorkItem(_ => _aborted.Cancel());

        private sealed class FakeModel(FakeBackend owner) : BackendModel
        {
            public override Backend Kind => owner.Kind;
            public override string Device => "nowhere";
            public override IForwardPass ForwardPass => owner.Pass;
            public override void Dispose() => owner.IsDisposed = true;
        }
    }
}
