using System.Runtime.Intrinsics;
using Engine.Gguf;
using Engine.Kernels.Quantization;
using Engine.Kernels.Simd;
using Engine.Tests.Oracles;

namespace Engine.Tests.Kernels.Quantization;

/// <summary>The types whose scales are searched for: what they lose is never more than what ggml's own choice of scales loses.</summary>
public sealed class LeastErrorTests
{
    private const int RowLength = 1024, Rows = 8;

    /// <summary>What weights may look like: sources of numbers from a normal one, by name.</summary>
    private static readonly Dictionary<string, Func<Func<double>, Random, double>> s_sources = new()
    {
        ["normal"] = (normal, _) => normal(),
        ["uniform"] = (_, random) => 2 * random.NextDouble() - 1,
        ["heavy-tailed"] = (normal, _) => normal() / Math.Sqrt((Square(normal()) + Square(normal()) + Square(normal())) / 3),   // Student's t, three degrees of freedom
        ["outliers"] = (normal, random) => normal() * (random.Next(100) == 0 ? 10 : 1),
        ["positive"] = (normal, _) => 0.5 + Math.Abs(normal()),
        ["far from zero"] = (normal, _) => 3 + 0.1 * normal(),
        ["mostly zero"] = (normal, random) => random.Next(4) == 0 ? normal() : 0,
    };

    private static readonly TensorType[] s_searched =
        [TensorType.Q2_K, TensorType.Q3_K, TensorType.Q4_K, TensorType.Q5_K, TensorType.Q6_K, TensorType.IQ4_NL, TensorType.IQ4_XS];

    /// <summary>Without importance ggml rounds these in a given way, and so do we.</summary>
    private static readonly TensorType[] s_searchedByImportance = [TensorType.Q4_0, TensorType.Q4_1, TensorType.Q5_0, TensorType.Q5_1];

    public static TheoryData<TensorType> Searched => [.. s_searched];

