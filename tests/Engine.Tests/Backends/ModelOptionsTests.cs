using System.Text.RegularExpressions;
using Engine.Backends;
using Engine.Native;
using Engine.Tests.Models;
using Microsoft.Extensions.Logging;

namespace Engine.Tests.Backends;

/// <summary>Walks the table of docs/options.md: what every backend makes of every option.</summary>
public sealed partial class ModelOptionsTests
{
    private static readonly Backend[] s_backends = [Backend.Managed, Backend.LlamaCpp, Backend.Reference];

    /// <summary>The rows of the table: what is asked, what shows that it is mapped, and what a refusal or warning must name.</summary>
    private static readonly Dictionary<(string Option, string Value), Case> s_cases = new()
    {
        [("Backend", "each")] = new(o => o, "") { Shows = (model, asked) => model.LoadReport.Backend == asked.Backend },
        [("ContextLength", "100")] = new(o => o with { ContextLength = 100 }, "") { Shows = (model, _) => model.Info.ContextLength == 100 },
        [("ContextLength", "beyond the training")] = new(o => o with { ContextLength = 600 }, "600"),
        [("ContextLength", "beyond the memory")] = new(o => o with { ContextLength = 200_000_000 }, "GiB"),
        [("ContextLength", "2147483647")] = new(o => o with { ContextLength = int.MaxValue }, "2147483647"),
        [("CacheTokens", "600")] = new(o => o with { CacheTokens = 600 }, "") { Shows = (model, _) => model.Info.ContextLength == 128 },
        [("CacheTokens", "beyond the memory")] = new(o => o with { CacheTokens = 200_000_000 }, "GiB"),
        [("Threads", "1")] = new(o => o with { Threads = 1 }, "") { Shows = (model, _) => model.LoadReport.Device.Contains("1 thread", StringComparison.Ordinal) },
        [("Threads", "beyond the processors")] = new(o => o with { Threads = 10_000 }, "10000"),
        [("BatchSize", "16")] = new(o => o with { BatchSize = 16 }, ""),
        [("BatchSize", "2147483647")] = new(o => o with { BatchSize = int.MaxValue }, "2147483647"),
        [("MaxSequences", "2")] = new(o => o with { MaxSequences = 2 }, ""),
        [("MaxSequences", "257")] = new(o => o with { MaxSequences = 257 }, "257"),
        [("MaxQueuedRequests", "1")] = new(o => o with { MaxQueuedRequests = 1 }, ""),
        [("Gpu", "None")] = new(o => o with { Gpu = GpuUse.None }, "") { Shows = (model, _) => model.LoadReport.GpuLayers == 0 },
        [("Gpu", "Require, without one")] = new(o => o with { Gpu = GpuUse.Require }, "a GPU is required") { Throws = typeof(GpuUnavailableException) },
        [("GpuLayers", "0")] = new(o => o with { GpuLayers = 0 }, "") { Shows = (model, _) => model.LoadReport.GpuLayers == 0 },
        [("GpuLayers", "3, without a GPU")] = new(o => o with { GpuLayers = 3 }, "3 layers"),
        [("MainGpu", "1, without a GPU")] = new(o => o with { MainGpu = 1 }, "main GPU 1"),
        [("GpuSplit", "Row, without a GPU")] = new(o => o with { GpuSplit = GpuSplit.Row }, "Row"),
        [("TensorSplit", "1,1, without a GPU")] = new(o => o with { TensorSplit = [1, 1] }, "tensor split"),
        [("KeyType", "Q8_0")] = new(o => o with { KeyType = TensorType.Q8_0 }, "Q8_0"),
        [("KeyType", "Q5_1")] = new(o => o with { KeyType = TensorType.Q5_1 }, "Q5_1"),
        [("KeyType", "Q6_K")] = new(o => o with { KeyType = TensorType.Q6_K }, "Q6_K"),
        [("ValueType", "Q8_0")] = new(o => o with { ValueType = TensorType.Q8_0 }, "Q8_0"),
        [("ValueType", "Q5_1")] = new(o => o with { ValueType = TensorType.Q5_1 }, "Q5_1"),
        [("ValueType", "Q6_K")] = new(o => o with { ValueType = TensorType.Q6_K }, "Q6_K"),
        [("FlashAttention", "Off")] = new(o => o with { FlashAttention = Toggle.Off }, "fused"),
        [("FlashAttention", "On")] = new(o => o with { FlashAttention = Toggle.On }, "fused"),
        [("Repack", "false")] = new(o => o with { Repack = false }, ""),
        [("RopeFrequencyBase", "5000")] = new(o => o with { RopeFrequencyBase = 5000 }, "") { Changes = true },
        [("RopeFrequencyBase", "5000, of an encoder")] = new(o => o with { RopeFrequencyBase = 5000 }, "5000") { Encoder = true },
        [("RopeFrequencyScale", "0.5")] = new(o => o with { RopeFrequencyScale = 0.5f }, "") { Changes = true },
        [("RopeFrequencyScale", "0.5, of an encoder")] = new(o => o with { RopeFrequencyScale = 0.5f }, "0.5") { Encoder = true },
        [("Adapters", "one")] = new(o => o with { Adapters = [new LoraAdapter(TestFiles.Shared("models", "pocket-pirate-lora.gguf"))] }, "") { Changes = true },
        [("Adapters", "one that is not there")] = new(o => o with { Adapters = [new LoraAdapter("/nowhere.gguf")] }, "/nowhere.gguf") { Throws = typeof(FileNotFoundException) },
        [("LoadIntoMemory", "true")] = new(o => o with { LoadIntoMemory = true }, ""),
        [("Trial", "Never")] = new(o => o with { Trial = TrialUse.Never }, ""),
        [("NativeDirectory", "without a library")] = new(o => o with { NativeDirectory = "/nowhere" }, "/nowhere"),
        [("Progress", "a listener")] = new(o => o with { Progress = new Listener() }, "") { Shows = (_, asked) => ((Listener)asked.Progress!).Heard },
        [("LoggerFactory", "a factory")] = new(o => o with { LoggerFactory = new Listener() }, "") { Shows = (_, asked) => ((Listener)asked.LoggerFactory!).Heard },
    };

