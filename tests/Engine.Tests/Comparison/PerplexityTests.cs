using System.Text;
using Engine.Comparison;
using Engine.Gguf;
using Engine.Tests.Backends.LlamaCpp;
using Engine.Tests.Cli;
using Engine.Tests.Models;
using Engine.Tests.Oracles;
using Engine.Tokenization;

namespace Engine.Tests.Comparison;

public sealed class PerplexityTests
{
    /// <summary>Four digits: what is printed.</summary>
    private const double FourDigits = 5e-5;

    private static readonly byte[] s_story = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(
        "Once upon a time there was a little girl named Olive. She lived in a village at the edge of the forest, and every day she went to the library. ", 12)));

    [Theory]
    [InlineData(32, 3)]
    [InlineData(128, 2)]
    public void Measure_LlamaCpp_IsWhatAProgramOnLlamaCppComputes(int length, int chunks)
    {
        LlamaModels.SkipWithoutLibrary();
        var (value, error) = LlamaPerplexity.Measure(TestFiles.Demo, Ids(TestFiles.Demo), Tokenizer(TestFiles.Demo).Special.Bos, length, chunks);
        var measured = Measure(TestFiles.Demo, s_story, Backend.LlamaCpp, length, chunks);
        Assert.Equal(1, measured.Value / value, FourDigits);
        Assert.Equal(1, measured.Error / error, FourDigits);
        Assert.Equal((chunks, chunks * (length / 2 - 1)), (measured.Chunks, measured.Tokens));
    }

    [Fact]
    public void Measure_SmolLm_IsWhatAProgramOnLlamaCppComputes()
    {
        string model = TestFiles.Shared("models", "SmolLM2-135M-Instruct.Q4_1.gguf");
        byte[] text = File.ReadAllBytes(TestFiles.Shared("text", "war-and-peace-400k.txt"))[..4000];
        LlamaModels.SkipWithoutLibrary();
        var tokenizer = Tokenizer(model);
        int[] ids = tokenizer.Encode(text);
        var (value, _) = LlamaPerplexity.Measure(model, ids, tokenizer.Special.AddBos ? tokenizer.Special.Bos : ids[0], 256, 1);
        Assert.Equal(1, Measure(model, text, Backend.LlamaCpp, 256, 1).Value / value, FourDigits);
    }

    [Theory]
    [InlineData(Backend.Managed)]
    [InlineData(Backend.LlamaCpp)]
    public void Measure_SinglePrecision_IsTheReferences(Backend backend)
    {
        if (backend == Backend.LlamaCpp) LlamaModels.SkipWithoutLibrary();
        using var model = new SyntheticModel().Write();
        // The reference keeps keys and values in single precision; llama.cpp's fused attention makes halves of them whatever their type.
        var plain = new ModelOptions { KeyType = TensorType.F32, ValueType = TensorType.F32 };
        var exact = backend == Backend.LlamaCpp ? plain with { FlashAttention = Toggle.Off } : plain;
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 80).Select(i => $"{i * 7919 % 97} ")));
        double expected = Measure(model.Path, text, Backend.Reference, 48, 1, plain).Value;
        Assert.Equal(1, Measure(model.Path, text, backend, 48, 1, exact).Value / expected, FourDigits);
    }

    [Fact]
    public void Measure_StoriesUnderStride_ScoresEachTokenOnce()
    {
        var options = new PerplexityOptions { ContextLength = 64, Stride = 16, MaxChunks = 4, Model = new ModelOptions { Backend = Backend.Managed, Threads = 1 } };
        var measured = Perplexity.Measure(TestFiles.Demo, s_story, options, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((4, 64), (measured.Chunks, measured.Tokens));
        Assert.InRange(measured.Value, 1, 100);
    }

    [Fact]
    public void Measure_TextTooShort_IsOneSentence()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Measure(TestFiles.Demo, "Once"u8.ToArray(), Backend.Managed, 64, 0));
        Assert.Contains("64 or more were expected", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_Encoder_IsRefused()
    {
        using var encoder = new SyntheticModel("bert").Write();
        Assert.Contains("no causal language model", Assert.Throws<GgufException>(() => Measure(encoder.Path, s_story, Backend.Managed, 64, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verb_Json_HasTheAgreedFields()
    {
        string text = Path.Combine(Path.GetTempPath(), $"engine-{Guid.NewGuid():N}.txt");
        await File.WriteAllBytesAsync(text, s_story, TestContext.Current.CancellationToken);
        try
        {
            var run = await Command.RunAsync("perplexity", TestFiles.Demo, "--text", text, "--context", "64", "--chunks", "2", "--backend", "managed", "--kv", "Q8_0/F16", "--json");
            Assert.True(run.ExitCode == 0, run.Errors);
            Assert.Equal((62, 2, "managed"), (run.Json.GetProperty("tokens").GetInt32(), run.Json.GetProperty("chunks").GetInt32(), run.Json.GetProperty("backend").GetString()));
            Assert.True(run.Json.GetProperty("perplexity").GetDouble() > 1 && run.Json.GetProperty("error").GetDouble() > 0);

            var refused = await Command.RunAsync("perplexity", TestFiles.Demo, "--text", text, "--context", "4000");
            Assert.Equal(2, refused.ExitCode);
            Assert.Single(refused.Errors.Trim().Split('\n'));
        }
        finally
        {
            File.Delete(text);
        }
    }

    private static PerplexityResult Measure(string model, byte[] text, Backend backend, int length, int chunks, ModelOptions? options = null)
    {
        // Two threads that share a busy machine spin for each other.
        var run = (options ?? new ModelOptions()) with { Backend = backend, Threads = 1, Gpu = GpuUse.None };
        return Perplexity.Measure(model, text, new PerplexityOptions { ContextLength = length, MaxChunks = chunks, Model = run }, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static int[] Ids(string model) => Tokenizer(model).Encode(s_story);

    private static Tokenizer Tokenizer(string model)
    {
        using var file = GgufFile.Open(model);
        return Engine.Tokenization.Tokenizer.Load(file);
    }
}
