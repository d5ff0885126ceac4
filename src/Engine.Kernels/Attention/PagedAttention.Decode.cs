using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Attention;

/// <summary>The text of both kernels, for registers of any width.</summary>
internal sealed unsafe partial class PagedAttention<S, V> : PagedAttentionVariant where S : ISimd<V> where V : struct
{
    private const int Block = KvBlocks.BlockTokens;
    private const int Group = KvFormat.GroupTokens;

    /// <summary>Registers that are summed into side by side: FMA has a latency of four cycles, and one chain would leave the ports idle.</summary>
    private const int Abreast = 4;

    // Instead of negative infinity, whose difference with itself is not a number. A hidden score lies so far below the least maximum that its weight is 0.
    private const float LeastMaximum = -1e30f, Hidden = -2e30f;

    private static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => S.Bytes / sizeof(float);
    }

    public override int Bits => S.Bytes * 8;

    public override bool IsSupported => S.IsSupported;

    public override int ScratchLength(in AttentionShape shape) => KvScratch(shape) + Math.Max(DecodeScratch(shape), PrefillScratch(shape)) + Alignment;

    /// <summary>Floats for the keys and values of a block as singles; whole vectors are read beyond them.</summary>
    private static int KvScratch(in AttentionShape shape) => 2 * (Block * shape.HeadDim + KvBlocks.Slack / sizeof(float));

    private static int DecodeScratch(in AttentionShape shape) => shape.HeadCount / shape.KvHeadCount * (shape.HeadDim + Padded(shape.HeadDim) + Block + 2);

    /// <summary>Elements of a sum of values: whole steps of <see cref="AddWeighted"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Padded(int dim) => (dim + Abreast * Lanes - 1) / (Abreast * Lanes) * (Abreast * Lanes);

    private const int Alignment = 16;   // floats of a cache line

    private static float* Align(float* scratch) => (float*)(((nint)scratch + 63) & ~63);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode(in AttentionShape shape, KvView kv, int kvHead, int position, float* query, float* output, float* scratch)
    {
        int dim = shape.HeadDim, padded = Padded(dim), group = shape.HeadCount / shape.KvHeadCount;
        float* keyScratch = Align(scratch);
        float* valueScratch = keyScratch + KvScratch(shape) / 2;
        float* sums = keyScratch + KvScratch(shape);   // (group, padded): sum of weight * value, not yet normalized
        float* scores = sums + group * padded;         // (group, Block)
        float* q = scores + group * Block;             // (group, headDim), scaled
        float* largest = q + group * dim;              // (group)
        float* total = largest + group;                // (group)

        query += kvHead * group * dim;
        for (int i = 0; i < group * dim; i++) q[i] = query[i] * (float)shape.Scale;
        new Span<float>(sums, group * padded).Clear();
        new Span<float>(largest, group).Fill(LeastMaximum);
        new Span<float>(total, group).Clear();

        var (start, end) = shape.Visible(position, kv.Length);
        for (int b = start / Block; b * Block < end; b++)
        {
            int first = Math.Max(0, start - b * Block), last = Math.Min(Block, end - b * Block);
            float* keys = kv.Keys(b, kvHead, last, keyScratch);
            float* values = kv.Values(b, kvHead, last, valueScratch);
            int h = 0;
            for (; h + 2 <= group; h += 2) Attend<TwoHeads>(q + h * dim, keys, values, first, last, dim, scores + h * Block, largest + h, total + h, sums + h * padded);
            if (h < group) Attend<OneHead>(q + h * dim, keys, values, first, last, dim, scores + h * Block, largest + h, total + h, sums + h * padded);
        }

        output += kvHead * group * dim;
        for (int h = 0; h < group; h++)
            for (int i = 0; i < dim; i++) output[h * dim + i] = sums[h * padded + i] / total[h];
    }

    /// <summary>
    /// Heads that are computed side by side. Two share each key and value that is loaded; with one, two chains of sums of every other product
    /// keep the ports as busy.
    /// </summary>
    private interface IHeads
    {
        static abstract int Count { get; }
    }

    private readonly struct OneHead : IHeads
    {
        public static int Count => 1;
    }

    private readonly struct TwoHeads : IHeads
    {
        public static int Count => 2;
    }

    /// <summary>The keys <paramref name="first"/> to <paramref name="last"/>, exclusive, of a block, for heads whose queries, scores and sums lie one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Attend<H>(float* q, float* keys, float* values, int first, int last, int dim, float* scores, float* largest, float* total, float* sums) where H : IHeads
    {
        int padded = Padded(dim);
        for (int key = 0; key < last; key += Abreast * Lanes) Scores<H>(q, keys, key, dim, scores);
        for (int h = 0; h < H.Count; h++)
        {
            float high = Mask(scores + h * Block, first, last, largest[h]);
            if (high > largest[h])
            {
                float shrink = MathF.Exp(largest[h] - high);
                for (int i = 0; i < padded; i += Lanes) S.Store(S.Multiply(S.Load(sums + h * padded + i), S.RepeatFloat(shrink)), sums + h * padded + i);
                total[h] *= shrink;
                largest[h] = high;
            }
            total[h] += Exponentiate(scores + h * Block, last, high);
        }
        for (int at = 0; at < dim; at += Abreast * Lanes) AddWeighted<H>(sums + at, scores, values + at, first, last, dim);
    }

    /// <summary>The scores of queries with the keys from <paramref name="key"/> on, a lane each: the sum over d of q[d] * keys[d].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scores<H>(float* q, float* keys, int key, int dim, float* scores) where H : IHeads
    {
        float* keys0 = KeyLanes(keys, key, dim), keys1 = KeyLanes(keys, key + Lanes, dim), keys2 = KeyLanes(keys, key + 2 * Lanes, dim), keys3 = KeyLanes(keys, key + 3 * Lanes, dim);
        V a0 = S.Zero, a1 = S.Zero, a2 = S.Zero, a3 = S.Zero, b0 = S.Zero, b1 = S.Zero, b2 = S.Zero, b3 = S.Zero;
        float* other = H.Count == 2 ? q + dim : q + 1;
        int d = 0, step = H.Count == 2 ? 1 : 2;
        for (; d + step <= dim; d += step)
        {
            V k0 = S.Load(keys0 + d * Group), k1 = S.Load(keys1 + d * Group), k2 = S.Load(keys2 + d * Group), k3 = S.Load(keys3 + d * Group);
            var factor = S.RepeatFloat(q[d]);
            a0 = S.MultiplyAdd(k0, factor, a0);
            a1 = S.MultiplyAdd(k1, factor, a1);
            a2 = S.MultiplyAdd(k2, factor, a2);
            a3 = S.MultiplyAdd(k3, factor, a3);
            factor = S.RepeatFloat(other[d]);
            b0 = S.MultiplyAdd(H.Count == 2 ? k0 : S.Load(keys0 + d * Group + Group), factor, b0);
            b1 = S.MultiplyAdd(H.Count == 2 ? k1 : S.Load(keys1 + d * Group + Group), factor, b1);
            b2 = S.MultiplyAdd(H.Count == 2 ? k2 : S.Load(keys2 + d * Group + Group), factor, b2);
            b3 = S.MultiplyAdd(H.Count == 2 ? k3 : S.Load(keys3 + d * Group + Group), factor, b3);
        }
        if (d < dim)
        {
            var factor = S.RepeatFloat(q[d]);
            a0 = S.MultiplyAdd(S.Load(keys0 + d * Group), factor, a0);
            a1 = S.MultiplyAdd(S.Load(keys1 + d * Group), factor, a1);
            a2 = S.MultiplyAdd(S.Load(keys2 + d * Group), factor, a2);
            a3 = S.MultiplyAdd(S.Load(keys3 + d * Group), factor, a3);
        }
        Store<H>(scores + key, Block, a0, a1, a2, a3, b0, b1, b2, b3);
    }

    /// <summary>Stores the sums of two heads, <paramref name="stride"/> apart; of one head, the sums of its two chains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<H>(float* destination, int stride, V a0, V a1, V a2, V a3, V b0, V b1, V b2, V b3) where H : IHeads
    {
        if (H.Count == 2)
        {
            S.Store(b0, destination + stride);
            S.Store(b1, destination + stride + Lanes);
            S.Store(b2, destination + stride + 2 * Lanes);
            S.Store(b3, destination + stride + 3 * Lanes);
        }
        S.Store(H.Count == 2 ? a0 : S.Add(a0, b0), destination);
        S.Store(H.Count == 2 ? a1 : S.Add(a1, b1), destination + Lanes);
        S.Store(H.Count == 2 ? a2 : S.Add(a2, b2), destination + 2 * Lanes);
        S.Store(H.Count == 2 ? a3 : S.Add(a3, b3), destination + 3 * Lanes);
    }

    /// <summary>Element 0 of the keys from <paramref name="key"/> on, in groups of (headDim, Group).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* KeyLanes(float* keys, int key, int dim) => keys + key / Group * Group * dim + key % Group;

    /// <summary>Hides the scores outside <paramref name="first"/> to <paramref name="last"/>, exclusive; returns the largest of the others and <paramref name="high"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Mask(float* scores, int first, int last, float high)
    {
        var highs = S.RepeatFloat(high);
        for (int j = 0; j < last; j += Lanes)
        {
            var score = S.Load(scores + j);
            if (j < first || j + Lanes > last)
            {
                var index = S.AddInt(S.Indices, S.RepeatInt(j));
                var isHidden = S.Or(S.GreaterInt(S.RepeatInt(first), index), S.GreaterInt(index, S.RepeatInt(last - 1)));
                score = S.Select(isHidden, S.RepeatFloat(Hidden), score);
                S.Store(score, scores + j);
            }
            highs = S.Max(highs, score);
        }
        return S.Largest(highs);
    }

    /// <summary>weights = e^(weights - high) up to <paramref name="last"/>, exclusive; returns their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Exponentiate(float* weights, int last, float high)
    {
        var sum = S.Zero;
        for (int j = 0; j < last; j += Lanes)
        {
            var weight = VectorMath.Exp<S, V>(S.Subtract(S.Load(weights + j), S.RepeatFloat(high)));
            sum = S.Add(sum, weight);
            S.Store(weight, weights + j);
        }
        return S.Sum(sum);
    }

    /// <summary>sums[d] += sum over j of weights[j] * values[j][d], for <see cref="Abreast"/> vectors of d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWeighted<H>(float* sums, float* weights, float* values, int first, int last, int dim) where H : IHeads
    {
        int padded = Padded(dim);
        V a0 = S.Load(sums), a1 = S.Load(sums + Lanes), a2 = S.Load(sums + 2 * Lanes), a3 = S.Load(sums + 3 * Lanes), b0 = S.Zero, b1 = S.Zero, b2 = S.Zero, b3 = S.Zero;
        if (H.Count == 2)
        {
            b0 = S.Load(sums + padded);
            b1 = S.Load(sums + padded + Lanes);
            b2 = S.Load(sums + padded + 2 * Lanes);
            b3 = S.Load(sums + padded + 3 * Lanes);
        }
        float* other = H.Count == 2 ? weights + Block : weights + 1;
        int j = first, step = H.Count == 2 ? 1 : 2;
        for (; j + step <= last; j += step)
        {
            float* row = values + j * dim;
            V v0 = S.Load(row), v1 = S.Load(row + Lanes), v2 = S.Load(row + 2 * Lanes), v3 = S.Load(row + 3 * Lanes);
            var factor = S.RepeatFloat(weights[j]);
            a0 = S.MultiplyAdd(v0, factor, a0);
            a1 = S.MultiplyAdd(v1, factor, a1);
            a2 = S.MultiplyAdd(v2, factor, a2);
            a3 = S.MultiplyAdd(v3, factor, a3);
            row += dim;
            factor = S.RepeatFloat(other[j]);
            b0 = S.MultiplyAdd(H.Count == 2 ? v0 : S.Load(row), factor, b0);
            b1 = S.MultiplyAdd(H.Count == 2 ? v1 : S.Load(row + Lanes), factor, b1);
            b2 = S.MultiplyAdd(H.Count == 2 ? v2 : S.Load(row + 2 * Lanes), factor, b2);
            b3 = S.MultiplyAdd(H.Count == 2 ? v3 : S.Load(row + 3 * Lanes), factor, b3);
        }
        if (j < last)
        {
            float* row = values + j * dim;
            var factor = S.RepeatFloat(weights[j]);
            a0 = S.MultiplyAdd(S.Load(row), factor, a0);
            a1 = S.MultiplyAdd(S.Load(row + Lanes), factor, a1);
            a2 = S.MultiplyAdd(S.Load(row + 2 * Lanes), factor, a2);
            a3 = S.MultiplyAdd(S.Load(row + 3 * Lanes), factor, a3);
        }
        Store<H>(sums, padded, a0, a1, a2, a3, b0, b1, b2, b3);
    }
}
