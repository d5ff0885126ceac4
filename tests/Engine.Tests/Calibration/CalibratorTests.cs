using System.Text;
using Engine.Gguf;
using Engine.Quantization;
using Engine.Tests.Backends.LlamaCpp;
using Engine.Tests.Models;

namespace Engine.Tests.Calibration;

public sealed class CalibratorTests : IDisposable
{
    private static readonly byte[] s_text = Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 400).Select(i => $"word {i * i % 97} and {i}")));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("engine-imatrix-");

    [Theory]
    [InlineData("llama")]
    [InlineData("gemma3")]
    public void Collect_OnEveryBackend_GivesTheSameSums(string architecture)
    {
        using var model = new SyntheticModel(architecture) { LayerCount = 2 }.Write();
        var reference = Collect(model.Path, "reference.gguf", Backend.Reference, chunks: 1);
        Assert.Equal(2 * 7, reference.Entries.Count);
        Assert.All(reference.Entries, entry => Assert.Equal([64f], entry.Value.Counts));
        AssertNear(reference, Collect(model.Path, "managed.gguf", Backend.Managed, chunks: 1), 1e-5);

        LlamaModels.SkipWithoutLibrary();
        AssertNear(reference, Collect(model.Path, "llama.gguf", Backend.LlamaCpp, chunks: 1), 5e-4);   // its GELU is a table in half precision
    }

    [Fact]
    public void Collect_StoppedAndGoneOnWith_GivesTheSameAsAtOnce()
    {
        var whole = Collect(TestFiles.Demo, "whole.gguf", Backend.Managed, chunks: 4);
        Collect(TestFiles.Demo, "parts.gguf", Backend.Managed, chunks: 2);
        var result = Run(TestFiles.Demo, "parts.gguf", Backend.Managed, chunks: 4);
        Assert.Equal((4, 2, 4 * 64L, 6 * 7), (result.Chunks, result.ResumedChunks, result.Tokens, result.Entries));
        AssertNear(whole, ImportanceMatrix.Read(Out("parts.gguf")), 1e-6);   // sums are kept in single precision between
        Assert.Equal((4, 4), (Run(TestFiles.Demo, "parts.gguf", Backend.Managed, chunks: 4) is var again ? again.Chunks : 0, again.ResumedChunks));
    }

    [Fact]
    public void Collect_MatrixOfAnotherTextOrModel_IsLeftAlone()
    {
        Collect(TestFiles.Demo, "first.gguf", Backend.Managed, chunks: 1);
        byte[] before = File.ReadAllBytes(Out("first.gguf"));
        var options = new CalibrationOptions { ContextLength = 64, Dataset = "another.txt", Model = new() { Backend = Backend.Managed } };
        Assert.Contains("is an importance matrix of text in 1 chunks of 64", Refusal(() => Calibrator.Collect(TestFiles.Demo, s_text, Out("first.gguf"), options)), StringComparison.Ordinal);
        using var other = new SyntheticModel().Write();
        Assert.Contains("is the importance matrix of another model", Refusal(() => Run(other.Path, "first.gguf", Backend.Managed, chunks: 1)), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Out("first.gguf")));
        Assert.Contains("of general.type 'model'", Refusal(() => ImportanceMatrix.Read(other.Path)), StringComparison.Ordinal);

        var error = Assert.Throws<ArgumentException>(() => Run(other.Path, Path.GetFileName(other.Path), Backend.Managed, chunks: 1, Path.GetDirectoryName(other.Path)));
        Assert.Contains("is the file that is being read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Collect_Encoder_IsRefused()
    {
        using var encoder = new SyntheticModel("bert").Write();
        Assert.Contains("is bert, no causal language model", Refusal(() => Run(encoder.Path, "bert.gguf", Backend.Managed, chunks: 1)), StringComparison.Ordinal);
        Assert.False(File.Exists(Out("bert.gguf")));
    }

    [Fact]
    public void RequireModel_SameShapeOtherWeights_IsRefused()
    {
        using SyntheticModelFile one = new(seed: 1), two = new(seed: 2);
        Collect(one.Path, "one.gguf", Backend.Managed, chunks: 1);
        Quantizer.Plan(one.Path, new() { ImportanceMatrix = Out("one.gguf") });
        Assert.Contains("another model of this shape", Refusal(() => Quantizer.Plan(two.Path, new() { ImportanceMatrix = Out("one.gguf") })), StringComparison.Ordinal);
    }

    private sealed class SyntheticModelFile(int seed) : IDisposable
    {
        private readonly TemporaryModel _model = new SyntheticModel { Seed = seed, Type = TensorType.F16 }.Write();

        public string Path => _model.Path;

        public void Dispose() => _model.Dispose();
    }

    private static void AssertNear(ImportanceMatrix expected, ImportanceMatrix actual, double tolerance)
    {
        Assert.Equal(expected.Entries.Keys.Order(), actual.Entries.Keys.Order());
        foreach (var (name, entry) in expected.Entries)
        {
            double largest = entry.SumsOfSquares.Max();
            for (int i = 0; i < entry.SumsOfSquares.Length; i++)
                Assert.True(Math.Abs(entry.SumsOfSquares[i] - actual.Entries[name].SumsOfSquares[i]) <= tolerance * largest, $"{name} {i}: {entry.SumsOfSquares[i]} and {actual.Entries[name].SumsOfSquares[i]}");
        }
    }

    private ImportanceMatrix Collect(string model, string output, Backend backend, int chunks)
    {
        Run(model, output, backend, chunks);
        return ImportanceMatrix.Read(Out(output));
    }

    private CalibrationResult Run(string model, string output, Backend backend, int chunks, string? directory = null) => Calibrator.Collect(
        model, s_text, Path.Combine(directory ?? _directory.FullName, output), new() { ContextLength = 64, MaxChunks = chunks, Model = new() { Backend = backend, KeyType = TensorType.F32, ValueType = TensorType.F32 } },
        null, TestContext.Current.CancellationToken);

    private static string Refusal(Action action) => Assert.Throws<GgufException>(action).Message;

    private string Out(string name) => Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);
}
