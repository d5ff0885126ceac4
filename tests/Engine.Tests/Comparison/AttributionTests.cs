using System.Text;
using Engine.Comparison;
using Engine.Tests.Backends.LlamaCpp;
using Engine.Tests.Models;

namespace Engine.Tests.Comparison;

public sealed class AttributionTests : IDisposable
{
    /// <summary>Sums of a few hundred singles in another order; what weights of eight bits change is ten thousand times as much.</summary>
    private const double SummationNoise = 1e-9;

    private static readonly byte[] s_text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(i => $"{i * 7919 % 97} ")));

    private readonly string _directory = Directory.CreateTempSubdirectory("engine-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(Backend.Managed)]
    [InlineData(Backend.LlamaCpp)]
    public async Task Explain_AllPartsExactTogether_LeaveOnlySummationNoise(Backend backend)
    {
        if (backend == Backend.LlamaCpp) LlamaModels.SkipWithoutLibrary();
        using var @base = new SyntheticModel().Write();
        using var quantized = new SyntheticModel(Type: TensorType.Q4_0).Write();
        var report = await RunAsync(@base.Path, new() { Candidates = [quantized.Path], ExplainTokens = 64, Model = Options(backend) with { KeyType = TensorType.Q8_0, ValueType = TensorType.Q8_0 } });
        var parts = report.Candidates[0].Attribution!;
        Assert.InRange(parts.Order, 0, SummationNoise);
        Assert.True(parts.Weights > 10 * Math.Abs(parts.Activations) && parts.Weights > 10 * Math.Abs(parts.Kv), $"four bits of weights are not what it comes from: {parts}");
        Assert.True(parts.Activations != 0 && parts.Kv != 0, $"{parts}");
        Assert.Equal(55, parts.Tokens);
        Assert.Empty(Directory.GetFiles(_directory, "*.exact.gguf"));
    }

    [Fact]
    public async Task Explain_KilledInTheMiddle_MeasuresOnlyWhatIsMissing()
    {
        using var @base = new SyntheticModel().Write();
        using var quantized = new SyntheticModel(Type: TensorType.Q4_0).Write();
        long bytes = Quantizer.Plan(@base.Path, new QuantizeOptions { Type = ModelFileType.Q4_K_M }).Bytes;
        var options = new ComparisonOptions { Candidates = [quantized.Path], ExplainTokens = 64, SuggestBytes = bytes, Model = Options(Backend.Managed) };
        var measured = new List<string>();
        var whole = await RunAsync(@base.Path, options, new Watcher(measured));
        Assert.Contains(measured, what => what.EndsWith(" alone", StringComparison.Ordinal));

        measured.Clear();
        var again = await RunAsync(@base.Path, options, new Watcher(measured));
        Assert.Empty(measured);
        Assert.Equal((whole.Candidates[0].Attribution, whole.Suggestion!.Kl, whole.Suggestion.StandardKl), (again.Candidates[0].Attribution, again.Suggestion!.Kl, again.Suggestion.StandardKl));

        // The last line was being written.
        using (var stream = new FileStream(Path.Combine(_directory, "samples", "explained.txt"), FileMode.Open)) stream.SetLength(stream.Length - 5);
        again = await RunAsync(@base.Path, options, new Watcher(measured));
        Assert.Single(measured, what => what.EndsWith(" alone", StringComparison.Ordinal));
        Assert.Equal((whole.Suggestion.Kl, whole.Suggestion.Tensors.Count), (again.Suggestion!.Kl, again.Suggestion.Tensors.Count));
    }

    [Fact]
    public async Task Run_ImportanceMatrixAndNothingToQuantize_IsRefused()
    {
        using var @base = new SyntheticModel().Write();
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(@base.Path, new() { Candidates = [@base.Path], ImportanceMatrix = "any.gguf" }));
        Assert.Contains("nothing is quantized", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_ExactCandidate_LeavesTheCacheAlone()
    {
        using var @base = new SyntheticModel().Write();
        var report = await RunAsync(@base.Path, new() { Candidates = [@base.Path], ExplainTokens = 64, Model = Options(Backend.Managed) with { KeyType = TensorType.Q4_0, ValueType = TensorType.Q4_0 } });
        var parts = report.Candidates[0].Attribution!;
        Assert.Equal((0, 0), (parts.Weights, parts.Activations));
        Assert.True(parts.Kv > 1000 * SummationNoise, $"{parts}");
    }

    [Fact]
    public async Task Groups_FaultPlantedInOne_ShowsUpThere()
    {
        using var @base = new SyntheticModel().Write();
        // One tensor of two bits among others of eight.
        using var faulty = new SyntheticModel(Type: TensorType.Q8_0) { Types = new Dictionary<string, TensorType> { ["blk.1.ffn_down.weight"] = TensorType.Q2_K } }.Write();
        byte[] before = await File.ReadAllBytesAsync(@base.Path, TestContext.Current.CancellationToken);
        var report = await RunAsync(@base.Path, new() { Candidates = [faulty.Path], ExplainTokens = 64, ExplainGroups = [Path.GetFileNameWithoutExtension(faulty.Path)[^32..]], Model = Options(Backend.Managed) });

        var groups = report.Candidates[0].Groups;
        Assert.Equal(2 * 7 + 2, groups.Count);   // seven matrices in each of two layers, embedding and output
        var worst = groups.MaxBy(group => group.Kl)!;
        Assert.Equal(("ffn_down", 1, "Q2_K"), (worst.Group, worst.Layer, worst.Type));
        Assert.True(worst.Kl > 20 * groups.Where(group => group != worst).Max(group => group.Kl), "it does not stand out");
        Assert.Equal(before, await File.ReadAllBytesAsync(@base.Path, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("blk.3.ffn_down.weight", "ffn_down", 3)]
    [InlineData("output.weight", "output", null)]
    [InlineData("token_embd.weight", "token_embd", null)]
    [InlineData("blk.x.weight", "blk.x", null)]
    public void Place_NameOfATensor_IsItsGroupAndLayer(string tensor, string group, int? layer) => Assert.Equal((group, layer), GroupAttribution.Place(tensor));

    [Fact]
    public async Task Suggestion_OfTheSizeOfAStandardMix_BeatsItOnOtherText()
    {
        using var @base = new SyntheticModel().Write();
        long bytes = Quantizer.Plan(@base.Path, new QuantizeOptions { Type = ModelFileType.Q4_K_M }).Bytes;
        var report = await RunAsync(@base.Path, new() { Types = [ModelFileType.Q4_0], ExplainTokens = 64, SuggestBytes = bytes, Model = Options(Backend.Managed) });
        var suggestion = report.Suggestion!;
        Assert.Equal(("Q4_K_M", bytes), (suggestion.Standard, suggestion.StandardBytes));
        Assert.InRange(suggestion.Bytes, bytes / 2, bytes);
        Assert.True(suggestion.Kl < suggestion.StandardKl, $"{suggestion}");
    }

    [Fact]
    public void Patterns_OneTypeInSeveralLayers_AreOne()
    {
        var patterns = MixSearch.Patterns([("blk.0.ffn_up.weight", TensorType.Q6_K), ("blk.7.ffn_up.weight", TensorType.Q6_K), ("blk.1.ffn_up.weight", TensorType.Q4_K), ("output.weight", TensorType.Q6_K)]);
        Assert.Equal([new(@"^blk\.(0|7)\.ffn_up\.weight$", TensorType.Q6_K), new(@"^blk\.(1)\.ffn_up\.weight$", TensorType.Q4_K), new(@"^output\.weight$", TensorType.Q6_K)], patterns);
    }

    private Task<ComparisonReport> RunAsync(string path, ComparisonOptions options, IProgress<ComparisonProgress>? progress = null) =>
        ModelComparison.RunAsync(path, s_text, _directory, options with { ContextLength = 64, MaxChunks = 1 }, progress, TestContext.Current.CancellationToken);

    // Two threads that share a busy machine spin for each other.
    private static ModelOptions Options(Backend backend) => new() { Backend = backend, Threads = 1, Gpu = GpuUse.None };

    private sealed class Watcher(List<string> explained) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value)
        {
            if (value.Task == "explaining") explained.Add(value.Detail);
        }
    }
}
