using Engine.Kernels.Attention;

namespace Engine.Tests.Kernels.Attention;

/// <summary>The lectures' cases, small enough to check by hand.</summary>
public sealed class DenseAttentionTests
{
    private const float HandTolerance = 5e-5f;   // the literals have four decimals

    // Three words, two dimensions.
    private static readonly float[] s_queries = [1, 0, 0, 1, 1, 1];
    private static readonly float[] s_keys = [1, 0, 0, 1, 1, 1];
    private static readonly float[] s_values = [1, 2, 3, 4, 5, 6];

    [Fact]
    public void Forward_ThreeWordsByHand_IsSoftmaxOfScaledProductsTimesValues()
    {
        // Q K^T / sqrt(2) = [0.7071 0 0.7071; 0 0.7071 0.7071; 0.7071 0.7071 1.4142]; exp: 2.0281, 1, 4.1133.
        var (weights, output) = Run(AttentionMask.None);
        Near([0.4011f, 0.1978f, 0.4011f, 0.1978f, 0.4011f, 0.4011f, 0.2483f, 0.2483f, 0.5035f], weights);
        Near([3.0000f, 4.0000f, 3.4067f, 4.4067f, 3.5105f, 4.5105f], output);
    }

    [Fact]
    public void Forward_CausalMask_HidesWhatComesLater()
    {
        // Row 0 sees itself only; row 1: exp(0), exp(0.7071) = 1, 2.0281; row 2 as without a mask.
        var (weights, output) = Run(AttentionMask.Causal);
        Near([1, 0, 0, 0.3302f, 0.6698f, 0, 0.2483f, 0.2483f, 0.5035f], weights);
        Near([1, 2, 2.3395f, 3.3395f, 3.5105f, 4.5105f], output);
    }

    [Fact]
    public void Forward_SlidingWindowOfTwo_SeesItselfAndThePrevious()
    {
        // Row 2: exp(0.7071), exp(1.4142) = 2.0281, 4.1133.
        var (weights, _) = Run(AttentionMask.SlidingWindow, window: 2);
        Near([1, 0, 0, 0.3302f, 0.6698f, 0, 0, 0.3302f, 0.6698f], weights);
    }

    [Theory]
    [InlineData(4, 4)]   // MHA
    [InlineData(4, 2)]   // GQA
    [InlineData(4, 1)]   // MQA
    public void Forward_ManyHeads_AreSingleHeadsConcatenated(int heads, int kvHeads)
    {
        const int tokens = 5, dim = 3;
        var random = new Random(42);
        float[] Draw(int count) => Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f).ToArray();
        float[] queries = Draw(tokens * heads * dim), keys = Draw(tokens * kvHeads * dim), values = Draw(tokens * kvHeads * dim);
        var together = new float[queries.Length];
        DenseAttention.Reference(new AttentionShape(heads, kvHeads, dim, AttentionMask.Causal), queries, keys, values, 0, new float[heads * tokens * tokens], together);

        for (int head = 0; head < heads; head++)
        {
            int kvHead = head / (heads / kvHeads);
            var alone = new float[tokens * dim];
            DenseAttention.Reference(
                new AttentionShape(1, 1, dim, AttentionMask.Causal), Columns(queries, heads, head), Columns(keys, kvHeads, kvHead), Columns(values, kvHeads, kvHead),
                0, new float[tokens * tokens], alone);
            Assert.Equal(alone, Columns(together, heads, head));
        }

        float[] Columns(float[] rows, int count, int head) =>
            Enumerable.Range(0, tokens).SelectMany(t => rows.Skip((t * count + head) * dim).Take(dim)).ToArray();
    }

    [Fact]
    public void Forward_QueriesWithoutKeys_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            DenseAttention.Reference(new AttentionShape(1, 1, 2, AttentionMask.Causal), s_queries, s_keys, s_values, 1, new float[9], new float[6]));
        Assert.Contains("queries at positions 1 to 3 need as many keys; there are 3", error.Message, StringComparison.Ordinal);
    }

    private static (float[] Weights, float[] Output) Run(AttentionMask mask, int window = 0)
    {
        float[] weights = new float[9], output = new float[6];
        DenseAttention.Reference(new AttentionShape(1, 1, 2, mask, window), s_queries, s_keys, s_values, 0, weights, output);
        return (weights, output);
    }

    private static void Near(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], HandTolerance);
    }
}
