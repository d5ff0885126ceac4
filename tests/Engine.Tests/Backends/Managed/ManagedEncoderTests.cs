using Engine.Tests.Backends.Reference;
using Engine.Tests.Models;

namespace Engine.Tests.Backends.Managed;

public sealed class ManagedEncoderTests
{
    private const double GoldenCosine = 0.9999;   // what the project asks of every backend

    // Rows are normalized, elements of magnitude one, after a dozen products summed in single precision. Measured: 3e-6.
    private const float VectorTolerance = 1e-5f;

    // A kernel may round activations to 8 bits per block, as llama.cpp does, which is within as much; one that does not is within 1e-5.
    private const float LogitTolerance = 0.25f;

    // The canceller may be scheduled after the pass has ended, on a busy machine.
    private const int CancelAttempts = 20;

    private static readonly int[] s_lengths = [1, 2, 15, 16, 17, 40, 63, 64, 65, 100, 128, 3, 200, 7];

    [Fact]
    public void Encode_GoldenTexts_VectorsArePyTorchs()
    {
        using var managed = ManagedModel.Shared("all-MiniLM-L6-v2-f16.gguf");
        var items = ReferenceModel.Golden("all-MiniLM-L6-v2-golden.json").GetProperty("items").EnumerateArray().ToArray();
        float[][] vectors = managed.Encoder.Encode([.. items.Select(item => ReferenceModel.Ids(item.GetProperty("ids")))], Pooling.Model, CancellationToken.None);
        for (int i = 0; i < items.Length; i++)
        {
            float[] expected = ReferenceModel.Floats(items[i].GetProperty("mean_normalized"));
            Assert.True(Cosine(expected, vectors[i]) >= GoldenCosine, $"{items[i].GetProperty("text").GetString()}: cosine {Cosine(expected, vectors[i])}");
        }
    }