    public static TheoryData<TensorType, bool> Cases =>
        [.. s_searched.SelectMany(type => new[] { (type, false), (type, true) }), .. s_searchedByImportance.Select(type => (type, true))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Quantize_EverySource_LosesNoMoreThanGgml(TensorType type, bool isWeighted)
    {
        foreach (var (name, source) in s_sources)
        {
            float[] values = Draw(source, Rows * RowLength, seed: 3), importance = isWeighted ? Importance(RowLength) : [];
            var (ours, theirs) = Errors(type, values, importance, RowLength);
            Assert.True(ours <= theirs, $"{type} of {name}: {ours / theirs:F5} of ggml's error");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Quantize_RealTensors_LosesNoMoreThanGgml(TensorType type, bool isWeighted)
    {
        using var file = GgufFile.Open(TestFiles.Demo);
        foreach (string name in (string[])["token_embd.weight", "blk.0.attn_v.weight", "blk.2.attn_q.weight", "blk.3.ffn_down.weight", "blk.5.ffn_up.weight"])
        {
            var tensor = file.Tensor(name);
            int rows = Math.Min(tensor.RowCount, 64);
            float[] values = new float[rows * tensor.RowLength], importance = isWeighted ? Importance(tensor.RowLength) : [];
            TensorTypes.Get(tensor.Type).Codec!.Dequantize(file.Bytes.Span(tensor.Offset, rows * tensor.RowBytes), values);
            var (ours, theirs) = Errors(type, values, importance, tensor.RowLength);
            Assert.True(ours <= theirs, $"{type} of {name}: {ours / theirs:F5} of ggml's error");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Quantize_SingleBlocksOfExtremes_StayNumbersAndLoseHardlyMoreThanGgml(TensorType type, bool isWeighted)
    {
        float[] importance = isWeighted ? [.. Importance(256).Select((value, i) => i % 3 == 0 ? 0 : value)] : [];
        foreach (float magnitude in (float[])[0, 1e-30f, 1e-9f, 1e-5f, 1, 6e4f])
        {
            foreach (var shape in (Func<int, float>[])[_ => 1, i => i % 2 == 0 ? 1 : -1, i => i == 100 ? -1 : 0, i => i / 255f, i => i < 128 ? 0 : -i / 255f])
            {
                float[] values = [.. Enumerable.Range(0, 256).Select(i => shape(i) * magnitude)];
                var (ours, theirs) = Errors(type, values, importance, 256);
                // Scales are half precision, 11 bits: what that leaves of the largest value.
                double rounding = values.Select((_, i) => isWeighted ? importance[i] : 1).Sum() * Square(magnitude) * Math.Pow(2, -22);
                // Below some 1e-5 the scales themselves are subnormal, a few units large, and which of them is nearest is luck.
                if (magnitude is 0 or > 1e-4f) Assert.True(ours <= 1.1 * theirs + rounding, $"{type} of {magnitude} * {shape(0)} {shape(1)} ... {shape(255)}: {ours} against {theirs}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Searched))]
    public void Quantize_ImportanceOfNothing_CountsAllAlike(TensorType type)
    {
        float[] values = Draw(s_sources["normal"], RowLength, seed: 4);
        Assert.Equal(Blocks(type, values, [], RowLength), Blocks(type, values, new float[RowLength], RowLength));
    }

    [Fact]
    public void Quantize_RegistersOfEveryWidth_GiveTheSameBytes()
    {
        Assert.SkipUnless(Simd512.IsSupported, "skipped: no registers of 512 bits");
        Scaled<Q3_K>();
        Scaled<Q6_K>();
        Scaled<IQ4_XS>();
        Scaled<IQ4_NL>();
        Scaled<Q4_0>();
        Scaled<Q5_0>();
        WithMinimum<Q2_K>();
        WithMinimum<Q4_K>();
        WithMinimum<Q5_K>();
        WithMinimum<Q4_1>();
        WithMinimum<Q5_1>();
    }

    private static unsafe void Scaled<TBlock>() where TBlock : unmanaged, IScaledBlock<TBlock> => CheckWidths<TBlock>(
        (x, w, count, blocks) => ScaleSearch<TBlock, Simd512, Vector512<byte>>.Quantize((float*)x, (float*)w, count, (TBlock*)blocks),
        (x, w, count, blocks) => ScaleSearch<TBlock, Simd256, Vector256<byte>>.Quantize((float*)x, (float*)w, count, (TBlock*)blocks),
        (x, w, count, blocks) => ScaleSearch<TBlock, Simd128, Vector128<byte>>.Quantize((float*)x, (float*)w, count, (TBlock*)blocks));

    private static unsafe void WithMinimum<TBlock>() where TBlock : unmanaged, IMinimumBlock<TBlock> => CheckWidths<TBlock>(
        (x, w, count, blocks) => MinimumSearch<TBlock, Simd512, Vector512<byte>>.Quantize((float*)x, (float*)w, count, (TBlock*)blocks),
        (x, w, count, blocks) => MinimumSearch<TBlock, Simd256, Vector256<byte>>.Quantize((float*)x, (float*)w, count, (TBlock*)blocks),
        (x, w, count, blocks) => MinimumSearch<TBlock, Simd128, Vector128<byte>>.Quantize((float*)x, (float*)w, count, (TBlock*)blocks));

    private static unsafe void CheckWidths<TBlock>(params Action<nint, nint, int, nint>[] widths) where TBlock : unmanaged, ITensorBlock<TBlock>
    {
        const int length = 11 * 256;   // no whole number of registers' worth of blocks
        int count = length / TBlock.Length, bytes = count * sizeof(TBlock);
        using GuardedBuffer<float> x = new(Draw(s_sources["heavy-tailed"], length, seed: 5), Guard.After), w = new(Importance(length), Guard.After);
        byte[]? expected = null;
        foreach (var quantize in widths)
        {
            using var blocks = new GuardedBuffer<byte>(bytes, Guard.After);
            quantize((nint)x.Pointer, (nint)w.Pointer, count, (nint)blocks.Pointer);
            expected ??= blocks.Span.ToArray();
            Assert.Equal(expected, blocks.Span.ToArray());
        }
    }

    private static float[] Draw(Func<Func<double>, Random, double> source, int count, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, count).Select(_ => (float)(0.02 * source(Normal, random)))];
    }

    /// <summary>Mean squares of activations: some columns see far larger ones than others.</summary>
    private static float[] Importance(int count) => [.. Draw(s_sources["normal"], count, seed: 6).Select(value => MathF.Exp(75 * value))];

    private static byte[] Blocks(TensorType type, float[] values, float[] importance, int rowLength)
    {
        var info = TensorTypes.Get(type);
        int rowBytes = (int)info.RowBytes(rowLength);
        byte[] blocks = new byte[values.Length / rowLength * rowBytes];
        for (int row = 0; row < values.Length / rowLength; row++)
            info.Codec!.Quantize(values.AsSpan(row * rowLength, rowLength), blocks.AsSpan(row * rowBytes, rowBytes), importance);
        return blocks;
    }

    private static (double Ours, double Theirs) Errors(TensorType type, float[] values, float[] importance, int rowLength) => (
        Error(type, Blocks(type, values, importance, rowLength), values, importance, rowLength),
        Error(type, GgmlCodec.Quantize(type, values, importance, rowLength), values, importance, rowLength));

    private static double Error(TensorType type, byte[] blocks, float[] values, float[] importance, int rowLength)
    {
        float[] read = new float[values.Length];
        TensorTypes.Get(type).Codec!.Dequantize(blocks, read);
        double error = 0;
        for (int i = 0; i < values.Length; i++) error += (importance.Length > 0 ? importance[i % rowLength] : 1) * Square((double)values[i] - read[i]);
        Assert.True(double.IsFinite(error), $"{type}: {error}");
        return error;
    }

    private static double Square(double value) => value * value;
}
