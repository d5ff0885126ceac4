using System.Globalization;
using Engine.Verification;

namespace Engine.Tests.Backends.Parity;

/// <summary>How far rows are from those of another implementation: the worst of them, and all together.</summary>
internal sealed record RowParity(int Rows, double MaxAbs, double WorstKl, double MeanKl, double Nmse, int TopAgreements)
{
    /// <summary>Compares row by row.</summary>
    public static RowParity Of(float[] actual, float[] expected, int rowLength, bool areLogits)
    {
        Assert.Equal(expected.Length, actual.Length);
        int rows = expected.Length / rowLength;
        var each = Enumerable.Range(0, rows).Select(row => Difference.Of(
            actual.AsSpan(row * rowLength, rowLength), expected.AsSpan(row * rowLength, rowLength), rowLength, areLogits ? RowMeaning.Logits : RowMeaning.Values)).ToArray();
        return new RowParity(
            rows,
            each.Max(difference => double.IsNaN(difference.MaxAbs) ? double.PositiveInfinity : difference.MaxAbs),
            each.Max(difference => difference.Kl ?? 0),
            each.Average(difference => difference.Kl ?? 0),
            each.Average(difference => difference.Nmse),
            each.Count(difference => difference.TopAgreement is null or 1));
    }

    /// <summary>Writes it to the test's output, where the suite's figures are read.</summary>
    public RowParity Report(string what)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: max abs {MaxAbs:0.0e+0}, KL worst {WorstKl:0.0e+0} mean {MeanKl:0.0e+0}, nmse {Nmse:0.0e+0}, top-1 {TopAgreements}/{Rows}"));
        return this;
    }

    /// <summary>Holds rows that were computed in single precision to the bounds of that.</summary>
    public void CheckSinglePrecision()
    {
        Assert.InRange(MaxAbs, 0, ParityLimits.SinglePrecisionLogit);
        Assert.InRange(WorstKl, 0, ParityLimits.SinglePrecisionKl);
    }

    /// <summary>The same of llama.cpp's rows; where <paramref name="architecture"/> has GELU, to what its table of that allows.</summary>
    public void CheckLlamaCpp(string architecture)
    {
        if (architecture is "bert" or "gemma3") Assert.InRange(Nmse, 0, ParityLimits.LlamaCppGelu);
        else CheckSinglePrecision();
    }
}
