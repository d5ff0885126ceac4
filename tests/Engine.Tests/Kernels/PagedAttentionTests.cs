using Engine.Kernels;
using Engine.Kernels.Tensors;
using Engine.Tests.Kernels.Matrices;

namespace Engine.Tests.Kernels;

public sealed class PagedAttentionTests
{
    // Scores, weights and sums in single precision against double: a few hundred roundings of 2^-24.
    private const float Tolerance = 1e-5f;

    public static TheoryData<int, int, int, TensorType> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, int, TensorType>();
            foreach (var type in new[] { TensorType.F32, TensorType.F16 })
            {
                foreach (int dim in new[] { 1, 8, 16, 17, 32, 64, 80, 96, 128, 172, 256 }) cases.Add(4, 2, dim, type);
                foreach (var (heads, kvHeads) in new[] { (3, 3), (9, 3), (5, 1), (32, 4), (1, 1) }) cases.Add(heads, kvHeads, 48, type);
            }
            return cases;
        }
    }

    /// <summary>Masks with their windows: one shorter than a vector, one that is no multiple of anything, one longer than a block.</summary>
    private static (AttentionMask Mask, int Window)[] Masks =>
        [(AttentionMask.Causal, 0), (AttentionMask.None, 0), (AttentionMask.SlidingWindow, 1), (AttentionMask.SlidingWindow, 20), (AttentionMask.SlidingWindow, 70)];

    /// <summary>Lengths before, at and after the borders of tiles and blocks.</summary>
    private static int[] Lengths => [1, 2, 15, 16, 17, 33, 63, 64, 65, 130];

    [Theory]
    [MemberData(nameof(Cases))]
    public void PrefillAndDecode_RandomKeys_EqualReference(int heads, int kvHeads, int dim, TensorType type)
    {
        foreach (var (mask, window) in Masks)
        {
            foreach (int tokens in Lengths)
            {
                var shape = new AttentionShape(heads, kvHeads, dim, mask, window);
                using var sequence = new RandomSequence(shape, tokens, type);
                float[] expected = new float[sequence.Queries.Length];
                Attention.Forward(shape, sequence.Queries, sequence.Keys, sequence.Values, 0, new float[heads * tokens * tokens], expected);
                AssertClose(expected, sequence.Prefill(), $"prefilling {tokens} tokens, {mask} {window}");
                AssertClose(expected, sequence.Decode(), $"decoding {tokens} tokens, {mask} {window}");
            }
        }
    }

    [Fact]
    public void Prefill_OtherTiles_ChangesNoBit()
    {
        foreach (var (mask, window) in Masks)
        {
            var shape = new AttentionShape(4, 2, 64, mask, window);
            using var sequence = new RandomSequence(shape, 130, TensorType.F16);
            Assert.Equal(sequence.Prefill(), sequence.Prefill(tile: 7));
            Assert.Equal(sequence.Prefill(), sequence.Prefill(tile: 1));
        }
    }

    private static void AssertClose(float[] expected, float[] actual, string what)
    {
        for (int i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - actual[i]) <= Tolerance)) Assert.Fail($"{what}: element {i} is {actual[i]}; {expected[i]} was expected");
    }

    /// <summary>Normally distributed queries, keys and values of one sequence, stored in blocks out of order, in the second of two layers.</summary>
    private sealed class RandomSequence : IDisposable
    {
        private readonly AttentionShape _shape;
        private readonly KvBlocks _blocks;
        private readonly int[] _table;
        private readonly int _tokens;
        private readonly float[] _scratch;

        public RandomSequence(AttentionShape shape, int tokens, TensorType type)
        {
            (_shape, _tokens) = (shape, tokens);
            Queries = RandomMatrix.Normal(tokens * shape.HeadCount * shape.HeadDim, seed: 1);
            Keys = Stored(RandomMatrix.Normal(tokens * shape.KvHeadCount * shape.HeadDim, seed: 2), type);
            Values = Stored(RandomMatrix.Normal(Keys.Length, seed: 3), type);
            int blocks = (tokens + KvBlocks.BlockTokens - 1) / KvBlocks.BlockTokens, row = shape.KvHeadCount * shape.HeadDim;
            _table = [.. Enumerable.Range(0, blocks).Reverse()];
            _blocks = new KvBlocks(blocks, layerCount: 2, shape.KvHeadCount, shape.HeadDim, type);
            foreach (int block in _table) _blocks.Bytes(block).Fill(0xFF);   // not a number, to whoever reads what was never written
            for (int t = 0; t < tokens; t++)
                _blocks.Write(_table[t / KvBlocks.BlockTokens], 1, t % KvBlocks.BlockTokens, Keys.AsSpan(t * row, row), Values.AsSpan(t * row, row));
            _scratch = new float[PagedAttention.ScratchLength(shape)];
        }

        public float[] Queries { get; }

        public float[] Keys { get; }

        public float[] Values { get; }

        public float[] Prefill(int tile = PagedAttention.TileQueries)
        {
            float[] output = new float[Queries.Length];
            int stride = _shape.HeadCount * _shape.HeadDim;
            for (int kvHead = 0; kvHead < _shape.KvHeadCount; kvHead++)
            {
                for (int t = 0; t < _tokens; t += tile)
                {
                    int count = Math.Min(tile, _tokens - t);
                    PagedAttention.Prefill(_shape, View, kvHead, t, count, Queries.AsSpan(t * stride, count * stride), output.AsSpan(t * stride, count * stride), stride, _scratch);
                }
            }
            return output;
        }

        public float[] Decode()
        {
            float[] output = new float[Queries.Length];
            int stride = _shape.HeadCount * _shape.HeadDim;
            for (int kvHead = 0; kvHead < _shape.KvHeadCount; kvHead++)
                for (int t = 0; t < _tokens; t++)
                    PagedAttention.Decode(_shape, View, kvHead, t, Queries.AsSpan(t * stride, stride), output.AsSpan(t * stride, stride), _scratch);
            return output;
        }

        public void Dispose() => _blocks.Dispose();

        private KvView View => new(_blocks, 1, _table, _tokens);
    }

    private static float[] Stored(float[] values, TensorType type) => type == TensorType.F32 ? values : [.. values.Select(value => (float)(Half)value)];
}
