using Engine.Kernels.Matrices;
using Engine.Kernels.Memory;
using Engine.Kernels.Tensors;

namespace Engine.Tests.Kernels.Matrices;

public sealed class MatMulKernelTests
{
    // Sums of single-precision products, in whatever order: each of at most some thousand additions rounds by 2^-24 of the sum of magnitudes.
    private const double Tolerance = 2e-5;

    public static TheoryData<TensorType, int> Cases
    {
        get
        {
            var cases = new TheoryData<TensorType, int>();
            foreach (var type in new[] { TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.Q4_0, TensorType.Q4_1, TensorType.Q5_0, TensorType.Q5_1, TensorType.Q8_0 })
            {
                int block = TensorTypes.Get(type).BlockLength;
                int[] lengths = block == 1 ? [1, 7, 8, 15, 16, 17, 63, 64, 65, 80, 172, 257, 576] : [32, 64, 96, 128, 160, 384, 576, 2048];
                foreach (int length in lengths) cases.Add(type, length);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public unsafe void DecodeAndPrefill_RandomWeights_EqualDoubleSums(TensorType type, int length)
    {
        const int rows = 37, columns = 19;   // neither a multiple of any group
        using var weights = RandomMatrix.Create(type, rows, length, seed: 1);
        float[] x = RandomMatrix.Normal(columns * length, seed: 2);
        var kernel = MatMulKernels.For(type);
        using var scratch = new NativeBuffer<byte>(kernel.ScratchBytes(weights.Matrix));
        using var packed = new NativeBuffer<byte>(kernel.PackedBytes(length));
        using var tiles = new NativeBuffer<byte>(2 * kernel.TileBytes(length));
        using var decoded = new NativeBuffer<float>(rows);
        using var prefilled = new NativeBuffer<float>(columns * rows);
        using var source = new NativeBuffer<float>(x.Length);
        x.CopyTo(source.Span(x.Length));

        for (int column = 0; column < columns; column++)
            kernel.PackColumn(source.Pointer + column * length, length, tiles.Pointer + column / 16 * kernel.TileBytes(length), column % 16);
        kernel.Prefill(weights.Matrix, tiles.Pointer, columns, prefilled.Pointer, rows, 0, rows, scratch.Pointer);

        for (int column = 0; column < columns; column++)
        {
            kernel.Pack(source.Pointer + column * length, length, packed.Pointer);
            kernel.Decode(weights.Matrix, packed.Pointer, decoded.Pointer, 0, rows, scratch.Pointer);
            for (int row = 0; row < rows; row++)
            {
                float[] w = weights.Values[row];
                var (exact, rounded, magnitude) = (0.0, 0.0, 0.0);
                for (int i = 0; i < length; i++)
                {
                    float value = x[column * length + i];
                    exact += (double)w[i] * value;
                    rounded += (double)w[i] * Rounded(x.AsSpan(column * length, length), i);
                    magnitude += Math.Abs((double)w[i] * value);
                }
                foreach (float actual in new[] { decoded.Pointer[row], prefilled.Pointer[column * rows + row] })
                    if (Math.Min(Math.Abs(actual - exact), Math.Abs(actual - rounded)) > magnitude * Tolerance + 1e-6)
                        Assert.Fail($"{type}, length {length}, row {row}, column {column}: {actual}; {exact}, or {rounded} with activations of 8 bits, was expected");
            }
        }
    }

    [Fact]
    public unsafe void Prefill_RowsShared_ChangesNoBit()
    {
        using var weights = RandomMatrix.Create(TensorType.Q4_0, 96, 256, seed: 3);
        float[] x = RandomMatrix.Normal(16 * 256, seed: 4);
        var kernel = MatMulKernels.For(TensorType.Q4_0);
        using var scratch = new NativeBuffer<byte>(kernel.ScratchBytes(weights.Matrix));
        using var tile = new NativeBuffer<byte>(kernel.TileBytes(256));
        using var whole = new NativeBuffer<float>(16 * 96);
        using var parts = new NativeBuffer<float>(16 * 96);
        fixed (float* source = x)
            for (int column = 0; column < 16; column++) kernel.PackColumn(source + column * 256, 256, tile.Pointer, column);
        kernel.Prefill(weights.Matrix, tile.Pointer, 16, whole.Pointer, 96, 0, 96, scratch.Pointer);
        kernel.Prefill(weights.Matrix, tile.Pointer, 16, parts.Pointer, 96, 48, 96, scratch.Pointer);
        kernel.Prefill(weights.Matrix, tile.Pointer, 16, parts.Pointer, 96, 0, 48, scratch.Pointer);
        Assert.Equal(whole.Span(16 * 96).ToArray(), parts.Span(16 * 96).ToArray());
    }

    /// <summary>Element <paramref name="index"/> of x as a kernel of 8-bit activations sees it: rounded in blocks of 32.</summary>
    private static double Rounded(ReadOnlySpan<float> x, int index)
    {
        if (x.Length % 32 != 0) return x[index];
        float largest = 0;
        foreach (float value in x.Slice(index / 32 * 32, 32)) largest = MathF.Max(largest, MathF.Abs(value));
        if (largest == 0) return 0;
        return Math.Round(x[index] * (127 / largest)) * ((double)largest / 127);
    }
}