    [Fact]
    public void Classify_GoldenTexts_LabelsArePyTorchsAndLogitsNear()
    {
        using var managed = ManagedModel.Shared("minilm-sentiment-q8_0.gguf");
        var golden = ReferenceModel.Golden("minilm-sentiment-golden.json");
        Assert.Null(managed.Model.Encoder);
        Assert.Equal(golden.GetProperty("labels").EnumerateArray().Select(label => label.GetString()), managed.Model.Classifier!.Labels);
        var items = golden.GetProperty("items").EnumerateArray().ToArray();
        float[][] logits = managed.Model.Classifier.Classify([.. items.Select(item => ReferenceModel.Ids(item.GetProperty("ids")))], CancellationToken.None);
        for (int item = 0; item < items.Length; item++)
        {
            float[] expected = ReferenceModel.Floats(items[item].GetProperty("logits"));
            Assert.Equal(ReferenceModel.Largest(expected), ReferenceModel.Largest(logits[item]));
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], logits[item][i], LogitTolerance);
        }
    }

    [Theory]
    [InlineData(Pooling.None)]
    [InlineData(Pooling.Mean)]
    [InlineData(Pooling.Cls)]
    [InlineData(Pooling.Last)]
    [InlineData(Pooling.Model)]
    public void Encode_SinglePrecisionThroughout_EqualsReference(Pooling pooling)
    {
        using var file = new SyntheticModel("bert").Write();
        using var reference = new ReferenceModel(file.Path);
        using var managed = new ManagedModel(file.Path);
        int[][] texts = [.. Texts().Where(text => text.Length <= 65)];
        float[][] expected = reference.Model.Encoder!.Encode(texts, pooling, CancellationToken.None);
        float[][] actual = managed.Encoder.Encode(texts, pooling, CancellationToken.None);
        for (int text = 0; text < expected.Length; text++)
        {
            Assert.Equal(expected[text].Length, actual[text].Length);
            for (int i = 0; i < expected[text].Length; i++) Assert.Equal(expected[text][i], actual[text][i], VectorTolerance);
        }
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.Q4_0)]
    public void Encode_BatchMatesAndThreads_ChangeNoBit(TensorType type)
    {
        using var file = new SyntheticModel("bert", type).Write();
        int[][] texts = Texts();
        float[][] expected;
        using (var alone = new ManagedModel(file.Path, new ModelOptions { Threads = 1 }))
            expected = [.. texts.Select(text => alone.Encoder.Encode([text], Pooling.None, CancellationToken.None)[0])];
        foreach (int threads in new[] { 1, 2 })
        {
            // 128 columns are fewer than the model takes in a text, which then decides; 2048 hold all texts at once.
            foreach (int batch in new[] { 128, 2048 })
            {
                using var company = new ManagedModel(file.Path, new ModelOptions { Threads = threads, BatchSize = batch });
                Assert.Equal(expected, company.Encoder.Encode(texts, Pooling.None, CancellationToken.None));
                Assert.Equal(expected.Reverse(), company.Encoder.Encode([.. texts.Reverse()], Pooling.None, CancellationToken.None));
            }
        }
    }

    [Fact]
    public void Encode_ManyShortTexts_AreAllEncoded()
    {
        using var file = new SyntheticModel("bert").Write();
        using var managed = new ManagedModel(file.Path);
        int[][] texts = [.. Enumerable.Range(0, 300).Select(i => new[] { i, i + 1 })];
        float[][] vectors = managed.Encoder.Encode(texts, Pooling.Mean, CancellationToken.None);
        foreach (int i in new[] { 0, 71, 72, 299 })
            Assert.Equal(managed.Encoder.Encode([texts[i]], Pooling.Mean, CancellationToken.None)[0], vectors[i]);
        Assert.Empty(managed.Encoder.Encode(Array.Empty<int[]>(), Pooling.Mean, CancellationToken.None));
    }

    [Fact]
    public void Encode_TextsNoModelHas_AreRefusedAsByTheReference()
    {
        using var file = new SyntheticModel("bert").Write();
        using var reference = new ReferenceModel(file.Path);
        using var managed = new ManagedModel(file.Path);
        foreach (int[] text in new int[][] { [], new int[513], [-1], [384] })
        {
            var expected = Assert.Throws<ArgumentException>(() => reference.Model.Encoder!.Encode([[1], text], Pooling.Mean, CancellationToken.None));
            var actual = Assert.Throws<ArgumentException>(() => managed.Encoder.Encode([[1], text], Pooling.Mean, CancellationToken.None));
            Assert.Equal(expected.Message, actual.Message);
        }
    }

    [Fact]
    public void Encode_Cancelled_ThrowsAndTheNextIsAFreshModels()
    {
        using var file = new SyntheticModel("bert") { LayerCount = 24 }.Write();
        using var managed = new ManagedModel(file.Path, new ModelOptions { Threads = 1 });
        int[][] texts = [.. Enumerable.Range(0, 8).Select(i => Enumerable.Range(i, 300).ToArray())];
        float[] expected = managed.Encoder.Encode([texts[3]], Pooling.Mean, CancellationToken.None)[0];
        using var before = new CancellationTokenSource();
        before.Cancel();
        Assert.Throws<OperationCanceledException>(() => managed.Encoder.Encode(texts, Pooling.Mean, before.Token));

        bool isStopped = false;
        for (int attempt = 0; attempt < CancelAttempts && !isStopped; attempt++)
        {
            using var inside = new CancellationTokenSource(TimeSpan.FromMilliseconds(5));
            try
            {
                managed.Encoder.Encode(texts, Pooling.Mean, inside.Token);
            }
            catch (OperationCanceledException)
            {
                isStopped = true;
            }
        }
        Assert.True(isStopped, "the encoder went on after it was cancelled");
        Assert.Equal(expected, managed.Encoder.Encode([texts[3]], Pooling.Mean, CancellationToken.None)[0]);
    }

    private static int[][] Texts() => [.. s_lengths.Select((length, text) => Enumerable.Range(0, length).Select(i => (31 * text + 7 * i) % 384).ToArray())];

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b).Sum(pair => (double)pair.First * pair.Second) / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
