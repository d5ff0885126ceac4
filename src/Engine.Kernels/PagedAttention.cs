using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Engine.Kernels;

/// <summary>
/// The attention of <see cref="Attention"/> over blocks of keys and values, with an online softmax: the weights of a block are used
/// and forgotten, and what was summed before is rescaled when a larger score turns up.
/// </summary>
/// <remarks>
/// Sources: Milakov and Gimelshein 2018, "Online normalizer calculation for softmax"; Dao et al. 2022, "FlashAttention".
/// Blocks are aligned at position 0 and visited in order, so a result depends on nothing but the query and the keys it sees.
/// </remarks>
internal static unsafe class PagedAttention
{
    private const int Block = KvBlocks.BlockTokens;

    /// <summary>Queries of a prefill tile: one vector lane each.</summary>
    public const int TileQueries = 16;

    // Instead of negative infinity, whose difference with itself is not a number.
    private const float Masked = -1e30f;

    /// <summary>Floats of scratch that a thread needs.</summary>
    public static int ScratchLength(in AttentionShape shape)
    {
        int group = shape.HeadCount / shape.KvHeadCount;
        int decode = group * (2 * shape.HeadDim + Block + 2);
        int prefill = group * TileQueries * (2 * shape.HeadDim + 2) + Block * TileQueries;
        return 2 * Block * shape.HeadDim + Math.Max(decode, prefill) + 64;
    }

