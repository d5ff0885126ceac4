using Engine.Kernels;
using Engine.Kernels.Tensors;
using Engine.Tests.Kernels.Matrices;

namespace Engine.Tests.Kernels;

public sealed class PagedAttentionTests
{
    // Scores, weights and sums in single precision against double: a few hundred roundings of 2^-24.
    private const float Tolerance = 1e-5f;

    public static TheoryData<int, int, int, int, TensorType> Cases => new()
    {
        { 8, 4, 8, 70, TensorType.F32 },      // stories260K
        { 9, 3, 64, 130, TensorType.F16 },    // SmolLM2
        { 4, 4, 80, 65, TensorType.F16 },     // MHA
        { 8, 1, 96, 129, TensorType.F32 },    // MQA
        { 4, 2, 128, 64, TensorType.F16 },
        { 2, 1, 17, 33, TensorType.F32 },     // no multiple of a vector
        { 1, 1, 64, 1, TensorType.F16 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void PrefillAndDecode_RandomKeys_EqualReference(int heads, int kvHeads, int dim, int tokens, TensorType type)
    {
        foreach (var (mask, window) in new[] { (AttentionMask.Causal, 0), (AttentionMask.SlidingWindow, 20) })
        {
            var shape = new AttentionShape(heads, kvHeads, dim, mask, window);
            float[] queries = RandomMatrix.Normal(tokens * heads * dim, seed: 1);
            float[] keys = Stored(RandomMatrix.Normal(tokens * kvHeads * dim, seed: 2), type), values = Stored(RandomMatrix.Normal(keys.Length, seed: 3), type);
            float[] expected = new float[queries.Length], prefilled = new float[queries.Length], decoded = new float[queries.Length];
            Attention.Forward(shape, queries, keys, values, 0, new float[heads * tokens * tokens], expected);

            int blocks = (tokens + KvBlocks.BlockTokens - 1) / KvBlocks.BlockTokens;
            int[] table = [.. Enumerable.Range(0, blocks).Reverse()];   // blocks need not lie in order
            using var kv = new KvBlocks(blocks, layerCount: 2, kvHeads, dim, type);
            for (int block = 0; block < blocks; block++) kv.Commit(block);
            for (int t = 0; t < tokens; t++)
                kv.Write(table[t / KvBlocks.BlockTokens], 1, t % KvBlocks.BlockTokens, keys.AsSpan(t * kvHeads * dim, kvHeads * dim), values.AsSpan(t * kvHeads * dim, kvHeads * dim));

            float[] scratch = new float[PagedAttention.ScratchLength(shape)];
            int stride = heads * dim;
            for (int kvHead = 0; kvHead < kvHeads; kvHead++)
            {
                for (int t = 0; t < tokens; t += PagedAttention.TileQueries)
                {
                    int count = Math.Min(PagedAttention.TileQueries, tokens - t);
                    PagedAttention.Prefill(shape, kv, 1, table, kvHead, t, count, queries.AsSpan(t * stride, count * stride), prefilled.AsSpan(t * stride, count * stride), stride, scratch);
                }
                for (int t = 0; t < tokens; t++)
                    PagedAttention.Decode(shape, kv, 1, table, kvHead, t, queries.AsSpan(t * stride, stride), decoded.AsSpan(t * stride, stride), scratch);
            }
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], prefilled[i], Tolerance);
                Assert.Equal(expected[i], decoded[i], Tolerance);
            }
        }
    }

    private static float[] Stored(float[] values, TensorType type) => type == TensorType.F32 ? values : [.. values.Select(value => (float)(Half)value)];
}
