
namespace Engine.Tests.Backends.LlamaCpp;

public sealed class LlamaSourceEncoderTests
{
    private const double SafeMargin = 0.1;

    private static LoadedModel Load(ModelOptions? options = null) => LlamaModels.Load(TestFiles.Shared("models", "pocket-t5-f16.gguf"), options);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Greedy_PocketT5_GivesGoldenIds(int sequence)
    {
        var golden = LlamaModels.Golden("pocket-t5-golden.json");
        using var model = Load();
        var encoder = model.Backend.SourceEncoder!;
        Assert.Equal(0, encoder.StartToken);
        int compared = 0;
        foreach (var item in golden.GetProperty("items").EnumerateArray())
        {
            if (item.GetProperty("smallest_margin").GetDouble() <= SafeMargin) continue;
            int[] source = item.GetProperty("source_ids").Ints();
            encoder.EncodeSource(source, TestContext.Current.CancellationToken);
            float[] first = item.GetProperty("encoder_first_token_16").Floats();
            Assert.InRange(LlamaModels.MaxDifference(first, encoder.SourceOutput[..16]), 0, 0.02f);
            int[] expected = item.GetProperty("greedy_ids").Ints();
            Assert.Equal(expected, model.Greedy([encoder.StartToken], expected.Length, golden.GetProperty("eos").GetInt32(), sequence));
            compared++;
        }
        Assert.InRange(compared, 12, 14);
    }

    [Fact]
    public void Forward_WithoutASource_IsRefused()
    {
        using var model = Load();
        Assert.Throws<InvalidOperationException>(() => model.Run([0]));
    }

    [Fact]
    public void EncodeSource_Bad_IsRefused()
    {
        using var model = Load();
        var encoder = model.Backend.SourceEncoder!;
        void Refused(int[] source) => Assert.Throws<ArgumentException>(() => encoder.EncodeSource(source, TestContext.Current.CancellationToken));
        Refused([]);
        Refused([-1]);
        Refused([model.Pass.VocabSize]);
        Refused([.. Enumerable.Repeat(5, encoder.MaxSourceTokens + 1)]);
        encoder.EncodeSource([.. Enumerable.Repeat(5, encoder.MaxSourceTokens)], TestContext.Current.CancellationToken);
        model.Run([0]);
    }

    [Fact]
    public void EncodeSource_Again_ForgetsTheTargetBefore()
    {
        using var model = Load();
        var encoder = model.Backend.SourceEncoder!;
        encoder.EncodeSource([5, 6, 4, 7, 8, 1], TestContext.Current.CancellationToken);
        var expected = model.Run([0]);
        encoder.EncodeSource([14, 66, 287, 11, 1], TestContext.Current.CancellationToken);
        model.Run([0, 28, 407]);
        encoder.EncodeSource([5, 6, 4, 7, 8, 1], TestContext.Current.CancellationToken);
        Assert.Equal(expected, model.Run([0]));
    }

    [Fact]
    public void Load_QuantizedValues_AreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => Load(new ModelOptions { ValueType = TensorType.Q8_0 }));
        Assert.Contains("encoder-decoder", error.Message, StringComparison.Ordinal);
    }
}
