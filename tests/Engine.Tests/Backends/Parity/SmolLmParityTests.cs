using System.Globalization;
using Engine.Tests.Backends.Reference;
using Engine.Tests.Models;

namespace Engine.Tests.Backends.Parity;

/// <summary>A real chat model of 135 M parameters, Q4_1: as it is, and dequantized to F32.</summary>
public sealed class SmolLmParityTests(SmolLmParityTests.SinglePrecisionFile single) : IClassFixture<SmolLmParityTests.SinglePrecisionFile>
{
    private const string Name = "SmolLM2-135M-Instruct.Q4_1.gguf", Golden = "SmolLM2-golden.json";
    private const int ReferencePositions = 6;   // the reference takes its time
    private const int GoldenPromptCount = 4;

    [Fact]
    public void Forward_DequantizedToF32_EqualsTheReferenceAtEveryPosition()
    {
        int[] ids = ReferenceModel.Ids(Passage.GetProperty("ids"))[..ReferencePositions];
        float[] expected;
        using (var reference = ParityModel.Load(single.Path, Backend.Reference)) expected = reference.Read(ids);
        using (var llama = ParityModel.Load(single.Path, Backend.LlamaCpp)) llama.Compare(llama.Read(ids), expected, "SmolLM2 as F32, llama.cpp").CheckSinglePrecision();
        using var managed = ParityModel.Load(single.Path, Backend.Managed);
        managed.Compare(managed.Read(ids), expected, "SmolLM2 as F32, managed prefill").CheckSinglePrecision();
        managed.Compare(managed.Decode(ids), expected, "SmolLM2 as F32, managed decode").CheckSinglePrecision();
    }

    [Theory]
    [InlineData(Backend.LlamaCpp)]
    [InlineData(Backend.Managed)]
    public void Forward_DequantizedToF32_LogitsArePyTorchs(Backend backend)
    {
        using var model = ParityModel.Load(single.Path, backend);
        GoldenPrompts.CheckLogits(model, Golden, GoldenPromptCount, $"SmolLM2 as F32, {backend}");
    }

    [Fact]
    public void Forward_Quantized_IsAsNearPyTorchOnTheGoldenPassageAsLlamaCpp()
    {
        var theirs = ReadPassage(Backend.LlamaCpp);
        var ours = ReadPassage(Backend.Managed);
        Assert.InRange(ours.PerplexityError, 0, theirs.PerplexityError);
        Assert.InRange(ours.NllError, 0, ParityLimits.PassageWaver * theirs.NllError);
        Assert.InRange(theirs.TopDisagreements, ours.TopDisagreements / ParityLimits.PassageWaver, int.MaxValue);
    }

    private static System.Text.Json.JsonElement Passage => ReferenceModel.Golden(Golden).GetProperty("passage");

    private static PassageParity ReadPassage(Backend backend)
    {
        int[] ids = ReferenceModel.Ids(Passage.GetProperty("ids")), top = ReferenceModel.Ids(Passage.GetProperty("top1"));
        float[] nll = ReferenceModel.Floats(Passage.GetProperty("nll"));
        using var model = ParityModel.Load(TestFiles.Shared("models", Name), backend);
        float[] rows = model.Read(ids);
        double sum = 0, squares = 0;
        int disagreements = 0;
        for (int i = 0; i < nll.Length; i++)
        {
            var row = rows.AsSpan(i * model.RowLength, model.RowLength);
            double actual = NegativeLogLikelihood(row, ids[i + 1]);
            sum += actual;
            squares += (actual - nll[i]) * (actual - nll[i]);
            if (ParityModel.Largest(row) != top[i]) disagreements++;
        }
        double perplexity = Math.Exp(sum / nll.Length), golden = Passage.GetProperty("perplexity").GetDouble();
        var parity = new PassageParity(Math.Abs(perplexity - golden), Math.Sqrt(squares / nll.Length), disagreements);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"SmolLM2 Q4_1, {backend}: perplexity {perplexity:F4} against {golden:F4}, rms of nll differences {parity.NllError:F4}, top-1 differs at {disagreements} of {nll.Length}"));
        return parity;
    }

    private static double NegativeLogLikelihood(ReadOnlySpan<float> logits, int id)
    {
        double largest = logits[ParityModel.Largest(logits)], sum = 0;
        foreach (float logit in logits) sum += Math.Exp(logit - largest);
        return largest + Math.Log(sum) - logits[id];
    }

    /// <summary>How far a backend is from PyTorch over the passage.</summary>
    private sealed record PassageParity(double PerplexityError, double NllError, int TopDisagreements);

    /// <summary>The file dequantized to F32, written once for the class.</summary>
    public sealed class SinglePrecisionFile : IDisposable
    {
        private readonly Lazy<TemporaryModel> _file = new(() => TemporaryModel.Dequantized(TestFiles.Shared("models", Name)));

        internal string Path => _file.Value.Path;

        public void Dispose()
        {
            if (_file.IsValueCreated) _file.Value.Dispose();
        }
    }
}