    public static TheoryData<string, string> Rows => [.. Table().Select(row => (row.Option, row.Value))];

    [Fact]
    public void Table_HasEveryOptionAndEveryCase()
    {
        var rows = Table();
        Assert.Equal(typeof(ModelOptions).GetProperties().Select(property => property.Name).Where(name => name != "EqualityContract").Order(), rows.Select(row => row.Option).Distinct().Order());
        Assert.Equal(s_cases.Keys.Order(), rows.Select(row => (row.Option, row.Value)).Order());
    }

    [Fact]
    public void Backends_HaveOneRulePerOption()
    {
        string[] options = [.. typeof(ModelOptions).GetProperties().Select(property => property.Name).Order()];
        Assert.All(BackendCatalog.All, backend => Assert.Equal(options, backend.Options.Select(rule => rule.Option).Order()));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Load_EveryBackend_DoesWhatTheTableSays(string option, string value)
    {
        var row = Table().Single(row => (row.Option, row.Value) == (option, value));
        var wanted = s_cases[(option, value)];
        bool hasLibrary = LibraryLocator.Find(null, out _) is not null;
        Assert.SkipWhen(value.Contains("without", StringComparison.Ordinal) && hasLibrary && DeviceTable.WhyNoGpu(LlamaLibrary.Load(null)) is null, "skipped: there is a GPU");
        using var encoder = wanted.Encoder ? new SyntheticModel("bert").Write() : null;
        foreach (var (backend, outcome) in s_backends.Zip(row.Outcomes))
        {
            if (backend == Backend.LlamaCpp && !hasLibrary) continue;
            Assert.Equal((backend, outcome), (backend, await TryAsync(backend, wanted, encoder?.Path ?? TestFiles.Demo)));
        }
    }

    [Fact]
    public void Check_ValuesThatAreNone_AreRefusedByName()
    {
        var good = new ModelOptions();
        foreach (var (bad, name) in new (ModelOptions, string)[]
        {
            (good with { Backend = (Backend)77 }, "backend is 77"),
            (good with { Gpu = (GpuUse)77 }, "GPU use is 77"),
            (good with { GpuSplit = (GpuSplit)77 }, "GPU split is 77"),
            (good with { FlashAttention = (Toggle)77 }, "flash attention is 77"),
            (good with { Trial = (TrialUse)77 }, "trial is 77"),
            (good with { KeyType = (TensorType)777 }, "key type is 777"),
            (good with { ValueType = (TensorType)777 }, "value type is 777"),
            (good with { ContextLength = -1 }, "context length is -1"),
            (good with { Threads = -1 }, "thread count is -1"),
            (good with { BatchSize = 0 }, "batch size is 0"),
            (good with { MaxSequences = 0 }, "max sequences is 0"),
            (good with { CacheTokens = -1 }, "cache tokens is -1"),
            (good with { MaxQueuedRequests = -1 }, "max queued requests is -1"),
            (good with { GpuLayers = -1 }, "GPU layers is -1"),
            (good with { MainGpu = -1 }, "main GPU is -1"),
            (good with { RopeFrequencyBase = float.NaN }, "RoPE frequency base is NaN"),
            (good with { RopeFrequencyScale = 0 }, "RoPE frequency scale is 0"),
            (good with { TensorSplit = [-1] }, "tensor split"),
            (good with { TensorSplit = [0, 0] }, "tensor split"),
        })
            Assert.Contains(name, Assert.ThrowsAny<ArgumentException>(() => Model.Load(TestFiles.Demo, bad)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Model.Load(TestFiles.Demo, good with { Adapters = null! }));
        Assert.Throws<ArgumentNullException>(() => Model.Load(TestFiles.Demo, good with { Adapters = [null!] }));
        Assert.Throws<ArgumentNullException>(() => Model.Load(TestFiles.Demo, good with { Adapters = [new LoraAdapter(null!)] }));
        Assert.Throws<ArgumentNullException>(() => Model.Load(TestFiles.Demo, good with { TensorSplit = null! }));
    }

    /// <summary>What loading makes of it: "mapped", "refused" or "warned".</summary>
    private static async Task<string> TryAsync(Backend backend, Case wanted, string path)
    {
        var bare = new ModelOptions { Backend = backend, ContextLength = 128, Threads = 1 };
        var asked = wanted.Ask(bare);
        Model model;
        try
        {
            model = await Model.LoadAsync(path, asked, TestContext.Current.CancellationToken);
        }
        catch (Exception refusal) when (refusal is ArgumentException or UnsupportedModelException or GpuUnavailableException or FileNotFoundException)
        {
            Assert.Contains(wanted.Named, refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refusal.Message);
            if (wanted.Throws is { } type) Assert.IsType(type, refusal);
            return "refused";
        }
        await using (model)
        {
            var warnings = model.LoadReport.Warnings;
            if (warnings.Count > 0)
            {
                Assert.Contains(warnings, warning => warning.Contains(wanted.Named, StringComparison.Ordinal));
                Assert.Single(warnings);
                return "warned";
            }
            Assert.True(wanted.Shows?.Invoke(model, asked) ?? true, $"{backend}: nothing shows that it was heeded");
            if (wanted.Changes)
            {
                await using var other = await Model.LoadAsync(path, bare, TestContext.Current.CancellationToken);
                Assert.NotEqual(await LogitsAsync(other), await LogitsAsync(model));
            }
            return "mapped";
        }
    }

    private static async Task<float[]> LogitsAsync(Model model)
    {
        await using var sequence = model.CreateSequence();
        await sequence.AppendAsync(new[] { 1, 1531, 1713, 261 }, TestContext.Current.CancellationToken);
        return sequence.Logits.ToArray();
    }

    private static List<(string Option, string Value, string[] Outcomes)> Table() =>
        [.. TableRow().Matches(File.ReadAllText(Path.Combine(TestFiles.Root, "docs", "options.md"))).Select(row =>
            (row.Groups[1].Value, row.Groups[2].Value, new[] { row.Groups[3].Value, row.Groups[4].Value, row.Groups[5].Value }))];

    [GeneratedRegex(@"^\| `(\w+)` \| (.+?) \| (\w+) \| (\w+) \| (\w+) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    /// <param name="Ask">Sets the option.</param>
    /// <param name="Named">What a refusal or warning says.</param>
    private sealed record Case(Func<ModelOptions, ModelOptions> Ask, string Named)
    {
        /// <summary>What a model shows that heeds it.</summary>
        public Func<Model, ModelOptions, bool>? Shows { get; init; }

        /// <summary>Whether the numbers of a model that heeds it are others.</summary>
        public bool Changes { get; init; }

        /// <summary>Whether the model is an encoder.</summary>
        public bool Encoder { get; init; }

        /// <summary>The exception that refuses it.</summary>
        public Type? Throws { get; init; }
    }

    private sealed class Listener : IProgress<float>, ILogger, ILoggerFactory
    {
        public bool Heard { get; private set; }

        public void Report(float value) => Heard = true;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("one listener was expected");

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Heard = true;
    }
}
