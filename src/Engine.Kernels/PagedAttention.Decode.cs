using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels;

/// <summary>The text of both kernels, for registers of any width.</summary>
internal sealed unsafe partial class PagedAttention<S, V> : PagedAttentionVariant where S : ISimd<V> where V : struct
{
    private const int Block = KvBlocks.BlockTokens;
    private const int Group = KvFormat.GroupTokens;

    /// <summary>Registers that are summed into side by side: FMA has a latency of four cycles, and one chain would leave the ports idle.</summary>
    private const int Abreast = 4;

    // Instead of negative infinity, whose difference with itself is not a number. A hidden score lies so far below the least maximum that its weight is 0.
    private const float LeastMaximum = -1e30f, Hidden = -2e30f;

    private static int Lanes => S.Bytes / sizeof(float);

    public override int Bits => S.Bytes * 8;

    public override bool IsSupported => S.IsSupported;

    public override int ScratchLength(in AttentionShape shape) => KvScratch(shape) + Math.Max(DecodeScratch(shape), PrefillScratch(shape)) + Alignment;

    /// <summary>Floats for the keys and values of a block as singles; whole vectors are read beyond them.</summary>
    private static int KvScratch(in AttentionShape shape) => 2 * (Block * shape.HeadDim + KvBlocks.Slack / sizeof(float));

    private static int DecodeScratch(in AttentionShape shape) => shape.HeadCount / shape.KvHeadCount * (shape.HeadDim + Padded(shape.HeadDim) + Block + 2);

    /// <summary>Elements of a sum of values: whole steps of <see cref="AddWeighted"/>.</summary>
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
            for (int h = 0; h < group; h++)
            {
                float* weights = scores + h * Block;
                for (int key = 0; key < last; key += Abreast * Lanes) Scores(q + h * dim, keys, key, dim, weights);
                float high = Mask(weights, first, last, largest[h]);
                if (high > largest[h])
                {
                    float shrink = MathF.Exp(largest[h] - high);
                    for (int i = 0; i < padded; i += Lanes) S.Store(S.Multiply(S.Load(sums + h * padded + i), S.RepeatFloat(shrink)), sums + h * padded + i);
                    total[h] *= shrink;
                    largest[h] = high;
                }
                total[h] += Exponentiate(weights, last, high);
                for (int at = 0; at < dim; at += Abreast * Lanes) AddWeighted(sums + h * padded + at, weights, values + at, first, last, dim);
            }
        }

        output += kvHead * group * dim;
        for (int h = 0; h < group; h++)
            for (int i = 0; i < dim; i++) output[h * dim + i] = sums[h * padded + i] / total[h];
    }

    /// <summary>The scores of a query with the keys from <paramref name="key"/> on, a lane each: the sum over d of q[d] * keys[d].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scores(float* q, float* keys, int key, int dim, float* scores)
    {
        float* keys0 = KeyLanes(keys, key, dim), keys1 = KeyLanes(keys, key + Lanes, dim), keys2 = KeyLanes(keys, key + 2 * Lanes, dim), keys3 = KeyLanes(keys, key + 3 * Lanes, dim);
        V even0 = S.Zero, even1 = S.Zero, even2 = S.Zero, even3 = S.Zero, odd0 = S.Zero, odd1 = S.Zero, odd2 = S.Zero, odd3 = S.Zero;
        int d = 0;
        for (; d + 2 <= dim; d += 2)
        {
            var q0 = S.RepeatFloat(q[d]);
            even0 = S.MultiplyAdd(S.Load(keys0 + d * Group), q0, even0);
            even1 = S.MultiplyAdd(S.Load(keys1 + d * Group), q0, even1);
            even2 = S.MultiplyAdd(S.Load(keys2 + d * Group), q0, even2);
            even3 = S.MultiplyAdd(S.Load(keys3 + d * Group), q0, even3);
            var q1 = S.RepeatFloat(q[d + 1]);
            odd0 = S.MultiplyAdd(S.Load(keys0 + d * Group + Group), q1, odd0);
            odd1 = S.MultiplyAdd(S.Load(keys1 + d * Group + Group), q1, odd1);
            odd2 = S.MultiplyAdd(S.Load(keys2 + d * Group + Group), q1, odd2);
            odd3 = S.MultiplyAdd(S.Load(keys3 + d * Group + Group), q1, odd3);
        }
        if (d < dim)
        {
            var q0 = S.RepeatFloat(q[d]);
            even0 = S.MultiplyAdd(S.Load(keys0 + d * Group), q0, even0);
            even1 = S.MultiplyAdd(S.Load(keys1 + d * Group), q0, even1);
            even2 = S.MultiplyAdd(S.Load(keys2 + d * Group), q0, even2);
            even3 = S.MultiplyAdd(S.Load(keys3 + d * Group), q0, even3);
        }
        S.Store(S.Add(even0, odd0), scores + key);
        S.Store(S.Add(even1, odd1), scores + key + Lanes);
        S.Store(S.Add(even2, odd2), scores + key + 2 * Lanes);
        S.Store(S.Add(even3, odd3), scores + key + 3 * Lanes);
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
    private static void AddWeighted(float* sums, float* weights, float* values, int first, int last, int dim)
    {
        V even0 = S.Load(sums), even1 = S.Load(sums + Lanes), even2 = S.Load(sums + 2 * Lanes), even3 = S.Load(sums + 3 * Lanes);
        V odd0 = S.Zero, odd1 = S.Zero, odd2 = S.Zero, odd3 = S.Zero;
        int j = first;
        for (; j + 2 <= last; j += 2)
        {
            float* row = values + j * dim;
            var w0 = S.RepeatFloat(weights[j]);
            even0 = S.MultiplyAdd(S.Load(row), w0, even0);
            even1 = S.MultiplyAdd(S.Load(row + Lanes), w0, even1);
            even2 = S.MultiplyAdd(S.Load(row + 2 * Lanes), w0, even2);
            even3 = S.MultiplyAdd(S.Load(row + 3 * Lanes), w0, even3);
            row += dim;
            var w1 = S.RepeatFloat(weights[j + 1]);
            odd0 = S.MultiplyAdd(S.Load(row), w1, odd0);
            odd1 = S.MultiplyAdd(S.Load(row + Lanes), w1, odd1);
            odd2 = S.MultiplyAdd(S.Load(row + 2 * Lanes), w1, odd2);
            odd3 = S.MultiplyAdd(S.Load(row + 3 * Lanes), w1, odd3);
        }
        if (j < last)
        {
            float* row = values + j * dim;
            var w0 = S.RepeatFloat(weights[j]);
            even0 = S.MultiplyAdd(S.Load(row), w0, even0);
            even1 = S.MultiplyAdd(S.Load(row + Lanes), w0, even1);
            even2 = S.MultiplyAdd(S.Load(row + 2 * Lanes), w0, even2);
            even3 = S.MultiplyAdd(S.Load(row + 3 * Lanes), w0, even3);
        }
        S.Store(S.Add(even0, odd0), sums);
        S.Store(S.Add(even1, odd1), sums + Lanes);
        S.Store(S.Add(even2, odd2), sums + 2 * Lanes);
        S.Store(S.Add(even3, odd3), sums + 3 * Lanes);
    }
}
