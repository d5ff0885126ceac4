using Engine.Kernels.Quantization;
using Engine.Tests.Kernels.Gemm;
using Engine.Tests.Oracles;

namespace Engine.Tests.Kernels.Quantization;

public sealed class TensorCodecTests
{
    public static TheoryData<string> Writable => [.. TensorTypes.All.Where(row => row.Codec is not null).Select(row => row.Name)];

    public static TheoryData<TensorType> Blocks => [.. RandomBlocks.Types];

    // What the GGUF format says a block takes: fields follow each other without padding.
    [Theory]
    [InlineData(TensorType.F32, 1, 4)]
    [InlineData(TensorType.F16, 1, 2)]
    [InlineData(TensorType.BF16, 1, 2)]
    [InlineData(TensorType.Q4_0, 32, 2 + 16)]
    [InlineData(TensorType.Q4_1, 32, 2 + 2 + 16)]
    [InlineData(TensorType.Q5_0, 32, 2 + 4 + 16)]
    [InlineData(TensorType.Q5_1, 32, 2 + 2 + 4 + 16)]
    [InlineData(TensorType.Q8_0, 32, 2 + 32)]
    [InlineData(TensorType.IQ4_NL, 32, 2 + 16)]
    [InlineData(TensorType.Q2_K, 256, 16 + 64 + 2 + 2)]
    [InlineData(TensorType.Q3_K, 256, 32 + 64 + 12 + 2)]
    [InlineData(TensorType.Q4_K, 256, 2 + 2 + 12 + 128)]
    [InlineData(TensorType.Q5_K, 256, 2 + 2 + 12 + 32 + 128)]
    [InlineData(TensorType.Q6_K, 256, 128 + 64 + 16 + 2)]
    [InlineData(TensorType.IQ4_XS, 256, 2 + 2 + 4 + 128)]
    public void Block_OfTheTable_HasTheSizeOfTheFormat(TensorType type, int length, int bytes) =>
        Assert.Equal((length, bytes), (TensorTypes.Get(type).BlockLength, TensorTypes.Get(type).BlockBytes));

    [Theory]
    [MemberData(nameof(Writable))]
    public void Quantize_OwnValues_AreExact(string name)
    {
        // What a codec has written it reads and writes again to the same values: quantizing is a projection.
        var type = TensorTypes.All.Single(row => row.Name == name);
        var random = new Random(7);
        var values = Enumerable.Range(0, 8 * 32).Select(_ => random.NextSingle() - 0.5f).ToArray();
        float[] once = Roundtrip(type, values), twice = Roundtrip(type, once);
        for (int i = 0; i < once.Length; i++) Assert.Equal(once[i], twice[i], Math.Abs(once[i]) * 2e-3f);   // scales are half precision: 11 bits
    }

    [Theory]
    [InlineData("F32", 0)]
    [InlineData("F16", 0.0005)]
    [InlineData("BF16", 0.004)]
    [InlineData("Q8_0", 0.005)]
    [InlineData("Q5_0", 0.04)]
    [InlineData("Q5_1", 0.02)]
    [InlineData("Q4_0", 0.08)]
    [InlineData("Q4_1", 0.04)]
    public void Quantize_UnitRange_ErrorIsWithinHalfAStep(string name, double halfStep)
    {
        var type = TensorTypes.All.Single(row => row.Name == name);
        var values = Enumerable.Range(0, 32).Select(i => i / 31f - 0.5f).ToArray();
        var read = Roundtrip(type, values);
        for (int i = 0; i < values.Length; i++) Assert.Equal(values[i], read[i], halfStep);
    }

