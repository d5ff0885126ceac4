using System.Runtime.InteropServices;
using Engine.Comparison;
using Engine.Gguf;
using Engine.Kernels.Quantization;
using Engine.Quantization;
using Engine.Tests.Models;
using Engine.Tests.Oracles;

namespace Engine.Tests.Quantization;

public sealed class QuantizerTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("engine-quantize-");

    /// <summary>Models that differ in what the rules ask for.</summary>
    private static readonly ModelSkeleton[] s_skeletons =
    [
        new("llama", LayerCount: 11),
        new("llama", LayerCount: 33) { KvHeadCount = 2, IsTied = true },
        new("llama", LayerCount: 80) { KvHeadCount = 8 },
        new("llama", LayerCount: 17) { ExpertCount = 8 },
        new("qwen2", LayerCount: 80) { KvHeadCount = 8 },
        new("qwen3", LayerCount: 28) { KvHeadCount = 8, RowLength = 288 },
        new("gemma3", LayerCount: 26) { KvHeadCount = 4, IsTied = true },
        new("falcon", LayerCount: 32) { HasJointAttention = true },
        new("bert", LayerCount: 12) { IsTied = true, RowLength = 384 },
        new("llama", LayerCount: 4) { RowLength = 100 },
    ];

    /// <summary>The types whose rounding is given.</summary>
    public static TheoryData<ModelFileType> Given =>
    [
        ModelFileType.F32, ModelFileType.F16, ModelFileType.BF16, ModelFileType.Q8_0, ModelFileType.Q4_0, ModelFileType.Q4_1, ModelFileType.Q5_0, ModelFileType.Q5_1,
    ];

    /// <summary>The others.</summary>
    public static TheoryData<ModelFileType> Mixes => [.. Quantizer.Types.Except([ModelFileType.Q2_K_S]).Except(Given.Select(row => row.Data))];

    [Theory]
    [MemberData(nameof(Given))]
    public async Task Quantize_GivenRounding_GivesLlamaCppsFile(ModelFileType type)
    {
        // Output and embedding are types whose rounding is given, too: the mix would make them Q6_K.
        var options = new QuantizeOptions { Type = type, OutputType = TensorType.Q8_0, EmbeddingType = TensorType.Q8_0, Threads = 2 };
        await CheckBytes(TestFiles.Demo, options);
        using var synthetic = new SyntheticModel { Type = TensorType.BF16, LayerCount = 11 }.Write();
        await CheckBytes(synthetic.Path, options);
    }

    [Theory]
    [MemberData(nameof(Mixes))]
    public void Plan_EveryMix_GivesLlamaCppsTypes(ModelFileType type)
    {
        foreach (var model in s_skeletons.Where(model => model.RowLength % 32 == 0 || LlamaQuantizer.TakesAnyRowLength))
        {
            using var input = model.Write();
            CheckTypes(input.Path, new QuantizeOptions { Type = type }, importance: null);
        }
    }

    /// <summary>Types whose choice depends on whether there is an importance matrix, or that need one.</summary>
    [Theory]
    [InlineData(ModelFileType.Q4_0)]
    [InlineData(ModelFileType.Q5_0)]
    [InlineData(ModelFileType.IQ4_NL)]
    [InlineData(ModelFileType.IQ4_XS)]
    [InlineData(ModelFileType.Q2_K_S)]
    [InlineData(ModelFileType.Q4_K_M)]
    public void Plan_WithImportance_GivesLlamaCppsTypes(ModelFileType type)
    {
        var model = new ModelSkeleton("llama", LayerCount: 16) { KvHeadCount = 8 };
        using var input = model.Write();
        var entries = model.Names().Where(name => name.StartsWith("blk.", StringComparison.Ordinal)).ToDictionary(name => name, _ => new ImportanceEntry(Importance(model.RowLength), [1]));
        new ImportanceMatrix { Datasets = ["text"], ChunkCount = 1, ChunkSize = 512, Entries = entries }.Write(Out("i.gguf"));
        CheckTypes(input.Path, new QuantizeOptions { Type = type, ImportanceMatrix = Out("i.gguf") }, entries.ToDictionary(pair => pair.Key, pair => pair.Value.SumsOfSquares));
    }

    [Fact]
    public void Plan_TwoBitsWithoutImportance_IsRefusedAsLlamaCppDoes()
    {
        using var input = new ModelSkeleton("llama", LayerCount: 4).Write();
        var options = new QuantizeOptions { Type = ModelFileType.Q2_K_S };
        Assert.Contains("Q2_K_S takes an importance matrix", Assert.Throws<ArgumentException>(() => Quantizer.Plan(input.Path, options)).Message, StringComparison.Ordinal);
        Assert.False(LlamaQuantizer.TryQuantize(input.Path, Out("expected.gguf"), options));
    }

    [Fact]
    public async Task Quantize_ByImportance_MakesTheErrorsThatCountSmaller()
    {
        using var input = new SyntheticModel { Type = TensorType.F16 }.Write();
        using var file = GgufFile.Open(input.Path);
        float[] importance = Importance(256);
        new ImportanceMatrix { Datasets = ["text"], ChunkCount = 3, ChunkSize = 512, Entries = new Dictionary<string, ImportanceEntry> { ["blk.1.attn_q.weight"] = new(importance, [2]) } }.Write(Out("i.gguf"));
        var options = new QuantizeOptions { Type = ModelFileType.Q4_K_S };
        await Quantizer.QuantizeAsync(input.Path, Out("plain.gguf"), options, null, TestContext.Current.CancellationToken);
        var result = await Quantizer.QuantizeAsync(input.Path, Out("weighed.gguf"), options with { ImportanceMatrix = Out("i.gguf") }, null, TestContext.Current.CancellationToken);

        Assert.Contains("has nothing on 13 matrices", Assert.Single(result.Warnings), StringComparison.Ordinal);
        using GgufFile plain = GgufFile.Open(Out("plain.gguf")), weighed = GgufFile.Open(Out("weighed.gguf"));
        Assert.Equal(("i.gguf", "text", 1L, 3L), (weighed.Metadata.String("quantize.imatrix.file"), weighed.Metadata.String("quantize.imatrix.dataset"),
            weighed.Metadata.Integer("quantize.imatrix.entries_count"), weighed.Metadata.Integer("quantize.imatrix.chunks_count")));
        Assert.True(Error(file, weighed, "blk.1.attn_q.weight", importance) < 0.8 * Error(file, plain, "blk.1.attn_q.weight", importance));
        Assert.Equal(Error(file, weighed, "blk.0.attn_q.weight", importance), Error(file, plain, "blk.0.attn_q.weight", importance));
    }

    [Theory]
    [InlineData(ModelFileType.Q2_K, 1.6)]
    [InlineData(ModelFileType.Q4_K_M, 1.15)]
    [InlineData(ModelFileType.IQ4_XS, 1.15)]
    [InlineData(ModelFileType.Q6_K, 1.06)]
    public async Task Quantize_DemoModel_BothEnginesReadItAndPredictNearlyAsWell(ModelFileType type, double most)
    {
        await Quantizer.QuantizeAsync(TestFiles.Demo, Out("out.gguf"), new() { Type = type }, null, TestContext.Current.CancellationToken);
        double before = Perplexity(TestFiles.Demo, Backend.Managed), managed = Perplexity(Out("out.gguf"), Backend.Managed);
        Assert.InRange(managed / before, 1 / most, most);
        Backends.LlamaCpp.LlamaModels.SkipWithoutLibrary();
        Assert.Equal(1, Perplexity(Out("out.gguf"), Backend.LlamaCpp) / managed, 0.02);   // it rounds activations in other blocks
    }

    private static double Perplexity(string path, Backend backend)
    {
        const string text = "Once upon a time, in a village at the edge of the forest, there lived a clever girl named Olive. She was gentle and kind. Every morning she fed the hens. ";
        var options = new PerplexityOptions { ContextLength = 128, MaxChunks = 2, Model = new() { Backend = backend, Threads = 1 } };
        return Engine.Comparison.Perplexity.Measure(path, System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, 12))), options, null, TestContext.Current.CancellationToken).Value;
    }

    private static double Error(GgufFile expected, GgufFile actual, string name, float[] importance)
    {
        GgufTensor a = expected.Tensor(name), b = actual.Tensor(name);
        float[] x = new float[a.ElementCount], y = new float[b.ElementCount];
        TensorTypes.Get(a.Type).Codec!.Dequantize(expected.Bytes.Span(a.Offset, (int)a.ByteLength), x);
        TensorTypes.Get(b.Type).Codec!.Dequantize(actual.Bytes.Span(b.Offset, (int)b.ByteLength), y);
        return x.Zip(y).Select((pair, i) => importance[i % importance.Length] * Math.Pow(pair.First - pair.Second, 2)).Sum();
    }

    /// <summary>Some columns see far larger activations than others.</summary>
    private static float[] Importance(int columns) => [.. Enumerable.Range(0, columns).Select(i => MathF.Exp(3 * MathF.Sin(i * i)))];

    [Fact]
    public void Plan_Overrides_AreLlamaCpps()
    {
        using var input = new ModelSkeleton("llama", LayerCount: 9).Write();
        CheckTypes(input.Path, new QuantizeOptions
        {
            Type = ModelFileType.Q5_1,
            TensorOverrides = [new(@"blk\.[0-3]\.ffn_(up|gate)", TensorType.Q8_0), new("attn_v", TensorType.Q4_1), new("ffn", TensorType.Q5_0)],
            OutputType = TensorType.Q8_0,
            EmbeddingType = TensorType.Q4_0,
        }, importance: null);
    }

    [Fact]
    public void Plan_RowsOfNoWholeSuperBlocks_SaysWhichTypeTookWhichPlace()
    {
        using var input = new ModelSkeleton("llama", LayerCount: 8) { RowLength = 96 }.Write();
        var tensor = Quantizer.Plan(input.Path, new QuantizeOptions { Type = ModelFileType.Q4_K_S }).Tensors.Single(tensor => tensor.Name == "blk.7.attn_q.weight");
        Assert.Equal((TensorType.Q5_0, (TensorType?)TensorType.Q4_K, "rows of 96 are no multiple of Q4_K's 256"), (tensor.To, tensor.Fallback, tensor.Reason));
    }

    /// <summary>What cannot be, and a part of the sentence that says so.</summary>
    public static TheoryData<string, QuantizeOptions> Impossible => new()
    {
        { "'attn_w' gives a type to no tensor", new() { TensorOverrides = [new("attn_w", TensorType.Q8_0)] } },
        { "'attn_[' is no regular expression", new() { TensorOverrides = [new("attn_[", TensorType.Q8_0)] } },
        { "the output type is IQ1_S; one of F32", new() { OutputType = TensorType.IQ1_S } },
        { "the embedding type is 99; one of F32", new() { EmbeddingType = (TensorType)99 } },
        { "the file type is 5; one of F32", new() { Type = (ModelFileType)5 } },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Plan_ImpossibleOption_SaysWhy(string sentence, QuantizeOptions options)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => Quantizer.Plan(TestFiles.Demo, options));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quantize_OutputIsInput_IsRefusedUnderEveryName()
    {
        string input = Out("model.gguf"), link = Out("link.gguf"), folder = Out("folder");
        File.Copy(TestFiles.Demo, input);
        byte[] before = File.ReadAllBytes(input);
        File.CreateSymbolicLink(link, input);
        Directory.CreateSymbolicLink(folder, _directory.FullName);
        string[] names = [input, link, Path.Combine(folder, "model.gguf"), Path.Combine(_directory.FullName, ".", "model.gguf")];
        foreach (string output in names)
        {
            var error = await Assert.ThrowsAsync<ArgumentException>(() => Quantizer.QuantizeAsync(input, output, new() { Type = ModelFileType.Q8_0 }, null, TestContext.Current.CancellationToken));
            Assert.Contains("is the file that is being read", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(before, File.ReadAllBytes(input));
    }

    [Theory]
    [InlineData(float.NaN, ModelFileType.Q8_0, "holds NaN in row 1, column 7; finite weights were expected")]
    [InlineData(float.NegativeInfinity, ModelFileType.F16, "holds -Infinity in row 1, column 7")]
    [InlineData(1e6f, ModelFileType.F16, "which F16 cannot hold")]
    [InlineData(1e9f, ModelFileType.Q8_0, "which Q8_0 cannot hold")]
    public async Task Quantize_WeightNoTypeHolds_LeavesNothing(float weight, ModelFileType type, string sentence)
    {
        float[] values = new float[256 * 512];
        values[256 + 7] = weight;
        void Replace(GgufWriter writer) => writer.SetTensor("blk.1.ffn_up.weight", TensorType.F32, [256, 512], stream => stream.Write(MemoryMarshal.AsBytes<float>(values)));
        using var input = new SyntheticModel { Also = Replace }.Write();
        var error = await Assert.ThrowsAsync<GgufException>(() => Quantizer.QuantizeAsync(input.Path, Out("out.gguf"), new() { Type = type }, null, TestContext.Current.CancellationToken));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.Empty(_directory.GetFileSystemInfos());
    }

    [Fact]
    public async Task Quantize_CancelledHalfway_LeavesTheOldFile()
    {
        await File.WriteAllTextAsync(Out("out.gguf"), "old", TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource();
        var progress = new Synchronous(value => { if (value.TensorsDone == 10) cancellation.Cancel(); });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Quantizer.QuantizeAsync(TestFiles.Demo, Out("out.gguf"), new() { Type = ModelFileType.Q8_0 }, progress, cancellation.Token));
        Assert.Equal("old", await File.ReadAllTextAsync(Assert.Single(_directory.GetFiles()).FullName, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Quantize_QuantizedFile_OnlyWhenAskedTo()
    {
        var options = new QuantizeOptions { Type = ModelFileType.Q4_0, OutputType = TensorType.Q8_0 };
        using var input = new SyntheticModel { Type = TensorType.Q8_0 }.Write();
        var error = Assert.Throws<GgufException>(() => Quantizer.Plan(input.Path, options));
        Assert.Contains("is Q8_0, quantized already", error.Message, StringComparison.Ordinal);
        await CheckBytes(input.Path, options with { AllowRequantize = true });
    }

    [Fact]
    public async Task Quantize_SplitModel_StaysSplitOrBecomesOne()
    {
        Split(new SyntheticModel { Type = TensorType.F16 }.Writer, Out("model"));
        var options = new QuantizeOptions { Type = ModelFileType.Q8_0 };
        string first = Out("model-00001-of-00002.gguf");
        await CheckBytes(first, options);

        Assert.True(LlamaQuantizer.TryQuantize(first, Out("expected"), options with { KeepSplit = true }));
        var result = await Quantizer.QuantizeAsync(first, Out("actual"), options with { KeepSplit = true }, null, TestContext.Current.CancellationToken);
        Assert.Equal([Out("actual-00001-of-00002.gguf"), Out("actual-00002-of-00002.gguf")], result.Outputs);
        foreach (string output in result.Outputs) Assert.Equal(File.ReadAllBytes(output.Replace("actual", "expected", StringComparison.Ordinal)), File.ReadAllBytes(output));

        File.Delete(Out("model-00002-of-00002.gguf"));
        Assert.Contains("part 2 of the 2", Assert.Throws<GgufException>(() => Quantizer.Plan(first, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quantize_AnyNumberOfThreads_GivesTheSameBytes()
    {
        var files = new List<byte[]>();
        foreach (int threads in (int[])[1, 2, 5])
        {
            await Quantizer.QuantizeAsync(TestFiles.Demo, Out("out.gguf"), new() { Type = ModelFileType.Q5_1, OutputType = TensorType.Q4_1, Threads = threads }, null, TestContext.Current.CancellationToken);
            files.Add(File.ReadAllBytes(Out("out.gguf")));
        }
        Assert.All(files, file => Assert.Equal(files[0], file));
    }

    /// <summary>Writes the same model in two files, the way llama.cpp's tools split.</summary>
    private static void Split(Func<GgufWriter> model, string prefix)
    {
        string whole = $"{prefix}.gguf";
        model().Write(whole);
        using var file = GgufFile.Open(whole);
        for (int part = 0; part < 2; part++)
        {
            var writer = part == 0 ? GgufWriter.Copy(file) : new GgufWriter();
            for (int i = 0; i < file.Tensors.Count; i++)
            {
                if (i >= file.Tensors.Count / 2 != (part == 1)) writer.RemoveTensor(file.Tensors[i].Name);
                else if (part == 1) writer.Set(file, file.Tensors[i]);
            }
            writer.Set("split.no", (ushort)part).Set("split.count", (ushort)2).Set("split.tensors.count", file.Tensors.Count);
            writer.Write($"{prefix}-{part + 1:D5}-of-00002.gguf");
        }
    }

    private sealed class Synchronous(Action<QuantizeProgress> report) : IProgress<QuantizeProgress>
    {
        public void Report(QuantizeProgress value) => report(value);
    }

    private void CheckTypes(string input, QuantizeOptions options, IReadOnlyDictionary<string, float[]>? importance)
    {
        string expected = Out("expected.gguf");
        bool isPossible = LlamaQuantizer.TryQuantize(input, expected, options, importance);
        if (!isPossible)
        {
            Assert.Throws<GgufException>(() => Quantizer.Plan(input, options));
            return;
        }
        using var file = GgufFile.Open(expected);
        var plan = Quantizer.Plan(input, options);
        Assert.Equal(file.Tensors.Select(tensor => $"{tensor.Name} {tensor.Type}"), plan.Tensors.Select(tensor => $"{tensor.Name} {tensor.To}"));
    }

    private async Task CheckBytes(string input, QuantizeOptions options)
    {
        string expected = Out("expected.gguf"), actual = Out("actual.gguf");
        Assert.True(LlamaQuantizer.TryQuantize(input, expected, options));
        var result = await Quantizer.QuantizeAsync(input, actual, options, null, TestContext.Current.CancellationToken);
        Assert.Equal(new FileInfo(expected).Length, result.Bytes);
        Assert.Equal(await File.ReadAllBytesAsync(expected, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(actual, TestContext.Current.CancellationToken));
    }

    private string Out(string name) => Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);
}