    /// <summary>One query attends through key and value head <paramref name="kvHead"/>, for all query heads that share it.</summary>
    /// <param name="shape">Heads, dimensions, mask.</param>
    /// <param name="kv">The keys and values of the sequence.</param>
    /// <param name="kvHead">Key and value head.</param>
    /// <param name="position">Position of the query; its own key is already stored, and where nothing is masked all others are.</param>
    /// <param name="query">(headCount, headDim).</param>
    /// <param name="output">(headCount, headDim); the group's heads are written.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats of this thread.</param>
    public static void Decode(
        in AttentionShape shape, KvView kv, int kvHead, int position,
        ReadOnlySpan<float> query, Span<float> output, Span<float> scratch)
    {
        Shapes.RequireEqual(shape.HeadCount * shape.HeadDim, query.Length, nameof(query));
        Shapes.RequireEqual(query.Length, output.Length, nameof(output));
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, ScratchLength(shape));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, kv.Length);
        fixed (float* q = query, o = output, s = scratch) Decode(shape, kv, kvHead, position, q, o, s);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Decode(
        in AttentionShape shape, KvView kv, int kvHead, int position, float* query, float* output, float* scratch)
    {
        int dim = shape.HeadDim, group = shape.HeadCount / shape.KvHeadCount;
        float* keyScratch = scratch;
        float* valueScratch = keyScratch + Block * dim;
        float* q = valueScratch + Block * dim;        // (group, headDim), scaled
        float* sums = q + group * dim;                // (group, headDim): sum of weight * value, not yet normalized
        float* scores = sums + group * dim;           // (group, Block)
        float* largest = scores + group * Block;      // (group)
        float* total = largest + group;               // (group)

        query += kvHead * group * dim;
        for (int i = 0; i < group * dim; i++) q[i] = query[i] * (float)shape.Scale;
        new Span<float>(sums, group * dim).Clear();
        new Span<float>(largest, group).Fill(Masked);
        new Span<float>(total, group).Clear();

        var (start, end) = shape.Visible(position, kv.Length);
        for (int b = start / Block; b * Block < end; b++)
        {
            int first = Math.Max(0, start - b * Block), last = Math.Min(Block, end - b * Block);
            float* keys = kv.Keys(b, kvHead, last, keyScratch);
            float* values = kv.Values(b, kvHead, last, valueScratch);
            for (int h = 0; h < group; h++)
            {
                float* weights = scores + h * Block;
                float high = largest[h];
                for (int j = first; j < last; j++)
                {
                    weights[j] = Dot(q + h * dim, keys + j * dim, dim);
                    high = MathF.Max(high, weights[j]);
                }
                if (high > largest[h])
                {
                    float shrink = MathF.Exp(largest[h] - high);
                    Scale(sums + h * dim, dim, shrink);
                    total[h] *= shrink;
                    largest[h] = high;
                }
                total[h] += Exponentiate(weights, first, last, high);
                AddWeighted(sums + h * dim, weights, values, first, last, dim);
            }
        }

        output += kvHead * group * dim;
        for (int h = 0; h < group; h++)
            for (int i = 0; i < dim; i++) output[h * dim + i] = sums[h * dim + i] / total[h];
    }

    /// <summary>Up to <see cref="TileQueries"/> consecutive queries attend through head <paramref name="kvHead"/>, for all query heads that share it.</summary>
    /// <param name="shape">Heads, dimensions, mask.</param>
    /// <param name="kv">The keys and values of the sequence.</param>
    /// <param name="kvHead">Key and value head.</param>
    /// <param name="position">Position of the first query; all keys up to the last query's are stored, and where nothing is masked all others are.</param>
    /// <param name="count">Queries.</param>
    /// <param name="queries">(count, stride), each (headCount, headDim).</param>
    /// <param name="output">(count, stride).</param>
    /// <param name="stride">Floats from one query to the next.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> floats of this thread.</param>
    public static void Prefill(
        in AttentionShape shape, KvView kv, int kvHead, int position, int count,
        ReadOnlySpan<float> queries, Span<float> output, int stride, Span<float> scratch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, TileQueries);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, shape.HeadCount * shape.HeadDim);
        ArgumentOutOfRangeException.ThrowIfLessThan(queries.Length, count * stride);
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, count * stride);
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, ScratchLength(shape));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position + count, kv.Length);
        fixed (float* q = queries, o = output, s = scratch) Prefill(shape, kv, kvHead, position, count, q, o, stride, s);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Prefill(
        in AttentionShape shape, KvView kv, int kvHead, int position, int count,
        float* queries, float* output, int stride, float* scratch)
    {
        int dim = shape.HeadDim, group = shape.HeadCount / shape.KvHeadCount;
        float* keyScratch = scratch;
        float* valueScratch = keyScratch + Block * dim;
        float* q = valueScratch + Block * dim;                     // (group, headDim, TileQueries): a lane is a query
        float* sums = q + group * dim * TileQueries;               // (group, headDim, TileQueries)
        float* largest = sums + group * dim * TileQueries;         // (group, TileQueries)
        float* total = largest + group * TileQueries;              // (group, TileQueries)
        float* scores = total + group * TileQueries;               // (Block, TileQueries)

        for (int h = 0; h < group; h++)
            for (int d = 0; d < dim; d++)
                for (int i = 0; i < TileQueries; i++)
                    q[(h * dim + d) * TileQueries + i] = i < count ? queries[(nint)i * stride + (kvHead * group + h) * dim + d] * (float)shape.Scale : 0;
        new Span<float>(sums, group * dim * TileQueries).Clear();
        new Span<float>(largest, group * TileQueries).Fill(Masked);
        new Span<float>(total, group * TileQueries).Clear();

        var positions = shape.Mask == AttentionMask.None ? Vector512.Create(int.MaxValue) : Vector512<int>.Indices + Vector512.Create(position);
        var starts = shape.Mask == AttentionMask.SlidingWindow ? positions - Vector512.Create(shape.Window - 1) : Vector512<int>.Zero;
        int start = shape.Visible(position, kv.Length).Start, end = shape.Visible(position + count - 1, kv.Length).End;
        for (int b = start / Block; b * Block < end; b++)
        {
            int keyCount = Math.Min(Block, end - b * Block);
            float* keys = kv.Keys(b, kvHead, keyCount, keyScratch);
            float* values = kv.Values(b, kvHead, keyCount, valueScratch);
            for (int h = 0; h < group; h++)
            {
                float* qh = q + h * dim * TileQueries;
                float* sumsOfHead = sums + h * dim * TileQueries;
                int scored = 0;
                for (; scored + 8 <= keyCount; scored += 8) Scores8(qh, keys + scored * dim, dim, scores + scored * TileQueries);
                for (; scored < keyCount; scored++) Score(qh, keys + scored * dim, dim).Store(scores + scored * TileQueries);
                Mask(scores, keyCount, b * Block, positions, starts);

                var before = Vector512.Load(largest + h * TileQueries);
                var high = before;
                for (int j = 0; j < keyCount; j++) high = Vector512.Max(high, Vector512.Load(scores + j * TileQueries));
                var sum = Vector512.Load(total + h * TileQueries);
                if (high != before)
                {
                    // Lanes whose maximum stays are multiplied by exactly 1.
                    var shrink = VectorMath.Exp(before - high);
                    sum *= shrink;
                    for (int d = 0; d < dim; d++) (Vector512.Load(sumsOfHead + d * TileQueries) * shrink).Store(sumsOfHead + d * TileQueries);
                    high.Store(largest + h * TileQueries);
                }
                for (int j = 0; j < keyCount; j++)
                {
                    var score = Vector512.Load(scores + j * TileQueries);
                    var weight = Vector512.AndNot(VectorMath.Exp(score - high), Vector512.LessThanOrEqual(score, Vector512.Create(Masked)));
                    sum += weight;
                    weight.Store(scores + j * TileQueries);
                }
                sum.Store(total + h * TileQueries);
                int at = 0;
                for (; at + 8 <= dim; at += 8) AddWeighted8(sumsOfHead + at * TileQueries, scores, values + at, keyCount, dim);
                for (; at < dim; at++)
                {
                    var one = Vector512.Load(sumsOfHead + at * TileQueries);
                    for (int j = 0; j < keyCount; j++)
                        one = Vector512.FusedMultiplyAdd(Vector512.Load(scores + j * TileQueries), Vector512.Create(values[j * dim + at]), one);
                    one.Store(sumsOfHead + at * TileQueries);
                }
            }
        }

        for (int h = 0; h < group; h++)
            for (int i = 0; i < count; i++)
            {
                float* row = output + (nint)i * stride + (kvHead * group + h) * dim;
                float inverse = 1 / total[h * TileQueries + i];
                for (int d = 0; d < dim; d++) row[d] = sums[(h * dim + d) * TileQueries + i] * inverse;
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Dot(float* a, float* b, int length)
    {
        var (even, odd) = (Vector512<float>.Zero, Vector512<float>.Zero);
        int i = 0;
        for (; i + 32 <= length; i += 32)
        {
            even = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), even);
            odd = Vector512.FusedMultiplyAdd(Vector512.Load(a + i + 16), Vector512.Load(b + i + 16), odd);
        }
        for (; i + 16 <= length; i += 16) even = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), even);
        float sum = Vector512.Sum(even + odd);
        for (; i < length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static void Scale(float* values, int length, float factor)
    {
        for (int i = 0; i < length; i++) values[i] *= factor;
    }

    /// <summary>weights = e^(weights - high) from <paramref name="first"/> to <paramref name="last"/>, exclusive; returns their sum.</summary>
    private static float Exponentiate(float* weights, int first, int last, float high)
    {
        // Whole vectors with the rest masked, so that every weight comes from the same function.
        var sum = Vector512<float>.Zero;
        for (int j = first / 16 * 16; j < last; j += 16)
        {
            var index = Vector512<int>.Indices + Vector512.Create(j);
            var isOutside = (Vector512.LessThan(index, Vector512.Create(first)) | Vector512.GreaterThanOrEqual(index, Vector512.Create(last))).AsSingle();
            var score = Vector512.ConditionalSelect(isOutside, Vector512.Create(Masked), Vector512.Load(weights + j));
            var weight = VectorMath.Exp(score - Vector512.Create(high));
            sum += weight;
            weight.Store(weights + j);
        }
        return Vector512.Sum(sum);
    }

    /// <summary>sums[d] += sum over j of weights[j] * values[j][d].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWeighted(float* sums, float* weights, float* values, int first, int last, int dim)
    {
        int d = 0;
        for (; d + 64 <= dim; d += 64)
        {
            var (a, b) = (Vector512.Load(sums + d), Vector512.Load(sums + d + 16));
            var (c, e) = (Vector512.Load(sums + d + 32), Vector512.Load(sums + d + 48));
            for (int j = first; j < last; j++)
            {
                var weight = Vector512.Create(weights[j]);
                float* row = values + j * dim + d;
                a = Vector512.FusedMultiplyAdd(weight, Vector512.Load(row), a);
                b = Vector512.FusedMultiplyAdd(weight, Vector512.Load(row + 16), b);
                c = Vector512.FusedMultiplyAdd(weight, Vector512.Load(row + 32), c);
                e = Vector512.FusedMultiplyAdd(weight, Vector512.Load(row + 48), e);
            }
            a.Store(sums + d);
            b.Store(sums + d + 16);
            c.Store(sums + d + 32);
            e.Store(sums + d + 48);
        }
        for (; d + 16 <= dim; d += 16)
        {
            var a = Vector512.Load(sums + d);
            for (int j = first; j < last; j++) a = Vector512.FusedMultiplyAdd(Vector512.Create(weights[j]), Vector512.Load(values + j * dim + d), a);
            a.Store(sums + d);
        }
        for (; d < dim; d++)
            for (int j = first; j < last; j++) sums[d] += weights[j] * values[j * dim + d];
    }

    /// <summary>Hides from each query the keys after its position and before its window.</summary>
    private static void Mask(float* scores, int keyCount, int firstKey, Vector512<int> positions, Vector512<int> starts)
    {
        var last = Vector512.Create(firstKey + keyCount - 1);
        if (Vector512.GreaterThanOrEqualAll(positions, last) && Vector512.LessThanOrEqualAll(starts, Vector512.Create(firstKey))) return;
        for (int j = 0; j < keyCount; j++)
        {
            var key = Vector512.Create(firstKey + j);
            var isHidden = (Vector512.GreaterThan(key, positions) | Vector512.LessThan(key, starts)).AsSingle();
            Vector512.ConditionalSelect(isHidden, Vector512.Create(Masked), Vector512.Load(scores + j * TileQueries)).Store(scores + j * TileQueries);
        }
    }

    /// <summary>The scores of one key with the tile's queries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Score(float* q, float* key, int dim)
    {
        var score = Vector512<float>.Zero;
        for (int d = 0; d < dim; d++) score = Vector512.FusedMultiplyAdd(Vector512.Load(q + d * TileQueries), Vector512.Create(key[d]), score);
        return score;
    }

    /// <summary>The scores of eight keys, each summed in the order of <see cref="Score"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scores8(float* q, float* keys, int dim, float* scores)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (int d = 0; d < dim; d++)
        {
            var query = Vector512.Load(q + d * TileQueries);
            float* key = keys + d;
            s0 = Vector512.FusedMultiplyAdd(query, Vector512.Create(key[0]), s0);
            s1 = Vector512.FusedMultiplyAdd(query, Vector512.Create(key[dim]), s1);
            s2 = Vector512.FusedMultiplyAdd(query, Vector512.Create(key[2 * dim]), s2);
            s3 = Vector512.FusedMultiplyAdd(query, Vector512.Create(key[3 * dim]), s3);
            s4 = Vector512.FusedMultiplyAdd(query, Vector512.Create(key[4 * dim]), s4);
            s5 = Vector512.FusedMultiplyAdd(query, Vector512.Create(key[5 * dim]), s5);
            s6 = Vector512.FusedMultiplyAdd(query, Vector512.Create(key[6 * dim]), s6);
            s7 = Vector512.FusedMultiplyAdd(query, Vector512.Create(key[7 * dim]), s7);
        }
        s0.Store(scores);
        s1.Store(scores + 16);
        s2.Store(scores + 32);
        s3.Store(scores + 48);
        s4.Store(scores + 64);
        s5.Store(scores + 80);
        s6.Store(scores + 96);
        s7.Store(scores + 112);
    }

    /// <summary>sums[d] += sum over the keys of weight * value[d], for eight consecutive d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddWeighted8(float* sums, float* weights, float* values, int keyCount, int dim)
    {
        Vector512<float> s0 = Vector512.Load(sums), s1 = Vector512.Load(sums + 16), s2 = Vector512.Load(sums + 32), s3 = Vector512.Load(sums + 48);
        Vector512<float> s4 = Vector512.Load(sums + 64), s5 = Vector512.Load(sums + 80), s6 = Vector512.Load(sums + 96), s7 = Vector512.Load(sums + 112);
        for (int j = 0; j < keyCount; j++)
        {
            var weight = Vector512.Load(weights + j * TileQueries);
            float* row = values + j * dim;
            s0 = Vector512.FusedMultiplyAdd(weight, Vector512.Create(row[0]), s0);
            s1 = Vector512.FusedMultiplyAdd(weight, Vector512.Create(row[1]), s1);
            s2 = Vector512.FusedMultiplyAdd(weight, Vector512.Create(row[2]), s2);
            s3 = Vector512.FusedMultiplyAdd(weight, Vector512.Create(row[3]), s3);
            s4 = Vector512.FusedMultiplyAdd(weight, Vector512.Create(row[4]), s4);
            s5 = Vector512.FusedMultiplyAdd(weight, Vector512.Create(row[5]), s5);
            s6 = Vector512.FusedMultiplyAdd(weight, Vector512.Create(row[6]), s6);
            s7 = Vector512.FusedMultiplyAdd(weight, Vector512.Create(row[7]), s7);
        }
        s0.Store(sums);
        s1.Store(sums + 16);
        s2.Store(sums + 32);
        s3.Store(sums + 48);
        s4.Store(sums + 64);
        s5.Store(sums + 80);
        s6.Store(sums + 96);
        s7.Store(sums + 112);
    }
}
