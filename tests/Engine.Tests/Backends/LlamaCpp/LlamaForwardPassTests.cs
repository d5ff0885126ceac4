using Engine.Backends;

namespace Engine.Tests.Backends.LlamaCpp;

public sealed class LlamaForwardPassTests
{
    /// <summary>Logits of llama.cpp in F32 against PyTorch in F32: another order of summation. Measured 1e-5.</summary>
    private const float OrderOfSummation = 1e-3f;

    /// <summary>Below this gap between the two best logits another order of summation may take the other token.</summary>
    private const double SafeMargin = 0.02;

    [Theory]
    [InlineData("pocket")]
    [InlineData("stories260K")]
    public void Greedy_GoldenPrompts_GiveGoldenIds(string name)
    {
        var golden = LlamaModels.Golden($"{name}-golden.json");
        string path = name == "pocket" ? TestFiles.Demo : TestFiles.Shared("models", "stories260K.gguf");
        using var model = LlamaModels.Load(path);
        int endOfSequence = golden.TryGetProperty("eos", out var eos) ? eos.GetInt32() : -1;
        foreach (var prompt in golden.GetProperty("prompts").EnumerateArray())
        {
            if (prompt.GetProperty("smallest_margin").GetDouble() < SafeMargin) continue;
            int[] expected = prompt.GetProperty("greedy_ids").Ints();
            Assert.Equal(expected, model.Greedy(prompt.GetProperty("ids").Ints(), expected.Length, endOfSequence));
        }
    }

    /// <summary>llama.cpp quantizes the activations of Q4_1 to 8 bits, which moves logits by up to 0.67: only clear choices are compared.</summary>
    [Fact]
    public void Greedy_SmolLM2ClearChoices_GiveGoldenIds()
    {
        const double clearMargin = 0.1;
        using var model = LlamaModels.Load(TestFiles.Shared("models", "SmolLM2-135M-Instruct.Q4_1.gguf"));
        int compared = 0;
        foreach (var prompt in LlamaModels.Golden("SmolLM2-golden.json").GetProperty("prompts").EnumerateArray())
        {
            if (prompt.GetProperty("smallest_margin").GetDouble() <= clearMargin) continue;
            int[] expected = prompt.GetProperty("greedy_ids").Ints();
            Assert.Equal(expected, model.Greedy(prompt.GetProperty("ids").Ints(), expected.Length));
            compared++;
        }
        Assert.NotEqual(0, compared);
    }

    [Fact]
    public void Logits_Stories260K_EqualGolden()
    {
        var golden = LlamaModels.Golden("stories260K-golden.json");
        using var model = LlamaModels.Load(TestFiles.Shared("models", "stories260K.gguf"));
        foreach (var prompt in golden.GetProperty("prompts").EnumerateArray())
        {
            model.Store.Truncate(0, 0);
            var logits = model.Run(prompt.GetProperty("ids").Ints());
            float[] picked = [.. prompt.GetProperty("top20_ids").Ints().Select(id => logits[id])];
            Assert.InRange(LlamaModels.MaxDifference(picked, prompt.GetProperty("top20_logits").Floats()), 0, OrderOfSummation);
        }
    }

    [Fact]
    public void Logits_EveryPosition_CanBeAsked()
    {
        using var model = LlamaModels.Load(TestFiles.Demo);
        int[] ids = [1, 1531, 1713, 261, 611];
        model.Pass.Forward([.. ids.Select((id, i) => new BatchToken(id, i, 0, true))], TestContext.Current.CancellationToken);
        var last = model.Pass.Logits(4).ToArray();
        var first = model.Pass.Logits(0).ToArray();
        Assert.NotEqual(first, last);
        model.Store.Truncate(0, 0);
        Assert.InRange(LlamaModels.MaxDifference(first, model.Run([1])), 0, 0.01f);
        Assert.Throws<ArgumentOutOfRangeException>(() => { model.Pass.Logits(1); });
    }

    [Fact]
    public void Forward_TwoSequencesInOneBatch_DoNotSeeEachOther()
    {
        using var model = LlamaModels.Load(TestFiles.Shared("models", "stories260K.gguf"));
        var alone = model.Run([1, 403, 407]);
        model.Store.Truncate(0, 0);
        BatchToken[] batch = [new(1, 0, 0, false), new(403, 1, 0, false), new(407, 2, 0, true), new(1, 0, 3, false), new(410, 1, 3, true)];
        model.Pass.Forward(batch, TestContext.Current.CancellationToken);
        Assert.InRange(LlamaModels.MaxDifference(alone, model.Pass.Logits(2)), 0, OrderOfSummation);
        Assert.NotEqual(model.Pass.Logits(2).ToArray(), model.Pass.Logits(4).ToArray());
    }

    public static TheoryData<string, object> BadBatches => new()
    {
        { "empty", (BatchToken[])[] },
        { "token -1", (BatchToken[])[new(-1, 0, 0, true)] },
        { "token past the vocabulary", (BatchToken[])[new(4096, 0, 0, true)] },
        { "sequence -1", (BatchToken[])[new(1, 0, -1, true)] },
        { "sequence past the last", (BatchToken[])[new(1, 0, 8, true)] },
        { "position -1", (BatchToken[])[new(1, -1, 0, true)] },
        { "first position 7", (BatchToken[])[new(1, 7, 0, true)] },
        { "position 100000", (BatchToken[])[new(1, 100000, 0, true)] },
        { "repeated position", (BatchToken[])[new(1, 0, 0, false), new(2, 0, 0, true)] },
        { "gap", (BatchToken[])[new(1, 0, 0, false), new(2, 2, 0, true)] },
        { "decreasing positions", (BatchToken[])[new(1, 1, 0, false), new(2, 0, 0, true)] },
        { "more than a batch", (BatchToken[])[.. Enumerable.Range(0, 65).Select(i => new BatchToken(1, i, 0, false))] },
    };

