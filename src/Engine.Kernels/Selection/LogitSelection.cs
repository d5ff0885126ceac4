using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Selection;

/// <summary>Finds the best of a row of logits without sorting it. Candidates are ordered by falling logit, then by rising id.</summary>
internal static partial class LogitSelection
{
    /// <summary>The implementations that this processor runs: the reference, then those on registers, the widest first.</summary>
    public static IReadOnlyList<SelectionVariant> Variants { get; } =
    [
        new("reference", MaxReference, AtLeastReference, TopReference),
        .. Of<Simd512, Vector512<byte>>(),
        .. Of<Simd256, Vector256<byte>>(),
        .. Of<Simd128, Vector128<byte>>(),
    ];

    /// <summary>The implementation that specifies the others.</summary>
    public static SelectionVariant Reference => Variants[0];

    private static readonly SelectionVariant s_fastest = Variants[1];

    /// <summary>The largest logit; NaN if any is.</summary>
    public static float Max(ReadOnlySpan<float> row)
    {
        ArgumentOutOfRangeException.ThrowIfZero(row.Length, nameof(row));
        return s_fastest.Max(row);
    }

    /// <summary>Writes the logits of at least <paramref name="threshold"/> and their indices, by rising id, and returns how many.</summary>
    /// <param name="row">Logits, none of them NaN.</param>
    /// <param name="threshold">The least logit to keep.</param>
    /// <param name="logits">As long as the row.</param>
    /// <param name="ids">As long as the row.</param>
    public static int AtLeast(ReadOnlySpan<float> row, float threshold, Span<float> logits, Span<int> ids)
    {
        CheckScratch(row.Length, logits, ids);
        return s_fastest.AtLeast(row, threshold, logits, ids);
    }

    /// <summary>Writes the first <paramref name="count"/> candidates of <paramref name="row"/>, in order; false where a logit is NaN, and the result is then none.</summary>
    /// <param name="row">Logits.</param>
    /// <param name="count">From 1 to the length of the row.</param>
    /// <param name="logits">At least <see cref="TopScratch"/> long; overwritten past the result.</param>
    /// <param name="ids">The same.</param>
    public static bool Top(ReadOnlySpan<float> row, int count, Span<float> logits, Span<int> ids)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, row.Length);
        CheckScratch(TopScratch(row.Length, count), logits, ids);
        return s_fastest.Top(row, count, logits, ids);
    }

    /// <summary>
    /// How much room <see cref="Top"/> wants: the more candidates fit beside the best so far, the less often they are thinned out;
    /// 128 and as many as are kept make thinning cost less than the scan. Then there are the largest logits of the row's segments, twice.
    /// </summary>
    public static int TopScratch(int rowLength, int count) => TopRoom(rowLength, count) + 2 * (rowLength / Segment);

    private static int TopRoom(int rowLength, int count) => (int)Math.Min(rowLength, 2L * count + 128);

    /// <summary>
    /// Moves the shortest beginning of the order whose weights sum to <paramref name="target"/> to the front and returns its length,
    /// at least one; all of them when they do not reach it. What is already in order stays so.
    /// </summary>
    /// <remarks>
    /// Quickselect (Hoare 1961, "Algorithm 65: Find") that descends by weight instead of by count: with every weight 1 it selects the
    /// top k, with probabilities the top p. Linear on average, no sort.
    /// </remarks>
    /// <param name="logits">Logits, at least one.</param>
    /// <param name="ids">Their ids, moved along.</param>
    /// <param name="weights">Their weights, moved along; empty if each weighs 1.</param>
    /// <param name="target">The sum to reach.</param>
    public static int Lead(Span<float> logits, Span<int> ids, Span<float> weights, double target)
    {
        // Before low everything belongs to the beginning and sums to sum < target; after high nothing does.
        int low = 0, high = logits.Length - 1;
        double sum = 0;
        while (low < high)
        {
            int middle = Partition(logits, ids, weights, low, high);
            double through = sum;
            if (weights.IsEmpty) through += middle + 1 - low;
            else foreach (float weight in weights[low..(middle + 1)]) through += weight;

            if (through >= target) high = middle;
            else (low, sum) = (middle + 1, through);
        }
        return low + 1;
    }

    /// <summary>The <paramref name="count"/>-th largest of <paramref name="values"/>, which change places.</summary>
    private static float Largest(Span<float> values, int count)
    {
        int low = 0, high = values.Length - 1, wanted = count - 1;
        while (low < high)
        {
            float pivot = values[low + (high - low) / 2];
            int left = low - 1, right = high + 1;
            while (true)
            {
                do left++; while (values[left] > pivot);
                do right--; while (pivot > values[right]);
                if (left >= right) break;
                (values[left], values[right]) = (values[right], values[left]);
            }
            if (wanted <= right) high = right;
            else low = right + 1;
        }
        return values[wanted];
    }

    /// <summary>Sorts candidates by falling logit, then by rising id.</summary>
    public static void Order(Span<float> logits, Span<int> ids)
    {
        logits.Sort(ids);
        logits.Reverse();
        ids.Reverse();
        for (int start = 0; start < logits.Length;)
        {
            int end = start + 1;
            while (end < logits.Length && logits[end] == logits[start]) end++;
            ids[start..end].Sort();
            start = end;
        }
    }

    /// <summary>Splits [low, high] so that all up to the returned index precede all after it; both parts hold at least one.</summary>
    private static int Partition(Span<float> logits, Span<int> ids, Span<float> weights, int low, int high)
    {
        int pivot = low + (high - low) / 2;
        float pivotLogit = logits[pivot];
        int pivotId = ids[pivot];
        int left = low - 1, right = high + 1;
        while (true)
        {
            do left++; while (Precedes(logits[left], ids[left], pivotLogit, pivotId));
            do right--; while (Precedes(pivotLogit, pivotId, logits[right], ids[right]));
            if (left >= right) return right;
            (logits[left], logits[right]) = (logits[right], logits[left]);
            (ids[left], ids[right]) = (ids[right], ids[left]);
            if (!weights.IsEmpty) (weights[left], weights[right]) = (weights[right], weights[left]);
        }
    }

    /// <summary>The order of candidates.</summary>
    private static bool Precedes(float logit, int id, float otherLogit, int otherId) =>
        logit > otherLogit || (logit == otherLogit && id < otherId);

    private static void CheckScratch(int needed, Span<float> logits, Span<int> ids)
    {
        if (logits.Length < needed || ids.Length < needed)
            throw new ArgumentException($"room for {logits.Length} logits and {ids.Length} ids; {needed} of each were expected", nameof(logits));
    }
}

/// <summary>One implementation of <see cref="LogitSelection"/>.</summary>
internal sealed record SelectionVariant(string Name, MaxKernel Max, AtLeastKernel AtLeast, TopKernel Top);

/// <summary><see cref="LogitSelection.Max"/>.</summary>
internal delegate float MaxKernel(ReadOnlySpan<float> row);

/// <summary><see cref="LogitSelection.AtLeast"/>.</summary>
internal delegate int AtLeastKernel(ReadOnlySpan<float> row, float threshold, Span<float> logits, Span<int> ids);

/// <summary><see cref="LogitSelection.Top"/>.</summary>
internal delegate bool TopKernel(ReadOnlySpan<float> row, int count, Span<float> logits, Span<int> ids);
