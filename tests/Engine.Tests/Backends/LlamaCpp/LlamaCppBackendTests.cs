using Engine.Backends;
using Engine.Gguf;
using Engine.Native;
using Microsoft.Extensions.Logging;

namespace Engine.Tests.Backends.LlamaCpp;

public sealed class LlamaCppBackendTests
{
    private static readonly IBackend s_backend = BackendCatalog.Get(Backend.LlamaCpp);

    [Fact]
    public void Load_ReportsProgressDeviceAndLog()
    {
        var progress = new Progress();
        var logger = new ListLogger();
        using var model = LlamaModels.Load(TestFiles.Demo, LlamaModels.Exact with { Progress = progress, LoggerFactory = logger });
        Assert.Equal(0, progress.Values[0], 0.1);
        Assert.Equal(1, progress.Values[^1]);
        Assert.Matches(@"^CPU \(\w+\), 1 thread; weights \d+ MiB; KV \d+ MiB$", model.Backend.Device);
        Assert.Equal(0, model.Backend.GpuLayers);
        Assert.Contains(logger.Lines, line => line.Contains("llama.cpp: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_WhatTheLibrarySays_IsHeardOnce()
    {
        var logger = new ListLogger();
        using var model = LlamaModels.Load(TestFiles.Demo, LlamaModels.Exact with { ContextLength = 4096, LoggerFactory = logger });
        // 6 layers, keys and values of 2 heads of 64, 4 bytes each
        Assert.EndsWith("KV 24 MiB", model.Backend.Device, StringComparison.Ordinal);
        Assert.Single(logger.Lines, line => line.Contains("KV buffer size", StringComparison.Ordinal));
    }

    [Fact]
    public void Forward_CancelledWhileItComputes_LogsNoError()
    {
        var logger = new ListLogger();
        using var model = LlamaModels.Load(TestFiles.Demo, LlamaModels.Exact with { ContextLength = 4096, BatchSize = 4096, LoggerFactory = logger });
        BatchToken[] batch = [.. Enumerable.Range(0, 4000).Select(i => new BatchToken(1 + i % 300, i, 0, WantsLogits: false))];
        int loaded = logger.Lines.Count;
        for (int attempt = 1; logger.Lines.Count == loaded && attempt <= 20; attempt++)
        {
            using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(10 * attempt));
            Assert.ThrowsAny<OperationCanceledException>(() => model.Pass.Forward(batch, cancel.Token));
        }
        Assert.True(logger.Lines.Count > loaded, "the library was never stopped amid its work");
        Assert.DoesNotContain(logger.Levels.Skip(loaded), level => level >= LogLevel.Warning);
    }

    [Fact]
    public void Load_Cancelled_Throws()
    {
        LlamaModels.SkipWithoutLibrary();
        using var file = GgufFile.Open(TestFiles.Demo);
        using var source = new CancellationTokenSource();
        var progress = new Progress { OnReport = value => { if (value > 0.2f) source.Cancel(); } };
        Assert.Throws<OperationCanceledException>(() => s_backend.Load(file, LlamaModels.Exact with { Progress = progress }, source.Token));
        Assert.True(progress.Values[^1] < 1, "loading went on after it was cancelled");
    }

    public static TheoryData<string, ModelOptions> BadOptions => new()
    {
        { "integers as keys", new() { KeyType = TensorType.I32 } },
        { "no attention kernel", new() { KeyType = TensorType.Q6_K } },
        { "quantized values without flash attention", new() { ValueType = TensorType.Q8_0, FlashAttention = Toggle.Off } },
        { "batch of nothing", new() { BatchSize = 0 } },
        { "no sequence", new() { MaxSequences = 0 } },
        { "too many sequences", new() { MaxSequences = 257 } },
        { "negative context", new() { ContextLength = -1 } },
        { "more context than memory", new() { ContextLength = int.MaxValue, Gpu = GpuUse.None } },
        { "negative threads", new() { Threads = -1 } },
        { "flash attention 7", new() { FlashAttention = (Toggle)7 } },
        { "split 9", new() { GpuSplit = (GpuSplit)9 } },
        { "gpu 9", new() { Gpu = (GpuUse)9 } },
        { "negative layers", new() { GpuLayers = -2 } },
        { "negative main GPU", new() { MainGpu = -1 } },
        { "RoPE base NaN", new() { RopeFrequencyBase = float.NaN } },
        { "RoPE scale 0", new() { RopeFrequencyScale = 0 } },
        { "negative share", new() { TensorSplit = [1, -1] } },
        { "no share", new() { TensorSplit = [0, 0] } },
        { "seventeen shares", new() { TensorSplit = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] } },
    };

    [Theory]
    [MemberData(nameof(BadOptions), DisableDiscoveryEnumeration = true)]
    public void Load_OptionLlamaCppWouldDieOfOrMisread_IsRefused(string what, ModelOptions options)
    {
        LlamaModels.SkipWithoutLibrary();
        using var file = GgufFile.Open(TestFiles.Demo);
        var error = Assert.ThrowsAny<ArgumentException>(() => s_backend.Load(file, options, TestContext.Current.CancellationToken).Dispose());
        Assert.True(error.Message.Length > 10, what);
    }

    [Fact]
    public void Load_BlockThatDoesNotDivideTheHead_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => LlamaModels.Load(TestFiles.Shared("models", "stories260K.gguf"), new ModelOptions { KeyType = TensorType.Q8_0 }));
        Assert.Contains("head dim 8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TensorType.F32, Toggle.Off)]
    [InlineData(TensorType.BF16, Toggle.Auto)]
    [InlineData(TensorType.Q8_0, Toggle.Auto)]
    [InlineData(TensorType.Q4_0, Toggle.On)]
    public void Load_CacheTypes_Decode(TensorType type, Toggle flashAttention)
    {
        using var model = LlamaModels.Load(TestFiles.Demo, LlamaModels.Exact with { KeyType = type, ValueType = type, FlashAttention = flashAttention });
        var logits = model.Run([1, 1531, 1713, 261, 611]);
        Assert.True(float.IsFinite(logits[0]));
        Assert.InRange(logits[48], 15, 22);
    }

    [Fact]
    public void Load_RopeOverrides_ChangeTheLogits()
    {
        int[] prompt = [1, 1531, 1713, 261, 611];
        float[] Logits(ModelOptions options)
        {
            using var model = LlamaModels.Load(TestFiles.Demo, options);
            return model.Run(prompt);
        }
        var own = Logits(LlamaModels.Exact);
        Assert.Equal(own, Logits(LlamaModels.Exact with { RopeFrequencyBase = 10000, RopeFrequencyScale = 1 }));
        Assert.NotEqual(own, Logits(LlamaModels.Exact with { RopeFrequencyBase = 50000 }));
        Assert.NotEqual(own, Logits(LlamaModels.Exact with { RopeFrequencyScale = 0.5f }));
        Assert.Equal(own, Logits(LlamaModels.Exact with { LoadIntoMemory = true }));
        Assert.Equal(own, Logits(LlamaModels.Exact with { Threads = 4096 }));
    }

    [Fact]
    public void Load_GpuRequiredWithoutOne_SaysWhy()
    {
        LlamaModels.SkipWithoutLibrary();
        string? whyNot = NativeLibraryReport.Create().WhyNoGpu;
        Assert.SkipWhen(whyNot is null, "skipped: there is a GPU");
        var error = Assert.Throws<GpuUnavailableException>(() => LlamaModels.Load(TestFiles.Demo, new ModelOptions { Gpu = GpuUse.Require }));
        Assert.Contains(whyNot!, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhyNot_NoLibraryThere_IsTheReason()
    {
        using var file = GgufFile.Open(TestFiles.Demo);
        var directory = Directory.CreateTempSubdirectory("engine-none-");
        string? reason = s_backend.WhyNot(file, new ModelOptions { NativeDirectory = directory.FullName });
        directory.Delete();
        Assert.Contains(directory.FullName, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileLlamaCppCannotRun_SaysWhatItLogged()
    {
        using var file = GgufFile.Open(TestFiles.Shared("models", "pocket-pirate-lora.gguf"));
        LlamaModels.SkipWithoutLibrary();
        Assert.ThrowsAny<Exception>(() => s_backend.Load(file, LlamaModels.Exact, TestContext.Current.CancellationToken).Dispose());
        Assert.False(NativeAbort.HasAborted);
    }

    private sealed class Progress : IProgress<float>
    {
        public List<float> Values { get; } = [];

        public Action<float>? OnReport { get; init; }

        public void Report(float value)
        {
            Values.Add(value);
            OnReport?.Invoke(value);
            // What a receiver throws must not cross C.
            throw new InvalidOperationException("a progress bar broke");
        }
    }

    private sealed class ListLogger : ILogger, ILoggerFactory
    {
        public List<string> Lines { get; } = [];

        public List<LogLevel> Levels { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("one logger was expected");

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Add(formatter(state, exception));
            Levels.Add(logLevel);
        }
    }
}
