using Engine.Backends;
using Engine.Tests.Backends.Reference;
using Engine.Tests.Models;
using Engine.Verification;

namespace Engine.Tests.Verification;

public sealed class VerifierTests
{
    // PyTorch's float32 softmax, printed with five or six decimals.
    private const float WeightTolerance = 2e-5f;

    [Fact]
    public void Verify_DemoModelOnTheReference_PassesAndIsDeterministic()
    {
        var report = Verifier.Verify(TestFiles.Demo, "Once upon a time"u8, [Backend.Reference], cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(report.Passed);
        var split = Assert.Single(report.Checks, check => check.Name == "logits in batches of 1");
        Assert.Equal(0, split.MaxAbs);
    }

    [Fact]
    public void Verify_DemoModelOnLlamaCpp_PassesLayerByLayer()
    {
        var report = Verify(TestFiles.Demo);
        Assert.All(report.Checks, check => Assert.True(check.Passed, $"{check.Name}: {check.Metric} {check.Value}, limit {check.Limit}"));
        Assert.Equal(2 * 6 * 4 * 2 + 6 + 4, report.Checks.Count);   // two backends, 6 layers of 4 heads, weights and outputs; the layers of one; logits
    }

    [Fact]
    public void Verify_Stories260KOnLlamaCpp_PassesLayerByLayer()
    {
        var report = Verify(TestFiles.Shared("models", "stories260K.gguf"));
        Assert.All(report.Checks, check => Assert.True(check.Passed, $"{check.Name}: {check.Metric} {check.Value}, limit {check.Limit}"));
    }

    [Theory]
    [InlineData("pocket-f16.gguf")]
    [InlineData("stories260K.gguf")]
    public void Verify_Managed_AgreesWithTheReferenceAndWithItself(string model)
    {
        string path = model == "pocket-f16.gguf" ? TestFiles.Demo : TestFiles.Shared("models", model);
        var report = Verifier.Verify(path, "Once upon a time there was a"u8, [Backend.Managed], cancellationToken: TestContext.Current.CancellationToken);
        Assert.All(report.Checks, check => Assert.True(check.Passed, $"{check.Name}: {check.Metric} {check.Value}, limit {check.Limit}"));
        var split = Assert.Single(report.Checks, check => check.Backend == "managed" && check.Name.StartsWith("logits in batches of 1", StringComparison.Ordinal));
        Assert.Equal(0, split.MaxAbs);
        Assert.Single(report.Checks, check => check.Backend == "managed" && check.Name == "logits of decoding");
        Assert.Single(report.Checks, check => check.Backend == "managed" && check.Name == "attention output, layer 4, head 3");
        Assert.Single(report.Checks, check => check.Backend == "managed" && check.Name == "layer output, layer 4");
    }

    [Theory]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    [InlineData("gemma3")]
    public void Verify_EveryDecoderPastItsWindow_PassesLayerByLayer(string architecture)
    {
        using var model = new SyntheticModel(architecture).Write();
        var report = Verify(model.Path, Backend.Reference, Backend.LlamaCpp, Backend.Managed);
        Assert.All(report.Checks, check => Assert.True(check.Passed, $"{check.Name}: {check.Metric} {check.Value}, limit {check.Limit}"));
    }

    [Fact]
    public void Verify_EncoderDecoder_IsRefusedInOneSentence()
    {
        var error = Assert.Throws<Engine.Gguf.GgufException>(() => Verifier.Verify(TestFiles.Shared("models", "pocket-t5-f16.gguf"), "a"u8, [], cancellationToken: TestContext.Current.CancellationToken));
        Assert.EndsWith("not 't5'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("all-MiniLM-L6-v2-f16.gguf", "token vectors")]
    [InlineData("minilm-sentiment-q8_0.gguf", "logits")]
    public void Verify_EncoderAndClassifierOnManaged_ComparesWhatTheyHave(string model, string compared)
    {
        var report = Verifier.Verify(TestFiles.Shared("models", model), "Life is short, eat dessert first"u8, [Backend.Managed], cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(report.Passed);
        var names = report.Checks.Where(check => check.Backend == "managed").Select(check => check.Name);
        Assert.Single(names, compared);
        Assert.Equal(6 * 12 * 2, names.Count(name => name.StartsWith("attention", StringComparison.Ordinal)));
        Assert.Equal(6, names.Count(name => name.StartsWith("layer output", StringComparison.Ordinal)));
        Assert.Empty(report.Skipped);
    }

    [Fact]
    public void Attention_LayerOutOfRange_IsRefusedWithTheCount()
    {
        var error = Assert.Throws<ArgumentException>(() => Inspector.Attention(TestFiles.Demo, "a"u8, 6, 0, options: new ModelOptions { Backend = Backend.Reference }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("there is no layer 6; the model has 6, from 0", error.Message);
    }

    [Theory]
    [InlineData(Backend.Reference)]
    [InlineData(Backend.Managed)]
    public void Logits_WithAnAdapter_AreThoseOfTheAdaptedModel(Backend backend)
    {
        var golden = ReferenceModel.Golden("pocket-pirate-golden.json").GetProperty("prompts")[0];
        byte[] prompt = System.Text.Encoding.UTF8.GetBytes(golden.GetProperty("text").GetString()!);
        var options = new ModelOptions { Backend = backend, Adapters = [new LoraAdapter(TestFiles.Shared("models", "pocket-pirate-lora.gguf"))] };
        var adapted = Inspector.Logits(TestFiles.Demo, prompt, options: options, cancellationToken: TestContext.Current.CancellationToken);
        var bare = Inspector.Logits(TestFiles.Demo, prompt, options: options with { Adapters = [] }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(golden.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), adapted.Ids);
        Assert.Equal(golden.GetProperty("greedy_ids")[0].GetInt32(), adapted.Top[0].Id);
        Assert.NotEqual(bare.Rows, adapted.Rows);
    }

    [Theory]
    [InlineData("stories260K.gguf", "stories260K-golden.json")]
    [InlineData("stories260K.gguf", "stories260K-golden.json", Backend.Managed)]
    [InlineData("SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2-golden.json")]
    [InlineData("all-MiniLM-L6-v2-f16.gguf", "all-MiniLM-L6-v2-golden.json")]
    [InlineData("all-MiniLM-L6-v2-f16.gguf", "all-MiniLM-L6-v2-golden.json", Backend.Managed)]
    public void Attention_LifeIsShortEatDessertFirst_WeightsArePyTorchs(string model, string goldenFile, Backend backend = Backend.Reference)
    {
        var golden = ReferenceModel.Golden(goldenFile).GetProperty("attention");
        byte[] text = System.Text.Encoding.UTF8.GetBytes(golden.GetProperty("text").GetString()!);
        var layer = golden.GetProperty("layers").EnumerateObject().First();
        for (int head = 0; head < layer.Value.GetArrayLength(); head++)
        {
            var matrix = Inspector.Attention(
                TestFiles.Shared("models", model), text, int.Parse(layer.Name, System.Globalization.CultureInfo.InvariantCulture), head, options: new ModelOptions { Backend = backend }, cancellationToken: TestContext.Current.CancellationToken);
            var expected = layer.Value[head];
            Assert.Equal(expected.GetArrayLength(), matrix.Weights.Count);
            for (int query = 0; query < matrix.Weights.Count; query++)
            {
                var row = ReferenceModel.Floats(expected[query]);
                for (int key = 0; key < row.Length; key++) Assert.Equal(row[key], matrix.Weights[query][key], WeightTolerance);
            }
        }
    }

    private static VerificationReport Verify(string path) => Verify(path, Backend.Reference, Backend.LlamaCpp);

    private static VerificationReport Verify(string path, params Backend[] backends)
    {
        using (var file = Engine.Gguf.GgufFile.Open(path))
        {
            string? reason = BackendCatalog.Get(Backend.LlamaCpp).WhyNot(file, new ModelOptions());
            Assert.SkipWhen(reason is not null, $"skipped: {reason}");
        }
        return Verifier.Verify(path, "Once upon a time there was a little girl"u8, backends, cancellationToken: TestContext.Current.CancellationToken);
    }
}