    [Theory]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q5_0)]
    [InlineData(TensorType.Q5_1)]
    [InlineData(TensorType.Q4_0)]
    [InlineData(TensorType.Q4_1)]
    public void Quantize_RandomAndConstantBlocks_GivesGgmlsBytes(TensorType type)
    {
        var random = new Random(11);
        var values = Enumerable.Range(0, 1000 * 32).Select(i => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-4, 3))).ToArray();
        values.AsSpan(0, 32).Clear();
        values.AsSpan(32, 32).Fill(0.75f);
        for (int i = 64; i < 96; i++) values[i] = i % 2 == 0 ? 1 : -1;   // two extremes of one magnitude: the first counts
        byte[] expected = GgmlCodec.Quantize(type, values), actual = new byte[expected.Length];
        TensorTypes.Get(type).Codec!.Quantize(values, actual);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Dequantize_RandomBits_GivesGgmlsBits(TensorType type)
    {
        byte[] usual = RandomBlocks.Create(type, 100 * 256, seed: 12, RandomBlocks.Usual), finite = RandomBlocks.Create(type, 400 * 256, seed: 13, RandomBlocks.Finite);
        foreach (byte[] blocks in new[] { usual, finite, [.. usual.Select(_ => (byte)0)] })
        {
            float[] expected = GgmlCodec.Dequantize(type, blocks), actual = new float[expected.Length];
            TensorTypes.Get(type).Codec!.Dequantize(blocks, actual);
            Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), actual.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Dequantize_WhatGgmlQuantized_IsNearTheValues(TensorType type)
    {
        // An eighth of the standard deviation, in the mean square, holds for four bits and more; two and three bits are coarser.
        double limit = type switch { TensorType.Q2_K => 0.4, TensorType.Q3_K => 0.2, _ => 0.125 };
        float[] values = RandomMatrix.Normal(64 * 256, seed: 14), read = new float[values.Length];
        TensorTypes.Get(type).Codec!.Dequantize(GgmlCodec.Quantize(type, values), read);
        Assert.InRange(Math.Sqrt(values.Zip(read, (x, y) => (double)(x - y) * (x - y)).Average()), 1e-4, limit);
    }

    [Fact]
    public void Dequantize_Q4_K_ScalesAndMinimaAreSixBits()
    {
        // Scale and minimum of sub-block 0 are 1 and 2, those of sub-block 4 are 0x1F and 0x2E: low halves in byte 8, high bits in bytes 0 and 4.
        byte[] block = new byte[144];
        (block[1], block[3]) = (0x3C, 0x3C);   // 1 in half precision
        block[4] = 1 | 0x40;
        block[8] = 2 | 0x80;
        block[12] = 0xEF;
        block.AsSpan(16).Fill(0x35);   // the low half is 5: sub-blocks 0, 2, 4, 6
        float[] values = new float[256];
        TensorTypes.Get(TensorType.Q4_K).Codec!.Dequantize(block, values);
        Assert.Equal([5 - 2, 0, 0, 0, 0x1F * 5 - 0x2E, 0, 0, 0], Enumerable.Range(0, 8).Select(sub => values[sub * 32]));
        Assert.Equal(values[128], values[159]);
    }

    [Fact]
    public void Dequantize_Q6_K_ZeroBitsAreMinus32()
    {
        byte[] block = new byte[210];
        (block[192], block[209]) = (0xFF, 0x3C);   // the first sub-block's scale is -1, the block's 1
        block[128] = 0b01;                         // bit 4 of element 0
        block[0] = 3;
        float[] values = new float[256];
        TensorTypes.Get(TensorType.Q6_K).Codec!.Dequantize(block, values);
        Assert.Equal([13f, 32f, 0f], [values[0], values[1], values[16]]);
    }

    [Fact]
    public void Dequantize_IQ4_NL_ReadsTheTable()
    {
        byte[] block = new byte[18];
        block[1] = 0x3C;
        block[2] = 0x8F;   // element 0 has index 15, element 16 index 8
        float[] values = new float[32];
        TensorTypes.Get(TensorType.IQ4_NL).Codec!.Dequantize(block, values);
        Assert.Equal([113f, -127f, 1f], [values[0], values[1], values[16]]);
    }

    [Fact]
    public void Quantize_Q8_0_StoresScaleThenRoundedBytes()
    {
        var values = new float[32];
        values[0] = 127;
        values[1] = -2.5f;   // halves go away from zero
        values[2] = 1.4f;
        var bytes = new byte[34];
        TensorTypes.Get(TensorType.Q8_0).Codec!.Quantize(values, bytes);
        Assert.Equal([0x00, 0x3C, 127, 253, 1, 0], bytes[..6]);   // 0x3C00 is 1 in half precision
    }

    [Fact]
    public void Quantize_Q4_0_LowNibblesAreTheFirstHalf()
    {
        var values = new float[32];
        values[0] = -8;   // the extreme: scale -8 / -8 = 1, quant 0
        values[16] = 7;
        var bytes = new byte[18];
        TensorTypes.Get(TensorType.Q4_0).Codec!.Quantize(values, bytes);
        Assert.Equal([0x00, 0x3C, 0xF0, 0x88], bytes[..4]);
    }

    [Fact]
    public void Quantize_Q4_1_MinimumIsQuantZero()
    {
        var values = new float[32];
        Array.Fill(values, 1f);
        values[0] = 16;
        var bytes = new byte[20];
        TensorTypes.Get(TensorType.Q4_1).Codec!.Quantize(values, bytes);
        Assert.Equal([0x00, 0x3C, 0x00, 0x3C, 0x0F, 0x00], bytes[..6]);
    }

    [Fact]
    public void Quantize_BF16_TiesGoToEven()
    {
        var bytes = new byte[4];
        TensorTypes.Get(TensorType.BF16).Codec!.Quantize([BitConverter.UInt32BitsToSingle(0x3F808000), BitConverter.UInt32BitsToSingle(0x3F818000)], bytes);
        Assert.Equal([0x80, 0x3F, 0x82, 0x3F], bytes);
    }

    private static float[] Roundtrip(TensorTypeInfo type, float[] values)
    {
        var bytes = new byte[type.RowBytes(values.Length)];
        type.Codec!.Quantize(values, bytes);
        var read = new float[values.Length];
        type.Codec.Dequantize(bytes, read);
        return read;
    }
}
