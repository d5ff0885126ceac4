using System.Text.Json;
using Engine.Backends.LlamaCpp;

namespace Engine.Tests.Backends.LlamaCpp;

public sealed class LlamaEncoderTests
{
    private const double LeastCosine = 0.9999;

    /// <summary>Of the golden's F32 arithmetic; llama.cpp quantizes activations to 8 bits, and batching moves their rounding.</summary>
    private const float ActivationRounding = 0.35f;

    [Fact]
    public void Encode_MiniLM_AloneAndTogether_IsTheGoldenDirection()
    {
        var items = LlamaModels.Golden("all-MiniLM-L6-v2-golden.json").GetProperty("items").EnumerateArray().ToArray();
        using var model = LlamaModels.Load(TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf"), new ModelOptions { Gpu = GpuUse.None, Threads = 1 });
        var encoder = model.Backend.Encoder!;
        Assert.Equal((384, 512, Pooling.Mean), (encoder.Dimensions, encoder.MaxTokens, encoder.DefaultPooling));
        int[][] texts = [.. items.Select(item => item.GetProperty("ids").Ints())];
        var together = encoder.Encode(texts, Pooling.Model, TestContext.Current.CancellationToken);
        for (int i = 0; i < items.Length; i++)
        {
            float[] golden = items[i].GetProperty("mean_normalized").Floats();
            var alone = encoder.Encode([texts[i]], Pooling.Mean, TestContext.Current.CancellationToken)[0];
            Assert.InRange(Cosine(golden, together[i]), LeastCosine, 1.000001);
            Assert.InRange(Cosine(golden, alone), LeastCosine, 1.000001);
        }
    }

    [Fact]
    public void Encode_OtherPoolings_AreTheGoldenVectors()
    {
        var item = LlamaModels.Golden("all-MiniLM-L6-v2-golden.json").GetProperty("items")[0];
        using var model = LlamaModels.Load(TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf"));
        int[] text = item.GetProperty("ids").Ints();
        float[] Pooled(Pooling pooling) => model.Backend.Encoder!.Encode([text], pooling, TestContext.Current.CancellationToken)[0];
        var all = Pooled(Pooling.None);
        Assert.Equal(text.Length * 384, all.Length);
        Assert.Equal(all[..384], Pooled(Pooling.Cls));
        Assert.Equal(all[^384..], Pooled(Pooling.Last));
        Assert.InRange(Cosine(item.GetProperty("cls").Floats(), all[..16]), LeastCosine, 1.000001);
        Assert.InRange(Cosine(item.GetProperty("last_token").Floats(), all[^384..][..16]), LeastCosine, 1.000001);
    }

    [Fact]
    public void Encode_TextsThatWouldEndTheProcess_AreRefused()
    {
        using var model = LlamaModels.Load(TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf"));
        var encoder = model.Backend.Encoder!;
        int[] good = [101, 2008, 102];
        void Refused(int[] bad) => Assert.Throws<ArgumentException>(() => encoder.Encode([good, bad], Pooling.Model, TestContext.Current.CancellationToken));
        Refused([]);
        Refused([101, -1, 102]);
        Refused([101, 30522, 102]);
        Refused([.. Enumerable.Repeat(2008, 513)]);
        Assert.Equal(384, encoder.Encode([[.. Enumerable.Repeat(2008, 512)]], Pooling.Model, TestContext.Current.CancellationToken)[0].Length);
        Assert.Empty(encoder.Encode(Array.Empty<int[]>(), Pooling.Model, TestContext.Current.CancellationToken));
        Assert.Null(model.Backend.ForwardPass);
    }

    [Theory]
    [InlineData("all-MiniLM-L6-v2-f16.gguf", 1)]
    [InlineData("all-MiniLM-L6-v2-f16.gguf", 8)]
    [InlineData("minilm-sentiment-q8_0.gguf", 8)]
    public void Load_ContextOfFewerTokensThanABatchHasTexts_RunsTextsThatFit(string file, int tokens)
    {
        using var model = LlamaModels.Load(TestFiles.Shared("models", file), LlamaModels.Exact with { ContextLength = tokens, BatchSize = tokens, MaxSequences = 1 });
        using var roomy = LlamaModels.Load(TestFiles.Shared("models", file));
        int[] text = [.. Enumerable.Range(2008, tokens)];
        int[][] texts = [.. Enumerable.Repeat(text, LlamaTextBatch.MostTexts + 1)];
        float[][] Vectors(LoadedModel loaded, int[][] all) => loaded.Backend.Encoder is { } encoder
            ? encoder.Encode(all, Pooling.Model, TestContext.Current.CancellationToken)
            : loaded.Backend.Classifier!.Classify(all, TestContext.Current.CancellationToken);
        var expected = Vectors(roomy, [text])[0];
        Assert.All(Vectors(model, texts), vector => Assert.InRange(Cosine(expected, vector), LeastCosine, 1.000001));
        Assert.Throws<ArgumentException>(() => Vectors(model, [[.. text, 102]]));
    }

    [Fact]
    public void Encode_MoreThanABatchHolds_TakesSeveral()
    {
        using var model = LlamaModels.Load(TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf"));
        int[][] texts = [.. Enumerable.Range(0, 150).Select(i => (int[])[101, 2008 + i, 2003, 102])];
        var vectors = model.Backend.Encoder!.Encode(texts, Pooling.Model, TestContext.Current.CancellationToken);
        var alone = model.Backend.Encoder.Encode([texts[149]], Pooling.Model, TestContext.Current.CancellationToken)[0];
        Assert.InRange(Cosine(alone, vectors[149]), LeastCosine, 1.000001);
        Assert.NotEqual(vectors[0], vectors[149]);
    }

    [Fact]
    public void Classify_Sentiment_GivesGoldenLabels()
    {
        var golden = LlamaModels.Golden("minilm-sentiment-golden.json");
        using var model = LlamaModels.Load(TestFiles.Shared("models", "minilm-sentiment-q8_0.gguf"), new ModelOptions { Gpu = GpuUse.None, Threads = 1 });
        var classifier = model.Backend.Classifier!;
        Assert.Equal(golden.GetProperty("labels").EnumerateArray().Select(label => label.GetString()), classifier.Labels);
        JsonElement[] items = [.. golden.GetProperty("items").EnumerateArray()];
        int[][] texts = [.. items.Select(item => item.GetProperty("ids").Ints())];
        var together = classifier.Classify(texts, TestContext.Current.CancellationToken);
        for (int i = 0; i < items.Length; i++)
        {
            var alone = classifier.Classify([texts[i]], TestContext.Current.CancellationToken)[0];
            foreach (var logits in (float[][])[alone, together[i]])
            {
                Assert.Equal(items[i].GetProperty("label").GetString(), classifier.Labels[LlamaModels.ArgMax(logits)]);
                Assert.InRange(LlamaModels.MaxDifference(items[i].GetProperty("logits").Floats(), logits), 0, ActivationRounding);
            }
        }
    }

    private static double Cosine(float[] a, float[] b)
    {
        double dot = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }
        return dot / Math.Sqrt(aa * bb);
    }
}
