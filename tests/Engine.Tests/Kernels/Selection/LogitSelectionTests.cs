using Engine.Kernels.Selection;
using Engine.Tests.Sampling;

namespace Engine.Tests.Kernels.Selection;

public sealed class LogitSelectionTests
{
    private static readonly SelectionVariant s_reference = LogitSelection.Reference;

    public static TheoryData<string> Variants => [.. LogitSelection.Variants.Skip(1).Select(variant => variant.Name)];

    public static IEnumerable<int> Lengths => [.. Enumerable.Range(1, 257), 4099, 32000];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Max_EveryLength_EqualsReference(string name)
    {
        foreach (float[] row in Rows())
        {
            foreach (var guard in Enum.GetValues<Guard>())
            {
                using var guarded = new GuardedBuffer<float>(row, guard);
                Assert.Equal(s_reference.Max(row), Get(name).Max(guarded.Span));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Max_NaNAnywhere_IsNaN(string name)
    {
        for (int at = 0; at < 100; at++)
        {
            var row = new float[100];
            row[at] = float.NaN;
            Assert.Equal(float.NaN, s_reference.Max(row));
            Assert.Equal(float.NaN, Get(name).Max(row));
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void AtLeast_EveryLength_EqualsReference(string name)
    {
        foreach (float[] row in Rows())
            foreach (float threshold in new[] { float.NegativeInfinity, row.Min(), row[row.Length / 2], row.Max() })
                foreach (var guard in Enum.GetValues<Guard>())
                    Assert.Equal(AtLeast(s_reference, row, threshold, guard), AtLeast(Get(name), row, threshold, guard));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Top_EveryLength_EqualsReference(string name)
    {
        foreach (float[] row in Rows())
            foreach (int count in new[] { 1, 2, 40, 63, row.Length / 2, row.Length })   // with 63, blocks of registers end one place past the room
                if (count >= 1 && count <= row.Length && (count <= 40 || row.Length <= 4099))
                    foreach (var guard in Enum.GetValues<Guard>())
                        Assert.Equal(Top(s_reference, row, count, guard), Top(Get(name), row, count, guard));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Top_NaNAnywhere_IsSeen(string name)
    {
        foreach (int length in new[] { 40, 1000, 1003 })
        {
            foreach (int at in new[] { 0, 1, 39, length / 2, length - 64, length - 17, length - 1 }.Where(at => at >= 0))
            {
                float[] row = LogitRows.Model(length, 5);
                Assert.True(Get(name).Top(row, 3, new float[length], new int[length]));
                row[at] = float.NaN;
                Assert.False(Get(name).Top(row, 3, new float[length], new int[length]));
                Assert.False(s_reference.Top(row, 3, new float[length], new int[length]));
            }
        }
    }

    [Fact]
    public void Top_Ties_TakeTheLowestIds()
    {
        foreach (var variant in LogitSelection.Variants)
            Assert.Equal([(9f, 1), (5f, 0), (5f, 2)], Top(variant, [5, 9, 5, 5, 5], 3, Guard.After));
    }

    [Fact]
    public void Lead_Weights_KeepsTheShortestBeginningThatReachesTheTarget()
    {
        for (int length = 1; length <= 257; length++)
        {
            foreach (double share in new[] { 0, 0.1, 0.5, 0.9, 2 })
            {
                float[] row = LogitRows.All["few values"](length);
                int[] ids = [.. Enumerable.Range(0, length)];
                var random = new Random(length);
                float[] weights = [.. row.Select(_ => (float)random.Next(1, 9))];
                double target = share * weights.Sum();
                int[] order = [.. ids.OrderByDescending(id => row[id]).ThenBy(id => id)];
                double sum = 0;
                int expected = order.TakeWhile(id => (sum += weights[id]) < target).Count() + 1;
                float[] originalRow = [.. row], originalWeights = [.. weights];

                int kept = LogitSelection.Lead(row, ids, weights, target);

                Assert.Equal(Math.Min(expected, length), kept);
                Assert.Equal(order[..kept].Order(), ids[..kept].Order());
                for (int i = 0; i < length; i++) Assert.Equal((originalRow[ids[i]], originalWeights[ids[i]]), (row[i], weights[i]));
            }
        }
    }

    [Fact]
    public void Lead_OrderedCandidates_StayInOrder()
    {
        float[] row = [.. Enumerable.Range(0, 100).Select(i => -i / 3 * 1f)];
        int[] ids = [.. Enumerable.Range(0, 100)];
        Assert.Equal(17, LogitSelection.Lead(row, ids, [], 17));
        Assert.Equal(Enumerable.Range(0, 100), ids);
    }

    [Fact]
    public void Top_BadArguments_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LogitSelection.Top([1, 2], 0, new float[9], new int[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogitSelection.Top([1, 2], 3, new float[9], new int[9]));
        Assert.Throws<ArgumentException>(() => LogitSelection.Top([1, 2], 1, new float[1], new int[9]));
        Assert.Throws<ArgumentException>(() => LogitSelection.AtLeast([1, 2], 1, new float[2], new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogitSelection.Max([]));
    }

    private static IEnumerable<float[]> Rows() => Lengths.SelectMany(_ => LogitRows.All.Values, (length, row) => row(length));

    private static SelectionVariant Get(string name) => LogitSelection.Variants.Single(variant => variant.Name == name);

    private static (float Logit, int Id)[] AtLeast(SelectionVariant variant, float[] row, float threshold, Guard guard)
    {
        using GuardedBuffer<float> guarded = new(row, guard), logits = new(row.Length, guard);
        using var ids = new GuardedBuffer<int>(row.Length, guard);
        int count = variant.AtLeast(guarded.Span, threshold, logits.Span, ids.Span);
        return Candidates(logits, ids, count);
    }

    private static (float Logit, int Id)[] Top(SelectionVariant variant, float[] row, int count, Guard guard)
    {
        int room = LogitSelection.TopScratch(row.Length, count);
        using GuardedBuffer<float> guarded = new(row, guard), logits = new(room, guard);
        using var ids = new GuardedBuffer<int>(room, guard);
        Assert.True(variant.Top(guarded.Span, count, logits.Span, ids.Span));
        return Candidates(logits, ids, count);
    }

    private static (float Logit, int Id)[] Candidates(GuardedBuffer<float> logits, GuardedBuffer<int> ids, int count) =>
        [.. logits.Span[..count].ToArray().Zip(ids.Span[..count].ToArray())];
}
