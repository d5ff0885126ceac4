using Engine.Kernels.Selection;
using Engine.Tests.Sampling;

namespace Engine.Tests.Kernels.Selection;

public sealed class LogitSpreadTests
{
    // Differences and their squares are floats; the sums are double.
    private const double Tolerance = 1e-5;

    // The squares of smaller differences are 0 as floats.
    private const double SmallestDifference = 1e-18;

    public static TheoryData<string> Variants => [.. LogitSpread.Variants.Skip(1).Select(variant => variant.Name)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Deviation_EveryLength_EqualsReference(string name)
    {
        var variant = LogitSpread.Variants.Single(variant => variant.Name == name).Deviation;
        foreach (int length in LogitSelectionTests.Lengths)
        {
            foreach (float[] row in LogitRows.All.Values.Select(make => make(length)))
            {
                float best = row.Max();
                double expected = LogitSpread.Variants[0].Deviation(row, best);
                // What is measured from the best loses the digits that the deviation is smaller than that distance.
                double farthest = row.Where(float.IsFinite).Max(logit => (double)best - logit);
                foreach (var guard in Enum.GetValues<Guard>())
                {
                    using GuardedBuffer<float> logits = new(row, guard);
                    Assert.Equal(expected, variant(logits.Span, best), farthest * Tolerance + SmallestDifference);
                }
            }
        }
    }
}
