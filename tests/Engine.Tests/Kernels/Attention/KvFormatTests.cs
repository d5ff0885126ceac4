using Engine.Kernels.Attention;
using Engine.Kernels.Quantization;
using Engine.Tests.Kernels.Gemm;

namespace Engine.Tests.Kernels.Attention;

public sealed unsafe class KvFormatTests
{
    private const int Groups = 3, Tokens = Groups * KvFormat.GroupTokens;

    public static TheoryData<int> Formats => [.. Enumerable.Range(0, KvFormats.All.Count())];

    [Theory]
    [MemberData(nameof(Formats))]
    public void KeysAndValues_RandomRows_AreTheCodecsToTheBit(int index)
    {
        var format = KvFormats.All.ElementAt(index);
        var info = TensorTypes.Get(format.Type);
        foreach (int dim in new[] { 1, 8, 15, 17, 32, 64, 96, 160 }.Where(dim => dim % format.BlockLength == 0))
        {
            int rowBytes = format.RowBytes(dim);
            float[] values = RandomMatrix.Normal(Tokens * dim, seed: 1), expected = new float[values.Length];
            values[0] = 1e-6f;   // subnormal, as a half
            byte[] natural = new byte[Tokens * rowBytes];
            info.Codec!.Quantize(values, natural);
            info.Codec.Dequantize(natural, expected);
            foreach (var guard in Enum.GetValues<Guard>())
            {
                using GuardedBuffer<float> source = new(values, guard), converted = new(values.Length, guard);
                using GuardedBuffer<byte> rows = new(natural.Length, guard), groups = new(natural.Length, guard), again = new(natural.Length, guard);
                byte* GroupOf(int token) => groups.Pointer + token / KvFormat.GroupTokens * KvFormat.GroupTokens * rowBytes;
                for (int t = 0; t < Tokens; t++)
                {
                    format.Write(source.Pointer + t * dim, rows.Pointer + t * rowBytes, dim);
                    format.Interleave(rows.Pointer + t * rowBytes, GroupOf(t), t % KvFormat.GroupTokens, dim);
                }
                for (int t = 0; t < Tokens; t++) format.Deinterleave(GroupOf(t), again.Pointer + t * rowBytes, t % KvFormat.GroupTokens, dim);
                Assert.Equal(natural, rows.Span);
                Assert.Equal(natural, again.Span);

                foreach (int tokens in new[] { 1, 3, Tokens })
                {
                    using var few = new GuardedBuffer<byte>(natural.AsSpan(0, tokens * rowBytes), guard);
                    using var singles = new GuardedBuffer<float>(tokens * dim, guard);
                    float[] read = new ReadOnlySpan<float>(format.Values(few.Pointer, tokens, dim, singles.Pointer), tokens * dim).ToArray();
                    Assert.Equal(expected.Take(tokens * dim).Select(BitConverter.SingleToInt32Bits), read.Select(BitConverter.SingleToInt32Bits));
                }
                float[] keys = new ReadOnlySpan<float>(format.Keys(groups.Pointer, Groups, dim, converted.Pointer), values.Length).ToArray();
                for (int t = 0; t < Tokens; t++)
                    for (int d = 0; d < dim; d++)
                        Assert.Equal(expected[t * dim + d], keys[(t / KvFormat.GroupTokens * dim + d) * KvFormat.GroupTokens + t % KvFormat.GroupTokens]);
            }
        }
    }

    [Theory]
    [InlineData(TensorType.F32, TensorType.F32)]
    [InlineData(TensorType.F16, TensorType.F32)]
    [InlineData(TensorType.Q8_0, TensorType.F16)]
    [InlineData(TensorType.Q4_0, TensorType.Q8_0)]
    public void Blocks_EveryToken_ReadsWhatWasWritten(TensorType keyType, TensorType valueType)
    {
        const int layers = 2, heads = 3, dim = 64;
        using var blocks = new KvBlocks(2, layers, heads, dim, keyType, valueType);
        using var memory = new GuardedBlocks(blocks);
        float[] keys = RandomMatrix.Normal(layers * KvBlocks.BlockTokens * heads * dim, seed: 2), values = RandomMatrix.Normal(keys.Length, seed: 3);
        for (int layer = 0; layer < layers; layer++)
            for (int slot = 0; slot < KvBlocks.BlockTokens; slot++)
                blocks.Write(1, layer, slot, Row(keys, layer, slot), Row(values, layer, slot));
        blocks.Copy(1, 0);
        memory.CheckSlack();
        float[] key = new float[dim], value = new float[dim];
        for (int layer = 0; layer < layers; layer++)
        {
            for (int slot = 0; slot < KvBlocks.BlockTokens; slot++)
            {
                float[] keyRow = Stored(Row(keys, layer, slot), keyType), valueRow = Stored(Row(values, layer, slot), valueType);
                for (int head = 0; head < heads; head++)
                {
                    blocks.ReadKey(0, layer, slot, head, key);
                    blocks.ReadValue(0, layer, slot, head, value);
                    Assert.Equal(keyRow[(head * dim)..((head + 1) * dim)], key);
                    Assert.Equal(valueRow[(head * dim)..((head + 1) * dim)], value);
                }
            }
        }
        long expectedBytes = layers * heads * KvBlocks.BlockTokens * (TensorTypes.Get(keyType).RowBytes(dim) + TensorTypes.Get(valueType).RowBytes(dim));
        Assert.Equal(expectedBytes, blocks.PackedBytes(KvBlocks.BlockTokens, layers));

        ReadOnlySpan<float> Row(float[] rows, int layer, int slot) => rows.AsSpan((layer * KvBlocks.BlockTokens + slot) * heads * dim, heads * dim);
    }

    [Fact]
    public void Blocks_TypeThatCannotBe_IsRefusedByName()
    {
        Assert.Contains("Q6_K", Assert.Throws<ArgumentException>(() => new KvBlocks(1, 1, 1, 64, TensorType.Q6_K, TensorType.F16)).Message, StringComparison.Ordinal);
        string message = Assert.Throws<ArgumentException>(() => new KvBlocks(1, 1, 1, 80, TensorType.F16, TensorType.Q8_0)).Message;
        Assert.Contains("Q8_0", message, StringComparison.Ordinal);
        Assert.Contains("head dim 80", message, StringComparison.Ordinal);
    }

    internal static float[] Stored(ReadOnlySpan<float> values, TensorType type)
    {
        var info = TensorTypes.Get(type);
        byte[] blocks = new byte[info.RowBytes(values.Length)];
        float[] stored = new float[values.Length];
        info.Codec!.Quantize(values, blocks);
        info.Codec.Dequantize(blocks, stored);
        return stored;
    }
}
