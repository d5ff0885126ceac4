using Engine.Kernels.Tensors;
using Engine.Tests.Oracles;

namespace Engine.Tests.Kernels;

public sealed class TensorCodecTests
{
    public static TheoryData<string> Codecs => [.. TensorTypes.All.Where(row => row.Codec is not null).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Codecs))]
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
    [InlineData("Q8_0")]
    [InlineData("Q5_0")]
    [InlineData("Q5_1")]
    [InlineData("Q4_0")]
    [InlineData("Q4_1")]
    public void Codec_RandomAndConstantBlocks_GivesGgmlsBytesAndBits(string name)
    {
        var type = TensorTypes.All.Single(row => row.Name == name);
        var ggml = new GgmlCodec(name);
        var random = new Random(11);
        var values = Enumerable.Range(0, 1000 * 32).Select(i => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-4, 3))).ToArray();
        values.AsSpan(0, 32).Clear();
        values.AsSpan(32, 32).Fill(0.75f);
        for (int i = 64; i < 96; i++) values[i] = i % 2 == 0 ? 1 : -1;   // two extremes of one magnitude: the first counts

        byte[] expected = new byte[type.RowBytes(values.Length)], actual = new byte[expected.Length];
        ggml.Quantize(values, expected);
        type.Codec!.Quantize(values, actual);
        Assert.Equal(expected, actual);

        float[] expectedValues = new float[values.Length], actualValues = new float[values.Length];
        ggml.Dequantize(expected, expectedValues);
        type.Codec.Dequantize(expected, actualValues);
        Assert.Equal(expectedValues.Select(BitConverter.SingleToInt32Bits), actualValues.Select(BitConverter.SingleToInt32Bits));
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
