using System.Runtime.CompilerServices;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Attention;

internal sealed unsafe partial class PagedAttention<S, V>
{
    // A lane is a query, and a tile two registers of them.
    private static int Tile
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * Lanes;
    }

    public override int TileQueries => Tile;

    private static int PrefillScratch(in AttentionShape shape) =>
        shape.HeadCount / shape.KvHeadCount * Tile * (shape.HeadDim + PaddedRows(shape.HeadDim) + 2) + Block * Tile;

    // Rows of a product that are summed at once: twice as many where there are 32 registers to hold their sums.
    private static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => S.Bytes == 64 ? 8 : 4;
    }

    /// <summary>Rows of a product: whole steps of <see cref="AddProducts"/>.</summary>
    private static int PaddedRows(int rows) => (rows + Rows - 1) / Rows * Rows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Prefill(
        in AttentionShape shape, KvView kv, int kvHead, int position, int count, float* queries, float* output, int stride, float* scratch)
    {
        int dim = shape.HeadDim, padded = PaddedRows(dim), group = shape.HeadCount / shape.KvHeadCount;
        float* keyScratch = Align(scratch);
        float* valueScratch = keyScratch + KvScratch(shape) / 2;
        float* scores = keyScratch + KvScratch(shape);   // (Block, Tile)
        float* q = scores + Block * Tile;                // (group, headDim, Tile), scaled
        float* sums = q + group * dim * Tile;            // (group, padded, Tile): sum of weight * value, not yet normalized
        float* largest = sums + group * padded * Tile;   // (group, Tile)
        float* total = largest + group * Tile;           // (group, Tile)

        queries += kvHead * group * dim;
        if (count < Tile) new Span<float>(q, group * dim * Tile).Clear();
        for (int h = 0; h < group; h++) Transposition<S, V>.Transpose(queries + h * dim, stride, count, dim, q + h * dim * Tile, Tile);
        for (int i = 0; i < group * dim * Tile; i += Lanes) S.Store(S.Multiply(S.Load(q + i), S.RepeatFloat((float)shape.Scale)), q + i);
        new Span<float>(sums, group * padded * Tile).Clear();
        new Span<float>(largest, group * Tile).Fill(LeastMaximum);
        new Span<float>(total, group * Tile).Clear();

        int start = shape.Visible(position, kv.Length).Start, end = shape.Visible(position + count - 1, kv.Length).End;
        for (int b = start / Block; b * Block < end; b++)
        {
            int keyCount = Math.Min(Block, end - b * Block);
            float* keys = kv.Keys(b, kvHead, keyCount, keyScratch);
            float* values = kv.Values(b, kvHead, keyCount, valueScratch);
            for (int h = 0; h < group; h++)
            {
                HideScores(shape, position, count, b * Block, keyCount, scores);
                for (int key = 0; key < keyCount; key += Rows)
                    AddProducts(q + h * dim * Tile, KeyLanes(keys, key, dim), Group, dim, scores + key * Tile);
                for (int lanes = 0; lanes < Tile; lanes += Lanes)
                    Exponentiate(scores + lanes, keyCount, sums + h * padded * Tile + lanes, dim, largest + h * Tile + lanes, total + h * Tile + lanes);
                for (int d = 0; d < dim; d += Rows)
                    AddProducts(scores, values + d, dim, keyCount, sums + (h * padded + d) * Tile);
            }
        }

        output += kvHead * group * dim;
        for (int h = 0; h < group; h++, sums += padded * Tile, total += Tile)
        {
            for (int i = 0; i < dim * Tile; i += Lanes) S.Store(S.Divide(S.Load(sums + i), S.Load(total + i % Tile)), sums + i);
            Transposition<S, V>.Transpose(sums, Tile, dim, count, output + h * dim, stride);
        }
    }

    /// <summary>What scores are added to: 0, or <see cref="Hidden"/> where the mask hides the key from the query.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HideScores(in AttentionShape shape, int position, int count, int firstKey, int keyCount, float* scores)
    {
        new Span<float>(scores, PaddedRows(keyCount) * Tile).Clear();
        if (shape.Mask == AttentionMask.None) return;
        // The last query's window starts last, the first query's keys end first: between the two everyone sees everything.
        int start = shape.Visible(position + count - 1, 0).Start, end = shape.Visible(position, 0).End;
        if (start <= firstKey && firstKey + keyCount <= end) return;

        int window = shape.Mask == AttentionMask.SlidingWindow ? shape.Window : int.MaxValue;
        for (int j = 0; j < keyCount; j++)
        {
            for (int lane = 0; lane < Tile; lane += Lanes)
            {
                // How far the key lies behind the query, which sees what is 0 to window - 1 behind.
                var behind = S.AddInt(S.Indices, S.RepeatInt(position + lane - firstKey - j));
                var isHidden = S.Or(S.GreaterInt(S.Zero, behind), S.GreaterInt(behind, S.RepeatInt(window - 1)));
                S.Store(S.And(isHidden, S.RepeatFloat(Hidden)), scores + j * Tile + lane);
            }
        }
    }

    /// <summary>scores = e^(scores - largest) for a register of queries, whose sums and totals so far shrink when their largest score grows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exponentiate(float* scores, int keyCount, float* sums, int dim, float* largest, float* total)
    {
        var before = S.Load(largest);
        var high = before;
        for (int j = 0; j < keyCount; j++) high = S.Max(high, S.Load(scores + j * Tile));

        // Lanes whose maximum stays are multiplied by exactly 1.
        var shrink = VectorMath.Exp<S, V>(S.Subtract(before, high));
        var sum = S.Multiply(S.Load(total), shrink);
        for (int d = 0; d < dim; d++) S.Store(S.Multiply(S.Load(sums + d * Tile), shrink), sums + d * Tile);
        S.Store(high, largest);
        for (int j = 0; j < keyCount; j++)
        {
            var weight = VectorMath.Exp<S, V>(S.Subtract(S.Load(scores + j * Tile), high));
            sum = S.Add(sum, weight);
            S.Store(weight, scores + j * Tile);
        }
        S.Store(sum, total);
    }

    /// <summary>
    /// c[r][i] += sum over k of a[k][i] * b[k][r], for the queries i of a tile and <see cref="Rows"/> rows r: scores are products of queries
    /// and keys (k is an element of the head), outputs are products of weights and values (k is a key).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddProducts(float* a, float* b, int bStride, int count, float* c)
    {
        V c00 = S.Load(c), c01 = S.Load(c + Lanes), c10 = S.Load(c + Tile), c11 = S.Load(c + Tile + Lanes);
        V c20 = S.Load(c + 2 * Tile), c21 = S.Load(c + 2 * Tile + Lanes), c30 = S.Load(c + 3 * Tile), c31 = S.Load(c + 3 * Tile + Lanes);
        V c40 = S.Zero, c41 = S.Zero, c50 = S.Zero, c51 = S.Zero, c60 = S.Zero, c61 = S.Zero, c70 = S.Zero, c71 = S.Zero;   // of eight rows
        if (Rows == 8)
        {
            (c40, c41, c50, c51) = (S.Load(c + 4 * Tile), S.Load(c + 4 * Tile + Lanes), S.Load(c + 5 * Tile), S.Load(c + 5 * Tile + Lanes));
            (c60, c61, c70, c71) = (S.Load(c + 6 * Tile), S.Load(c + 6 * Tile + Lanes), S.Load(c + 7 * Tile), S.Load(c + 7 * Tile + Lanes));
        }
        for (int k = 0; k < count; k++)
        {
            V a0 = S.Load(a), a1 = S.Load(a + Lanes), factor = S.RepeatFloat(b[0]);
            c00 = S.MultiplyAdd(a0, factor, c00);
            c01 = S.MultiplyAdd(a1, factor, c01);
            factor = S.RepeatFloat(b[1]);
            c10 = S.MultiplyAdd(a0, factor, c10);
            c11 = S.MultiplyAdd(a1, factor, c11);
            factor = S.RepeatFloat(b[2]);
            c20 = S.MultiplyAdd(a0, factor, c20);
            c21 = S.MultiplyAdd(a1, factor, c21);
            factor = S.RepeatFloat(b[3]);
            c30 = S.MultiplyAdd(a0, factor, c30);
            c31 = S.MultiplyAdd(a1, factor, c31);
            if (Rows == 8)
            {
                factor = S.RepeatFloat(b[4]);
                c40 = S.MultiplyAdd(a0, factor, c40);
                c41 = S.MultiplyAdd(a1, factor, c41);
                factor = S.RepeatFloat(b[5]);
                c50 = S.MultiplyAdd(a0, factor, c50);
                c51 = S.MultiplyAdd(a1, factor, c51);
                factor = S.RepeatFloat(b[6]);
                c60 = S.MultiplyAdd(a0, factor, c60);
                c61 = S.MultiplyAdd(a1, factor, c61);
                factor = S.RepeatFloat(b[7]);
                c70 = S.MultiplyAdd(a0, factor, c70);
                c71 = S.MultiplyAdd(a1, factor, c71);
            }
            a += Tile;
            b += bStride;
        }
        S.Store(c00, c);
        S.Store(c01, c + Lanes);
        S.Store(c10, c + Tile);
        S.Store(c11, c + Tile + Lanes);
        S.Store(c20, c + 2 * Tile);
        S.Store(c21, c + 2 * Tile + Lanes);
        S.Store(c30, c + 3 * Tile);
        S.Store(c31, c + 3 * Tile + Lanes);
        if (Rows < 8) return;
        S.Store(c40, c + 4 * Tile);
        S.Store(c41, c + 4 * Tile + Lanes);
        S.Store(c50, c + 5 * Tile);
        S.Store(c51, c + 5 * Tile + Lanes);
        S.Store(c60, c + 6 * Tile);
        S.Store(c61, c + 6 * Tile + Lanes);
        S.Store(c70, c + 7 * Tile);
        S.Store(c71, c + 7 * Tile + Lanes);
    }
}
