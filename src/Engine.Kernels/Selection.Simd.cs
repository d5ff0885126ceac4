using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engine.Kernels;

internal static partial class Selection
{
    // 16 lanes; the runtime splits them where the CPU has only 8 or 4.
    private static readonly int s_lanes = Vector512<float>.Count;

    private static float MaxSimd(ReadOnlySpan<float> row)
    {
        ref float first = ref MemoryMarshal.GetReference(row);
        // Two accumulators, so that one max need not wait for the last.
        var even = Vector512.Create(float.NegativeInfinity);
        var odd = even;
        int at = 0;
        for (; at <= row.Length - 2 * s_lanes; at += 2 * s_lanes)
        {
            even = Vector512.Max(even, Vector512.LoadUnsafe(ref first, (nuint)at));
            odd = Vector512.Max(odd, Vector512.LoadUnsafe(ref first, (nuint)(at + s_lanes)));
        }
        even = Vector512.Max(even, odd);

        float max = float.NegativeInfinity;
        for (int lane = 0; lane < s_lanes; lane++) max = MathF.Max(max, even[lane]);
        for (; at < row.Length; at++) max = MathF.Max(max, row[at]);
        return max;
    }

    private static int AtLeastSimd(ReadOnlySpan<float> row, float threshold, Span<float> logits, Span<int> ids)
    {
        ref float first = ref MemoryMarshal.GetReference(row);
        var least = Vector512.Create(threshold);
        int count = 0;
        int at = 0;
        for (; at <= row.Length - s_lanes; at += s_lanes)
        {
            ulong kept = Vector512.GreaterThanOrEqual(Vector512.LoadUnsafe(ref first, (nuint)at), least).ExtractMostSignificantBits();
            for (; kept != 0; kept &= kept - 1) Append(row, at + BitOperations.TrailingZeroCount(kept), logits, ids, ref count);
        }
        for (; at < row.Length; at++)
            if (row[at] >= threshold) Append(row, at, logits, ids, ref count);
        return count;
    }

    /// <summary>
    /// Gathers what is above the count-th best so far; when the room is full, thins it out to the best, which raises that threshold.
    /// After a few thousand logits of a usual row hardly anything passes, and the scan is four loads and one compare.
    /// </summary>
    private static void TopSimd(ReadOnlySpan<float> row, int count, Span<float> logits, Span<int> ids)
    {
        ref float first = ref MemoryMarshal.GetReference(row);
        int room = TopScratch(row.Length, count);
        int length = Math.Min(room, row.Length);
        for (int id = 0; id < length; id++) (logits[id], ids[id]) = (row[id], id);
        int at = length;
        float threshold = Thin(logits, ids, ref length, count);

        // An id later than all kept must be strictly better to precede one of them: > and not >=.
        int block = 4 * s_lanes;
        for (; at <= row.Length - block; at += block)
        {
            var limit = Vector512.Create(threshold);
            var a = Vector512.LoadUnsafe(ref first, (nuint)at);
            var b = Vector512.LoadUnsafe(ref first, (nuint)(at + s_lanes));
            var c = Vector512.LoadUnsafe(ref first, (nuint)(at + 2 * s_lanes));
            var d = Vector512.LoadUnsafe(ref first, (nuint)(at + 3 * s_lanes));
            if (!Vector512.GreaterThanAny(Vector512.Max(Vector512.Max(a, b), Vector512.Max(c, d)), limit)) continue;

            ulong passed = Vector512.GreaterThan(a, limit).ExtractMostSignificantBits()
                | Vector512.GreaterThan(b, limit).ExtractMostSignificantBits() << s_lanes
                | Vector512.GreaterThan(c, limit).ExtractMostSignificantBits() << (2 * s_lanes)
                | Vector512.GreaterThan(d, limit).ExtractMostSignificantBits() << (3 * s_lanes);
            if (length + block > room) threshold = Thin(logits, ids, ref length, count);
            for (; passed != 0; passed &= passed - 1) Append(row, at + BitOperations.TrailingZeroCount(passed), logits, ids, ref length);
        }
        for (; at < row.Length; at++)
        {
            if (row[at] <= threshold) continue;
            if (length == room) threshold = Thin(logits, ids, ref length, count);
            Append(row, at, logits, ids, ref length);
        }
        Thin(logits, ids, ref length, count);
        Order(logits[..count], ids[..count]);
    }

    private static void Append(ReadOnlySpan<float> row, int id, Span<float> logits, Span<int> ids, ref int length)
    {
        logits[length] = row[id];
        ids[length] = id;
        length++;
    }

    /// <summary>Keeps the first <paramref name="count"/>, in any order, and returns the last one's logit.</summary>
    private static float Thin(Span<float> logits, Span<int> ids, ref int length, int count)
    {
        Lead(logits[..length], ids[..length], weights: [], count);
        length = count;
        float last = logits[0];
        foreach (float logit in logits[..count]) last = MathF.Min(last, logit);
        return last;
    }

    /// <summary>Sorts candidates by falling logit, then by rising id.</summary>
    private static void Order(Span<float> logits, Span<int> ids)
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
}
