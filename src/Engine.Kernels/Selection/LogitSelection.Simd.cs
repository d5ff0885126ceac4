using System.Numerics;
using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Selection;

internal static partial class LogitSelection
{
    private static SelectionVariant[] Of<S, V>() where S : ISimd<V> where V : struct =>
        S.IsSupported ? [new($"{S.Bytes * 8} bits", MaxSimd<S, V>, AtLeastSimd<S, V>, TopSimd<S, V>)] : [];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe float MaxSimd<S, V>(ReadOnlySpan<float> row) where S : ISimd<V> where V : struct
    {
        int lanes = S.Bytes / sizeof(float), at = 0;
        // Two accumulators, so that one max need not wait for the last.
        V even = S.RepeatFloat(float.NegativeInfinity), odd = even;
        // A lane turns negative where a magnitude lies above that of infinity, as only what is not a number does.
        V margin = S.Zero, infinity = S.RepeatFloat(float.PositiveInfinity), magnitude = S.RepeatInt(int.MaxValue);
        fixed (float* logits = row)
        {
            for (; at + 2 * lanes <= row.Length; at += 2 * lanes)
            {
                V a = S.Load(logits + at), b = S.Load(logits + at + lanes);
                even = S.Max(even, a);
                odd = S.Max(odd, b);
                margin = S.Or(margin, S.Or(S.SubtractInt(infinity, S.And(a, magnitude)), S.SubtractInt(infinity, S.And(b, magnitude))));
            }
        }
        float max = S.HighestBits(margin) == 0 ? S.Largest(S.Max(even, odd)) : float.NaN;
        for (; at < row.Length; at++) max = MathF.Max(max, row[at]);
        return max;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe int AtLeastSimd<S, V>(ReadOnlySpan<float> row, float threshold, Span<float> logits, Span<int> ids) where S : ISimd<V> where V : struct
    {
        int lanes = S.Bytes / sizeof(float), count = 0, at = 0;
        V least = S.RepeatFloat(threshold);
        fixed (float* source = row)
        {
            for (; at + lanes <= row.Length; at += lanes)
            {
                uint kept = S.HighestBits(S.Greater(least, S.Load(source + at))) ^ ((1u << lanes) - 1);
                for (; kept != 0; kept &= kept - 1) Append(row, at + BitOperations.TrailingZeroCount(kept), logits, ids, ref count);
            }
        }
        for (; at < row.Length; at++)
            if (row[at] >= threshold) Append(row, at, logits, ids, ref count);
        return count;
    }

    // Logits of a row whose largest stands for them all when the best are sought.
    private const int Segment = 256;

    /// <summary>
    /// As many segments of the row hold a logit of at least the count-th largest of all segments' largest, so the best count are at least that: one pass finds it, and
    /// only the segments that reach it are looked at again. Where there are too few segments, or too many reach it, a scan does it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe bool TopSimd<S, V>(ReadOnlySpan<float> row, int count, Span<float> logits, Span<int> ids) where S : ISimd<V> where V : struct
    {
        int segments = row.Length / Segment, lanes = S.Bytes / sizeof(float), room = TopRoom(row.Length, count);
        if (segments < 2 * count) return ScanSimd<S, V>(row, count, logits, ids);

        var largest = logits.Slice(room, segments);
        // Numbers add up to a number, unless they overflow; what is not one shows in the sum.
        V sum = S.Zero;
        fixed (float* source = row)
        {
            for (int segment = 0; segment < segments; segment++)
            {
                float* at = source + segment * Segment;
                V even = S.Load(at), odd = S.Load(at + lanes);
                sum = S.Add(sum, S.Add(even, odd));
                for (int i = 2 * lanes; i < Segment; i += 2 * lanes)
                {
                    V a = S.Load(at + i), b = S.Load(at + i + lanes);
                    even = S.Max(even, a);
                    odd = S.Max(odd, b);
                    sum = S.Add(sum, S.Add(a, b));
                }
                largest[segment] = S.Largest(S.Max(even, odd));
            }
        }
        if (float.IsNaN(S.Sum(sum)) && float.IsNaN(MaxSimd<S, V>(row))) return false;
        var rest = row[(segments * Segment)..];
        if (!rest.IsEmpty && float.IsNaN(MaxSimd<S, V>(rest))) return false;

        var copy = logits.Slice(room + segments, segments);
        largest.CopyTo(copy);
        float threshold = Largest(copy, count);
        int length = 0;
        for (int segment = 0; segment < segments; segment++)
        {
            if (largest[segment] < threshold) continue;
            // Equal logits may be more than there is room for.
            if (!Gather<S, V>(row.Slice(segment * Segment, Segment), segment * Segment, threshold, logits[..room], ids, ref length)) return ScanSimd<S, V>(row, count, logits, ids);
        }
        if (!Gather<S, V>(rest, segments * Segment, threshold, logits[..room], ids, ref length)) return ScanSimd<S, V>(row, count, logits, ids);
        Lead(logits[..length], ids[..length], weights: [], count);
        Order(logits[..count], ids[..count]);
        return true;
    }

    /// <summary>Appends the logits of at least <paramref name="threshold"/>; false when there is no room.</summary>
    private static unsafe bool Gather<S, V>(ReadOnlySpan<float> part, int firstId, float threshold, Span<float> logits, Span<int> ids, ref int length) where S : ISimd<V> where V : struct
    {
        int lanes = S.Bytes / sizeof(float), at = 0;
        V least = S.RepeatFloat(threshold);
        fixed (float* source = part)
        {
            for (; at < part.Length; at += lanes)
            {
                int count = Math.Min(lanes, part.Length - at);
                uint kept = (1u << count) - 1;
                if (count == lanes) kept ^= S.HighestBits(S.Greater(least, S.Load(source + at)));
                for (; kept != 0; kept &= kept - 1)
                {
                    int index = at + BitOperations.TrailingZeroCount(kept);
                    if (count < lanes && part[index] < threshold) continue;
                    if (length == logits.Length) return false;
                    (logits[length], ids[length]) = (part[index], firstId + index);
                    length++;
                }
            }
        }
        return true;
    }

    /// <summary>
    /// Gathers what is above the count-th best so far; when the room is full, thins it out to the best, which raises that threshold.
    /// After a few thousand logits of a usual row hardly anything passes, and the scan is four loads and one compare.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe bool ScanSimd<S, V>(ReadOnlySpan<float> row, int count, Span<float> logits, Span<int> ids) where S : ISimd<V> where V : struct
    {
        if (float.IsNaN(MaxSimd<S, V>(row))) return false;
        int room = TopRoom(row.Length, count);
        int length = Math.Min(room, row.Length);
        for (int id = 0; id < length; id++) (logits[id], ids[id]) = (row[id], id);
        int at = length;
        float threshold = Thin(logits, ids, ref length, count);

        // An id later than all kept must be strictly better to precede one of them: > and not >=.
        int lanes = S.Bytes / sizeof(float), block = 4 * lanes;
        fixed (float* source = row)
        {
            for (; at + block <= row.Length; at += block)
            {
                V limit = S.RepeatFloat(threshold);
                V a = S.Load(source + at), b = S.Load(source + at + lanes), c = S.Load(source + at + 2 * lanes), d = S.Load(source + at + 3 * lanes);
                if (S.HighestBits(S.Greater(S.Max(S.Max(a, b), S.Max(c, d)), limit)) == 0) continue;

                ulong passed = S.HighestBits(S.Greater(a, limit))
                    | (ulong)S.HighestBits(S.Greater(b, limit)) << lanes
                    | (ulong)S.HighestBits(S.Greater(c, limit)) << (2 * lanes)
                    | (ulong)S.HighestBits(S.Greater(d, limit)) << (3 * lanes);
                if (length + block > room) threshold = Thin(logits, ids, ref length, count);
                for (; passed != 0; passed &= passed - 1) Append(row, at + BitOperations.TrailingZeroCount(passed), logits, ids, ref length);
            }
        }
        for (; at < row.Length; at++)
        {
            if (row[at] <= threshold) continue;
            if (length == room) threshold = Thin(logits, ids, ref length, count);
            Append(row, at, logits, ids, ref length);
        }
        Thin(logits, ids, ref length, count);
        Order(logits[..count], ids[..count]);
        return true;
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
}
