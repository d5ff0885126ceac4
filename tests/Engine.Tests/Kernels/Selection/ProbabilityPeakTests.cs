using Engine.Kernels.Layers;
using Engine.Kernels.Selection;

namespace Engine.Tests.Kernels.Selection;

public sealed class ProbabilityPeakTests
{
    [Fact]
    public void Apply_EveryLength_IsTheFormula()
    {
        var random = new Random(4);
        for (int length = 1; length <= 100; length++)
        {
            float[] probabilities = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle())];
            float[] logits = [.. Enumerable.Range(0, length).Select(i => i % 5 == 3 ? float.NegativeInfinity : i)];
            float[] expected = [.. probabilities.Zip(logits, (p, logit) => float.IsFinite(logit) ? Peak(p, 0.4) : logit)];
            ProbabilityPeak.Apply(probabilities, 0.4f, logits);
            for (int i = 0; i < length; i++) Assert.Equal(expected[i], logits[i], 1e-5f);
        }
        Assert.Throws<ArgumentException>(() => ProbabilityPeak.Apply(new float[2], 0.5f, new float[3]));
    }

    [Fact]
    public void Divide_EveryLength_Divides()
    {
        for (int length = 1; length <= 100; length++)
        {
            float[] values = [.. Enumerable.Range(0, length).Select(i => (float)i)];
            float[] expected = [.. values.Select(value => value / 0.7f)];
            Elementwise.Divide(values, 0.7f);
            Assert.Equal(expected, values);
        }
    }

    private static float Peak(double probability, double target)
    {
        double distance = Math.Abs(probability - target) / 0.3;
        return (float)(5 - 10 * distance * distance / (1 + distance));
    }
}
