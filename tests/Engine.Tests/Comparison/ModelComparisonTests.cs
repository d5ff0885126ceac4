using System.Text;
using Engine.Comparison;
using Engine.Gguf;
using Engine.Tests.Backends.LlamaCpp;
using Engine.Tests.Models;

namespace Engine.Tests.Comparison;

public sealed class ModelComparisonTests : IDisposable
{
    private static readonly byte[] s_text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i => $"{i * 7919 % 97} ")));

    private readonly string _directory = Directory.CreateTempSubdirectory("engine-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(Backend.Managed)]
    [InlineData(Backend.Reference)]
    [InlineData(Backend.LlamaCpp)]
    public async Task Run_FewerBits_DivergeMore(Backend backend)
    {
        if (backend == Backend.LlamaCpp) LlamaModels.SkipWithoutLibrary();
        using var @base = new SyntheticModel().Write();
        using var eight = new SyntheticModel(Type: TensorType.Q8_0).Write();
        using var four = new SyntheticModel(Type: TensorType.Q4_0).Write();
        var report = await RunAsync(@base.Path, Options(backend) with { Candidates = [@base.Path, eight.Path, four.Path], MaxChunks = 1 });

        var (same, q8, q4) = (report.Candidates[0], report.Candidates[1], report.Candidates[2]);
        Assert.Equal((0, 0, 1, 1, 0, 1, 0), (same.Kl.Mean, same.Kl.Max, same.Top1, same.Top5, same.DeltaPRms, same.Perplexity.Ratio, same.Perplexity.RatioError));
        Assert.True(q8.Kl.Mean > 0 && q4.Kl.Mean > 10 * q8.Kl.Mean, $"{q8.Kl.Mean} and {q4.Kl.Mean}");
        Assert.True(q4.Kl.Median <= q4.Kl.P90 && q4.Kl.P90 <= q4.Kl.P99 && q4.Kl.P99 <= q4.Kl.P999 && q4.Kl.P999 <= q4.Kl.Max, $"{q4.Kl}");
        Assert.True(q4.Top5 < q8.Top5 && q4.DeltaPRms > q8.DeltaPRms && q4.Bytes < q8.Bytes && q4.BitsPerWeight < q8.BitsPerWeight);
        Assert.Equal(report.Tokens, report.Chunks * (report.Context / 2 - 1));
        Assert.Equal(("Q8_0", "weights"), (q8.Type, q8.Axis));
    }

    [Fact]
    public async Task Run_QuantizedBase_IsWhatItMeansInSinglePrecision()
    {
        using var quantized = new SyntheticModel(Type: TensorType.Q4_0).Write();
        using var exact = TemporaryModel.Dequantized(quantized.Path);
        var report = await RunAsync(quantized.Path, Options(Backend.Managed) with { Candidates = [exact.Path, quantized.Path] });
        Assert.Equal(0, report.Candidates[0].Kl.Max);
        Assert.True(report.Candidates[1].Kl.Mean > 0, "8-bit activations leave no trace");
        Assert.Equal((quantized.Path, new FileInfo(quantized.Path).Length), (report.Base, report.BaseModel.Bytes));
    }

    [Fact]
    public async Task Run_OtherAxes_CompareTheBaseWithItself()
    {
        LlamaModels.SkipWithoutLibrary();
        using var @base = new SyntheticModel().Write();
        var report = await RunAsync(@base.Path, Options(Backend.Managed) with
        {
            KvTypes = [new(TensorType.F16, TensorType.F16), new(TensorType.Q8_0, TensorType.Q8_0), new(TensorType.Q4_0, TensorType.Q4_0)],
            Backends = [Backend.LlamaCpp],
            MaxChunks = 1,
        });
        double[] divergences = [.. report.Candidates.Take(3).Select(candidate => candidate.Kl.Mean)];
        Assert.Equal(0, divergences[0]);
        Assert.True(divergences[1] > 0 && divergences[2] > 10 * divergences[1], string.Join(' ', divergences));
        Assert.Equal(["kv", "kv", "kv", "backend", "noise", "noise"], report.Candidates.Select(candidate => candidate.Axis));
        // The managed backend promises the same bits for any batches.
        Assert.Equal(0, report.Candidates[4].Kl.Max);
        Assert.InRange(report.Candidates[3].Kl.Mean, 0, 1e-4);
    }

    [Fact]
    public async Task Run_KilledInTheMiddle_GoesOnToTheSameNumbers()
    {
        using var @base = new SyntheticModel().Write();
        using var candidate = new SyntheticModel(Type: TensorType.Q4_0).Write();
        var options = Options(Backend.Managed) with { Candidates = [candidate.Path] };
        var whole = await RunAsync(@base.Path, options);

        string log = Directory.GetFiles(Path.Combine(_directory, "samples")).Single();
        using (var stream = new FileStream(log, FileMode.Open)) stream.SetLength(stream.Length - 100);
        var chunks = new List<int>();
        var again = await RunAsync(@base.Path, options, new Watcher(chunks));
        Assert.Equal(whole.Candidates[0].Kl, again.Candidates[0].Kl);
        Assert.Equal(whole.Candidates[0].Perplexity, again.Candidates[0].Perplexity);
        Assert.Equal([whole.Chunks - 1], chunks);   // all chunks but the one that was cut are not read again

        // Another text is another comparison.
        byte[] other = [.. s_text.Reverse()];
        chunks.Clear();
        await ModelComparison.RunAsync(@base.Path, other, _directory, options, new Watcher(chunks), TestContext.Current.CancellationToken);
        Assert.Equal(0, chunks[0]);
    }

    [Fact]
    public async Task Run_OtherVocabulary_IsRefusedByTheTokenThatDiffers()
    {
        using var @base = new SyntheticModel().Write();
        using var larger = new SyntheticModel { VocabSize = 400 }.Write();
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(@base.Path, Options(Backend.Managed) with { Candidates = [larger.Path] }));
        Assert.Contains("a vocabulary of 400 tokens, the base one of 384", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ModelThatComputesNoNumbers_IsNamed()
    {
        using var @base = new SyntheticModel().Write();
        using var broken = new SyntheticModel
        {
            Also = writer => writer.SetTensor("output_norm.weight", TensorType.F32, [256], stream => stream.Write(Enumerable.Repeat((byte)0xFF, 1024).ToArray())),
        }.Write();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(@base.Path, Options(Backend.Managed) with { Candidates = [broken.Path] }));
        Assert.Contains(" computes no numbers", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Encoder_IsRefused()
    {
        using var encoder = new SyntheticModel("bert").Write();
        await Assert.ThrowsAsync<GgufException>(() => RunAsync(encoder.Path, Options(Backend.Managed) with { Candidates = [encoder.Path], ContextLength = 32 }));
    }

    [Theory]
    [InlineData("a/model-f16.gguf,b/model-Q4_K_M.gguf,model-Q8_0.gguf", "f16,Q4_K_M,Q8_0")]
    [InlineData("x.gguf,x.gguf", "x,x")]
    [InlineData("x-Q4_0.gguf,x-Q4_1.gguf", "Q4_0,Q4_1")]
    [InlineData("one.gguf,two.gguf", "one,two")]
    public void ShortNames_WhatAllBeginWith_IsLeftOut(string paths, string names) => Assert.Equal(names, string.Join(',', ComparisonPlan.ShortNames(paths.Split(','))));

    private Task<ComparisonReport> RunAsync(string path, ComparisonOptions options, IProgress<ComparisonProgress>? progress = null) =>
        ModelComparison.RunAsync(path, s_text, _directory, options, progress, TestContext.Current.CancellationToken);

    private static ComparisonOptions Options(Backend backend) => new()
    {
        ContextLength = 64,
        MaxChunks = 3,
        // Two threads that share a busy machine spin for each other.
        Model = new ModelOptions { Backend = backend, Threads = 1, Gpu = GpuUse.None, KeyType = backend == Backend.Reference ? null : TensorType.F16, ValueType = backend == Backend.Reference ? null : TensorType.F16 },
    };

    private sealed class Watcher(List<int> chunks) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value)
        {
            if (value.Task == "comparing") chunks.Add(value.Done);
        }
    }
}
