using Engine.Gguf;
using Engine.Kernels.Quantization;
using Engine.Native;

namespace Engine.Tests.Models;

/// <summary>Vectors of texts from the hidden states of causal models.</summary>
public sealed class CausalEmbeddingTests
{
    private const double SummationTolerance = 2e-4;   // of logits of about 1, summed in another order
    private const double NativeTolerance = 5e-3;      // llama.cpp's numbers depend on which texts share a batch

    private static readonly string[] s_texts = ["the cat sat", "a dog ran home", "on", "no one knows what it is"];

    /// <summary>The backends that there are.</summary>
    public static TheoryData<Backend> Backends =>
        [Backend.Managed, Backend.Reference, .. LibraryLocator.Find(null, out _) is null ? [] : (Backend[])[Backend.LlamaCpp]];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Embed_LastToken_IsTheStateThatTheLogitsAreMadeOf(Backend backend)
    {
        using var file = new SyntheticModel("qwen3").Write();
        using var model = Load(file, backend);
        Assert.Equal(256, model.Info.EmbeddingDimensions);

        float[] state = (await model.EmbedAsync([s_texts[0]], new() { Normalize = false }, Cancellation)).Vectors[0];
        using var sequence = model.CreateSequence();
        await sequence.AppendAsync(model.Tokenizer.Encode(System.Text.Encoding.UTF8.GetBytes(s_texts[0]), addSpecial: true, parseSpecial: false), Cancellation);

        float[] logits = OutputRows(file.Path).Select(row => (float)row.Zip(state, (a, b) => (double)a * b).Sum()).ToArray();
        for (int i = 0; i < logits.Length; i++) Assert.Equal(logits[i], sequence.Logits[i], SummationTolerance);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Embed_EveryPooling_AgreesWithTheStatesOfTheTokens(Backend backend)
    {
        using var file = new SyntheticModel("qwen3").Write();
        using var model = Load(file, backend);
        var perToken = await model.EmbedAsync(s_texts, new() { Pooling = Pooling.None, Normalize = false }, Cancellation);
        (Pooling Pooling, Func<float[][], float[]> One)[] poolings =
        [
            (Pooling.Last, rows => rows[^1]), (Pooling.Model, rows => rows[^1]), (Pooling.Cls, rows => rows[0]),
            (Pooling.Mean, rows => [.. Enumerable.Range(0, 256).Select(d => rows.Average(row => row[d]))]),
        ];
        foreach (var (pooling, one) in poolings)
        {
            var vectors = (await model.EmbedAsync(s_texts, new() { Pooling = pooling, Normalize = false }, Cancellation)).Vectors;
            for (int i = 0; i < s_texts.Length; i++) AssertClose(one([.. perToken.Vectors[i].Chunk(256)]), vectors[i], backend == Backend.LlamaCpp ? NativeTolerance : 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Embed_FileThatSaysMean_TakesTheMean(Backend backend)
    {
        using var file = new SyntheticModel("qwen3") { Also = writer => writer.Set("qwen3.pooling_type", (uint)PoolingType.Mean) }.Write();
        using var model = Load(file, backend);
        var mean = await model.EmbedAsync(s_texts, new() { Pooling = Pooling.Mean }, Cancellation);
        Assert.Equal(mean.Vectors, (await model.EmbedAsync(s_texts, cancellationToken: Cancellation)).Vectors);
    }

    [Fact]
    public async Task Embed_ManagedAmongManyAndBesideGeneration_HasTheBitsOfEachAlone()
    {
        using var file = new SyntheticModel("llama", TensorType.Q4_0).Write();
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => string.Join(' ', Enumerable.Range(0, 1 + i % 7).Select(j => s_texts[(i + j) % s_texts.Length])))];
        float[][] alone = new float[texts.Length][];
        using (var model = Load(file, Backend.Managed, maxSequences: 1))
            for (int i = 0; i < texts.Length; i++) alone[i] = (await model.EmbedAsync([texts[i]], cancellationToken: Cancellation)).Vectors[0];

        using (var model = Load(file, Backend.Managed))
        {
            var story = model.CompleteAsync("once upon", new() { MaxTokens = 100, Temperature = 0, IgnoreEndOfGeneration = true }, Cancellation);
            var vectors = (await model.EmbedAsync(texts, cancellationToken: Cancellation)).Vectors;
            for (int i = 0; i < texts.Length; i++) Assert.Equal(alone[i], vectors[i]);
            Assert.Equal(100, (await story).Ids.Count);
        }
    }

    [Fact]
    public async Task Embed_CommonPrefix_IsReadOnce()
    {
        using var file = new SyntheticModel().Write();
        using var model = Load(file, Backend.Managed, maxSequences: 1);
        string prefix = string.Concat(Enumerable.Repeat("find what answers this. ", 10));
        await model.EmbedAsync(s_texts, new() { Prefix = prefix }, Cancellation);
        Assert.True(model.Statistics.TokensReused > 2 * 64, $"{model.Statistics.TokensReused} tokens were reused");
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Embed_FewerDimensions_AreTheFirstOfAll(Backend backend)
    {
        using var file = new SyntheticModel().Write();
        using var model = Load(file, backend);
        var whole = await model.EmbedAsync(s_texts, new() { Normalize = false }, Cancellation);
        var cut = await model.EmbedAsync(s_texts, new() { Dimensions = 32 }, Cancellation);
        Assert.Equal(32, cut.Dimensions);
        for (int i = 0; i < s_texts.Length; i++)
        {
            double length = Math.Sqrt(whole.Vectors[i].Take(32).Sum(value => (double)value * value));
            AssertClose([.. whole.Vectors[i].Take(32).Select(value => (float)(value / length))], cut.Vectors[i], 1e-5);
        }
        var perToken = await model.EmbedAsync(["a b c"], new() { Dimensions = 32, Pooling = Pooling.None, Normalize = false }, Cancellation);
        Assert.Equal(0, perToken.Vectors[0].Length % 32);
        var error = await Assert.ThrowsAsync<ArgumentException>(() => model.EmbedAsync(s_texts, new() { Dimensions = 257 }, Cancellation));
        Assert.Contains("257; 1 to 256", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama", Backend.Managed)]
    [InlineData("bert", Backend.Managed)]
    [InlineData("bert", Backend.Reference)]
    public async Task Embed_TextThatIsTooLong_IsNamedOrCut(string architecture, Backend backend)
    {
        using var file = new SyntheticModel(architecture) { ContextLength = 64 }.Write();
        using var model = Model.Load(file.Path, new ModelOptions { Backend = backend, ContextLength = 64 });
        string[] texts = ["a b", string.Join(' ', Enumerable.Repeat("a b c", 60))];
        var error = await Assert.ThrowsAsync<ArgumentException>(() => model.EmbedAsync(texts, cancellationToken: Cancellation));
        Assert.Contains("text 1 has ", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 to 64 were expected", error.Message, StringComparison.Ordinal);

        var cut = await model.EmbedAsync(texts, new() { Truncate = true }, Cancellation);
        Assert.Equal([1], cut.Truncated);
        int first = model.Tokenizer.Encode("a b"u8, addSpecial: true, parseSpecial: false).Length;
        Assert.Equal(first + 64, cut.Tokens);
    }

    [Fact]
    public async Task Embed_AndScore_TextsThatDoNotFitTogether_AllComeOut()
    {
        using var file = new SyntheticModel().Write();
        string[] texts = [.. Enumerable.Range(0, 6).Select(i => string.Join(' ', Enumerable.Repeat(s_texts[i % 4], 1 + 60 / s_texts[i % 4].Length)))];
        using var roomy = Load(file, Backend.Managed);
        using var tight = Model.Load(file.Path, new ModelOptions { Backend = Backend.Managed, ContextLength = 128, CacheTokens = 128, BatchSize = 16, MaxSequences = 8, Threads = 2 });
        foreach (var pooling in (Pooling[])[Pooling.Last, Pooling.Mean])
            Assert.Equal(
                (await roomy.EmbedAsync(texts, new() { Pooling = pooling }, Cancellation)).Vectors,
                (await tight.EmbedAsync(texts, new() { Pooling = pooling }, Cancellation)).Vectors);

        var alone = new List<TextScore>();
        foreach (string text in texts) alone.Add(await roomy.ScoreAsync(text, Cancellation));
        var together = await Task.WhenAll(texts.Select(text => tight.ScoreAsync(text, Cancellation)));
        Assert.Equal(alone.Select(score => score.LogProbability), together.Select(score => score.LogProbability));
    }

    [Fact]
    public async Task Embed_Cancelled_GivesEverythingBack()
    {
        using var file = new SyntheticModel().Write();
        using var model = Load(file, Backend.Managed);
        using var cancelled = new CancellationTokenSource();
        var all = model.EmbedAsync([.. Enumerable.Repeat(string.Join(' ', Enumerable.Repeat("abc", 100)), 200)], new() { Pooling = Pooling.Mean }, cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all);
        Assert.NotEmpty((await model.CompleteAsync("ab", new() { MaxTokens = 3, IgnoreEndOfGeneration = true }, Cancellation)).Ids);
        Assert.Equal(0, model.Statistics.Running);
    }

    private static Model Load(TemporaryModel file, Backend backend, int maxSequences = 8) =>
        Model.Load(file.Path, new ModelOptions { Backend = backend, ContextLength = 512, MaxSequences = maxSequences, Threads = 2 });

    private static float[][] OutputRows(string path)
    {
        using var file = GgufFile.Open(path);
        var tensor = file.Tensor("output.weight");
        float[] values = new float[tensor.ElementCount];
        TensorTypes.Get(tensor.Type).Codec!.Dequantize(file.Bytes.Span(tensor.Offset, (int)tensor.ByteLength), values);
        return [.. values.Chunk((int)tensor.Dimensions[0])];
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}
