using System.Runtime.Intrinsics;
using Engine.Kernels.Attention;
using Engine.Tests.Kernels.Gemm;

namespace Engine.Tests.Kernels.Attention;

public sealed class PagedAttentionTests
{
    // Scores, weights and sums in single precision against double: a few hundred roundings of 2^-24.
    private const float Tolerance = 1e-5f;

    public static TheoryData<int, int, int, TensorType, TensorType> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, int, TensorType, TensorType>();
            foreach (int dim in new[] { 1, 8, 16, 17, 32, 64, 80, 96, 128, 172, 256 })
                foreach (var type in KvFormats.Types.Where(type => KvFormats.WhyNot(type, dim) is null)) cases.Add(4, 2, dim, type, type);
            foreach (var (heads, kvHeads) in new[] { (3, 3), (9, 3), (5, 1), (32, 4), (1, 1) })
                foreach (var type in new[] { TensorType.F32, TensorType.F16 }) cases.Add(heads, kvHeads, 48, type, type);
            cases.Add(4, 2, 64, TensorType.Q8_0, TensorType.F16);
            cases.Add(4, 2, 64, TensorType.F32, TensorType.Q4_0);
            return cases;
        }
    }

    /// <summary>Masks with their windows: one shorter than a vector, one that is no multiple of anything, one longer than a block.</summary>
    private static (AttentionMask Mask, int Window)[] Masks =>
        [(AttentionMask.Causal, 0), (AttentionMask.None, 0), (AttentionMask.SlidingWindow, 1), (AttentionMask.SlidingWindow, 20), (AttentionMask.SlidingWindow, 70)];

    /// <summary>Lengths before, at and after the borders of tiles and blocks; a few where vectors are emulated, some hundred times slower.</summary>
    private static int[] Lengths => Vector128.IsHardwareAccelerated ? [1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65, 130] : [1, 17, 65];

    [Theory]
    [MemberData(nameof(Cases))]
    public void PrefillAndDecode_AllVariants_EqualReference(int heads, int kvHeads, int dim, TensorType keyType, TensorType valueType)
    {
        foreach (var (mask, window) in Masks)
        {
            foreach (int tokens in Lengths)
            {
                var shape = new AttentionShape(heads, kvHeads, dim, mask, window);
                using var sequence = new RandomSequence(shape, tokens, keyType, valueType);
                float[] expected = new float[sequence.Queries.Length];
                DenseAttention.Reference(shape, sequence.Queries, sequence.Keys, sequence.Values, 0, new float[heads * tokens * tokens], expected);
                foreach (var variant in PagedAttention.Variants)
                {
                    AssertClose(expected, sequence.Prefill(variant), $"prefilling {tokens} tokens, {mask} {window}, {variant.Bits} bits");
                    AssertClose(expected, sequence.Decode(variant), $"decoding {tokens} tokens, {mask} {window}, {variant.Bits} bits");
                }
            }
        }
    }

    [Fact]
    public void Prefill_OtherTiles_ChangesNoBit()
    {
        foreach (var (mask, window) in Masks)
        {
            var shape = new AttentionShape(4, 2, 64, mask, window);
            using var sequence = new RandomSequence(shape, 130, TensorType.F16, TensorType.F16, Guard.Before);
            foreach (var variant in PagedAttention.Variants)
            {
                float[] expected = sequence.Prefill(variant);
                foreach (int tile in new[] { 1, 3, 7, 8 }) Assert.Equal(expected, sequence.Prefill(variant, tile));
            }
        }
    }

    [Fact]
    public void PrefillAndDecode_LargeScores_EqualReference()
    {
        // Scores in the hundreds: the maximum grows again and again, and most weights are 0.
        var shape = new AttentionShape(2, 1, 32, AttentionMask.Causal) { Scale = 20 };
        using var sequence = new RandomSequence(shape, 130, TensorType.F32, TensorType.F32, Guard.Before);
        float[] expected = new float[sequence.Queries.Length];
        DenseAttention.Reference(shape, sequence.Queries, sequence.Keys, sequence.Values, 0, new float[2 * 130 * 130], expected);
        // A score of 300 has rounding errors of some 2^-24 of it, and a weight changes by as much.
        const float tolerance = 3e-4f;
        foreach (var variant in PagedAttention.Variants)
        {
            AssertClose(expected, sequence.Prefill(variant), $"prefilling, {variant.Bits} bits", tolerance);
            AssertClose(expected, sequence.Decode(variant), $"decoding, {variant.Bits} bits", tolerance);
        }
    }

    private static void AssertClose(float[] expected, float[] actual, string what, float tolerance = Tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance)) Assert.Fail($"{what}: element {i} is {actual[i]}; {expected[i]} was expected");
    }

    /// <summary>
    /// Normally distributed queries, keys and values of one sequence, stored in blocks out of order, in the second of two layers. All that a kernel is given
    /// lies at inaccessible pages.
    /// </summary>
    private sealed class RandomSequence : IDisposable
    {
        private readonly AttentionShape _shape;
        private readonly KvBlocks _blocks;
        private readonly GuardedBlocks _memory;
        private readonly int[] _table;
        private readonly int _tokens;
        private readonly Guard _guard;

        public RandomSequence(AttentionShape shape, int tokens, TensorType keyType, TensorType valueType, Guard guard = Guard.After)
        {
            (_shape, _tokens, _guard) = (shape, tokens, guard);
            Queries = RandomMatrix.Normal(tokens * shape.HeadCount * shape.HeadDim, seed: 1);
            Keys = KvFormatTests.Stored(RandomMatrix.Normal(tokens * shape.KvHeadCount * shape.HeadDim, seed: 2), keyType);
            Values = KvFormatTests.Stored(RandomMatrix.Normal(Keys.Length, seed: 3), valueType);
            int blocks = (tokens + KvBlocks.BlockTokens - 1) / KvBlocks.BlockTokens, row = shape.KvHeadCount * shape.HeadDim;
            _table = [.. Enumerable.Range(0, blocks).Reverse()];
            _blocks = new KvBlocks(blocks, layerCount: 2, shape.KvHeadCount, shape.HeadDim, keyType, valueType);
            _memory = new GuardedBlocks(_blocks, guard);   // filled with what is not a number, to whoever reads what was never written
            for (int t = 0; t < tokens; t++)
                _blocks.Write(_table[t / KvBlocks.BlockTokens], 1, t % KvBlocks.BlockTokens, Keys.AsSpan(t * row, row), Values.AsSpan(t * row, row));
        }

        public float[] Queries { get; }

        public float[] Keys { get; }

        public float[] Values { get; }

        public float[] Prefill(PagedAttentionVariant variant, int tile = int.MaxValue)
        {
            tile = Math.Min(tile, variant.TileQueries);
            using var scratch = Scratch(variant);
            float[] output = new float[Queries.Length];
            int stride = _shape.HeadCount * _shape.HeadDim;
            for (int t = 0; t < _tokens; t += tile)
            {
                int count = Math.Min(tile, _tokens - t);
                using GuardedBuffer<float> queries = new(Queries.AsSpan(t * stride, count * stride), _guard), attended = new(count * stride, _guard);
                for (int kvHead = 0; kvHead < _shape.KvHeadCount; kvHead++)
                    variant.Prefill(_shape, View, kvHead, t, count, queries.Span, attended.Span, stride, scratch.Span);
                attended.Span.CopyTo(output.AsSpan(t * stride));
            }
            return output;
        }

        public float[] Decode(PagedAttentionVariant variant)
        {
            using var scratch = Scratch(variant);
            float[] output = new float[Queries.Length];
            int stride = _shape.HeadCount * _shape.HeadDim;
            using GuardedBuffer<float> query = new(stride, _guard), attended = new(stride, _guard);
            for (int t = 0; t < _tokens; t++)
            {
                Queries.AsSpan(t * stride, stride).CopyTo(query.Span);
                for (int kvHead = 0; kvHead < _shape.KvHeadCount; kvHead++)
                    variant.Decode(_shape, View, kvHead, t, query.Span, attended.Span, scratch.Span);
                attended.Span.CopyTo(output.AsSpan(t * stride));
            }
            return output;
        }

        public void Dispose()
        {
            _memory.Dispose();
            _blocks.Dispose();
        }

        // Filled with what is not a number: what earlier calls left behind must not matter.
        private GuardedBuffer<float> Scratch(PagedAttentionVariant variant) => new(variant.ScratchLength(_shape), _guard);

        private KvView View => new(_blocks, 1, _table, _tokens);
    }
}