    [Theory]
    [MemberData(nameof(BadBatches), DisableDiscoveryEnumeration = true)]
    public void Forward_BatchLlamaCppWouldDieOfOrMisread_IsRefused(string what, object batch)
    {
        using var model = LlamaModels.Load(TestFiles.Demo, LlamaModels.Exact with { BatchSize = 64 });
        var error = Assert.Throws<ArgumentException>(() => model.Pass.Forward((BatchToken[])batch, TestContext.Current.CancellationToken));
        Assert.True(error.Message.Length > 10, what);
        Assert.Equal(4096, model.Run([1, 1531]).Length);
    }

    [Fact]
    public void Forward_FullCache_ThrowsWithNumbersAndStaysUsable()
    {
        using var model = LlamaModels.Load(TestFiles.Demo, LlamaModels.Exact with { ContextLength = 40 });
        Assert.Equal(40, model.Store.Capacity);
        Assert.Equal(40, model.Pass.MaxBatchTokens);
        model.Run(Enumerable.Repeat(5, 30).ToArray());
        var full = Assert.Throws<KvCacheFullException>(() => model.Run(Enumerable.Repeat(5, 11).ToArray(), 0, 1));
        Assert.Equal((11, 30, 40), (full.Needed, full.Used, full.Capacity));
        model.Run(Enumerable.Repeat(5, 10).ToArray(), 0, 1);
        model.Store.Truncate(0, 0);
        model.Run(Enumerable.Repeat(5, 30).ToArray());
    }

    [Fact]
    public void Forward_CancelledBefore_ThrowsAndKeepsTheStore()
    {
        using var model = LlamaModels.Load(TestFiles.Demo);
        var expected = model.Run([1, 1531, 1713]);
        model.Store.Truncate(0, 2);
        Assert.Throws<OperationCanceledException>(() => model.Pass.Forward([new(1713, 2, 0, true)], new CancellationToken(canceled: true)));
        Assert.InRange(LlamaModels.MaxDifference(expected, model.Run([1713], 2)), 0, 0.01f);
    }

    [Fact]
    public void Forward_CancelledInsidePrefill_ThrowsAndStaysUsable()
    {
        using var model = LlamaModels.Load(TestFiles.Demo, LlamaModels.Exact with { Threads = 1 });
        int[] prompt = [1, 1531, 1713, 261, 611];
        var expected = model.Run(prompt);
        using var source = new CancellationTokenSource();
        var sink = new CancellingSink(source);
        model.Store.Truncate(0, 0);
        model.Backend.Probe!.Watch(sink);
        var batch = Enumerable.Range(0, 500).Select(i => new BatchToken(300 + i, i, 0, i == 499)).ToArray();
        Assert.Throws<OperationCanceledException>(() => model.Pass.Forward(batch, source.Token));
        model.Backend.Probe.Watch(null);
        Assert.False(sink.SawLastLayer, "the pass went on after it was cancelled");
        Assert.Equal(expected, model.Run(prompt));
    }

    [Fact]
    public void Forward_TwoThreads_IsRefused()
    {
        using var model = LlamaModels.Load(TestFiles.Demo);
        var sink = new CallingSink { OnCall = () => model.Pass.Forward([new(1, 0, 1, true)], CancellationToken.None) };
        model.Backend.Probe!.Watch(sink);
        Assert.Throws<InvalidOperationException>(() => model.Run([1, 5]));
        model.Backend.Probe.Watch(null);
        model.Store.Truncate(0, 0);
        model.Run([1, 5]);
    }

    [Fact]
    public void Forward_AfterDispose_IsRefused()
    {
        var model = LlamaModels.Load(TestFiles.Demo);
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Run([1, 5]));
        model.Store.Extend(0, 1);
        Assert.Throws<ObjectDisposedException>(() => model.Store.Fork(0, 1, 1));
    }

    /// <summary>Runs something inside a batch, as another thread would.</summary>
    private sealed class CallingSink : ITensorSink
    {
        public required Action OnCall { get; init; }

        public bool Wants(ProbePoint point, int layer) => point == ProbePoint.LayerOutput && layer == 0;

        public void Receive(ProbePoint point, int layer, ReadOnlySpan<float> values, ReadOnlySpan<int> shape) => OnCall();
    }

    /// <summary>Cancels when the first layer is done: inside the native call, at a known place.</summary>
    private sealed class CancellingSink(CancellationTokenSource source) : ITensorSink
    {
        public bool SawLastLayer { get; private set; }

        public bool Wants(ProbePoint point, int layer) => point == ProbePoint.LayerOutput;

        public void Receive(ProbePoint point, int layer, ReadOnlySpan<float> values, ReadOnlySpan<int> shape)
        {
            if (layer == 0) source.Cancel();
            SawLastLayer |= layer == 5;
        }
    }
}
