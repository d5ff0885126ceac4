using Engine.Kernels.Selection;
using Engine.Tests.Sampling;

namespace Engine.Tests.Kernels.Selection;

public sealed class SumExpTests
{
    // A float operation rounds by at most this share of its result. A subtraction and a division round the exponent x, which changes
    // exp(x) by 2 |x| times this; exp itself is good to two units in the last place.
    private const double Rounding = 1.0 / (1 << 24);

    // The weights that make up a sum are near 1, where their exponents are small.
    private const double SumTolerance = 1e-6;

    // Weights below the smallest normal float carry fewer digits.
    private const double SmallestNormal = 1.2e-38;

    public static TheoryData<string> Variants => [.. SumExp.Variants.Skip(1).Select(variant => variant.Name)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Compute_EveryLength_EqualsReference(string name)
    {
        var variant = SumExp.Variants.Single(variant => variant.Name == name).Compute;
        foreach (int length in LogitSelectionTests.Lengths)
        {
            foreach (var make in LogitRows.All.Values)
            {
                float[] row = make(length);
                float max = row.Max();
                foreach (float temperature in new[] { 0.25f, 1, 8 })
                {
                    float[] expected = new float[length];
                    double sum = SumExp.Reference(row, max, temperature, expected);
                    foreach (var guard in Enum.GetValues<Guard>())
                    {
                        using GuardedBuffer<float> logits = new(row, guard), actual = new(length, guard);
                        Assert.Equal(sum, variant(logits.Span, max, temperature, actual.Span), sum * SumTolerance);
                        for (int i = 0; i < length; i++)
                        {
                            float weight = actual.Span[i];
                            if (expected[i] == weight) continue;
                            double exponent = Math.Abs(row[i] - max) / temperature;
                            if (!(Math.Abs(expected[i] - weight) <= expected[i] * (2 * exponent + 4) * Rounding + SmallestNormal))
                                Assert.Fail($"weight {i} of {length} is {weight}; {expected[i]} was expected");
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Compute_AnotherStart_ChangesNoWeight(string name)
    {
        var variant = SumExp.Variants.Single(variant => variant.Name == name).Compute;
        float[] row = LogitRows.Model(100, seed: 1), whole = new float[row.Length];
        variant(row, row.Max(), 0.7f, whole);
        for (int start = 1; start < row.Length; start++)
        {
            float[] part = new float[row.Length - start];
            variant(row.AsSpan(start), row.Max(), 0.7f, part);
            Assert.Equal(whole[start..], part);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Moments_EveryLength_EqualReference(string name)
    {
        var variant = SumExp.Variants.Single(variant => variant.Name == name).Moments;
        foreach (int length in LogitSelectionTests.Lengths)
        {
            foreach (float[] row in LogitRows.All.Values.Select(make => make(length)))
            {
                float max = row.Max();
                foreach (var guard in Enum.GetValues<Guard>())
                {
                    using GuardedBuffer<float> logits = new(row, guard);
                    foreach (float temperature in new[] { 0.25f, 1, 8 })
                    {
                        var (sum, weighted) = SumExp.Variants[0].Moments(row, max, temperature);
                        var actual = variant(logits.Span, max, temperature);
                        Assert.Equal(sum, actual.Sum, sum * SumTolerance);
                        // x e^x is -1/e at the least, and e^x is wrong by its share of the sum.
                        Assert.Equal(weighted, actual.Weighted, (sum - weighted) * 4 * SumTolerance);
                    }
                }
            }
        }
    }

    [Fact]
    public void Compute_ShortDestination_Throws() =>
        Assert.Throws<ArgumentException>(() => SumExp.Forward([1, 2], 2, 1, new float[1]));
}
