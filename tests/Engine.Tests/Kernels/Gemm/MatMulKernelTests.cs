using System.Diagnostics;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm;
using Engine.Kernels.Memory;
using Engine.Kernels.Quantization;

namespace Engine.Tests.Kernels.Gemm;

public sealed class MatMulKernelTests
{
    // Sums of single-precision products, in whatever order: each of at most some thousand additions rounds by 2^-24 of the sum of magnitudes.
    private const double Tolerance = 2e-5;

    private const int Rows = 37, Columns = 37;   // no multiple of any group or tile

    private static readonly TensorType[] s_types = [.. TensorTypes.All.Where(row => row.Codec is not null).Select(row => row.Type)];

    [Fact]
    public void Types_AreThoseWithACodec_EachOnce() => Assert.Equal(s_types.Order(), MatMulKernels.Types.Order());

    [Fact]
    public void For_TypeWithoutAKernel_IsRefusedByName()
    {
        foreach (var type in TensorTypes.All.Select(row => row.Type).Except(s_types))
            Assert.Contains($"weights of type {type};", Assert.Throws<ArgumentException>(() => MatMulKernels.For(type)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<TensorType, string, int> Cases
    {
        get
        {
            var cases = new TheoryData<TensorType, string, int>();
            foreach (var type in s_types)
            {
                int[] lengths = TensorTypes.Get(type).BlockLength switch
                {
                    1 => [1, 3, 4, 7, 8, 15, 16, 17, 63, 64, 65, 80, 172, 257, 576],
                    32 => [32, 64, 96, 128, 160, 384, 576, 2048],
                    _ => [256, 512, 768, 2048],
                };
                // Where vectors are emulated, some hundred times slower, long rows are left out.
                foreach (var kernel in MatMulKernels.All(type))
                    foreach (int length in lengths.Where(length => Vector128.IsHardwareAccelerated || length <= 512)) cases.Add(type, kernel.Variant, length);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public unsafe void DecodeAndPrefill_RandomWeights_EqualDoubleSums(TensorType type, string variant, int length)
    {
        using var weights = RandomMatrix.Create(type, Rows, length, seed: 1);
        float[] x = RandomMatrix.Normal(Columns * length, seed: 2);
        var kernel = MatMulKernels.All(type).Single(k => k.Variant == variant);
        using var product = new Product(kernel, weights.Matrix, x);
        EqualDoubleSums(type, weights, x, kernel, product);
    }

    /// <summary>Types of integers that kernels multiply as such.</summary>
    public static TheoryData<TensorType> Integers => [.. s_types.Where(type => TensorTypes.Get(type).BlockLength > 1 && MatMulKernels.For(type).IsOwn)];

    [Theory]
    [MemberData(nameof(Integers))]
    public unsafe void DecodeAndPrefill_LargestQuantsOfOneSign_OverflowNowhere(TensorType type)
    {
        const int length = 256;
        float[] x = new float[Columns * length];
        for (int i = 0; i < x.Length; i++) x[i] = i / length % 2 == 0 ? 1.5f : -1.5f;
        foreach (bool isLargest in new[] { true, false })
        {
            using var weights = RandomMatrix.CreateExtreme(type, Rows, length, isLargest);
            foreach (var kernel in MatMulKernels.All(type))
            {
                using var product = new Product(kernel, weights.Matrix, x);
                EqualDoubleSums(type, weights, x, kernel, product);
            }
        }
    }

    /// <summary>Types whose numbers are half precision, or have scales that are.</summary>
    public static TheoryData<TensorType> OfHalves =>
        [.. TensorTypes.All.Where(row => row.Codec is not null && (row.Type == TensorType.F16 || row.BlockLength > 1)).Select(row => row.Type)];

    [Theory]
    [MemberData(nameof(OfHalves))]
    public unsafe void DecodeAndPrefill_WeightsWhoseScalesAreSubnormal_TakeNoLongerThanOthers(TensorType type)
    {
        Assert.SkipUnless(Vector128.IsHardwareAccelerated, "skipped: vectors are emulated");
        const int length = 1024, columns = 4;
        using RandomMatrix usual = RandomMatrix.CreateScaled(type, Rows, length, seed: 11, deviation: 0.02f), tiny = RandomMatrix.CreateScaled(type, Rows, length, seed: 11, deviation: 1e-5f);
        float[] x = RandomMatrix.Normal(columns * length, seed: 12);
        foreach (var kernel in MatMulKernels.All(type))
        {
            using Product product = new(kernel, usual.Matrix, x), small = new(kernel, tiny.Matrix, x);
            EqualDoubleSums(type, tiny, x, kernel, small);
            // An instruction that meets a subnormal number takes a hundred cycles instead of four: seven times as long for all together, at every try.
            Assert.Contains(Enumerable.Range(0, 10), _ => small.BestTicks() < 4 * product.BestTicks());
        }
    }

    private static unsafe void EqualDoubleSums(TensorType type, RandomMatrix weights, float[] x, MatMulKernel kernel, Product product)
    {
        int length = weights.Matrix.Length;
        // Of long rows, the columns at the borders of tiles and groups.
        int count = x.Length / length;
        int[] columns = length <= 256 ? [.. Enumerable.Range(0, count)] : [.. new[] { 0, 3, 4, 7, 8, 15, 16, 31, 32, Columns - 1 }.Where(column => column < count)];
        foreach (int column in columns)
        {
            for (int row = 0; row < Rows; row++)
            {
                float[] w = weights.Values[row];
                foreach (var (actual, bits) in new[] { (product.Decoded(column, row), kernel.Decoding.ActivationBits), (product.Prefilled(column, row), kernel.Prefilling.ActivationBits) })
                {
                    var (exact, magnitude) = (0.0, 0.0);
                    for (int i = 0; i < length; i++)
                    {
                        exact += w[i] * Rounded(x.AsSpan(column * length, length), i, bits);
                        magnitude += Math.Abs((double)w[i] * x[column * length + i]);
                    }
                    if (!(Math.Abs(actual - exact) <= magnitude * Tolerance + 1e-6))
                        Assert.Fail($"{type}, length {length}, row {row}, column {column}: {actual}; {exact} was expected");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public unsafe void Decode_ColumnsTogether_EqualsOneByOneToTheBit(TensorType type, string variant, int length)
    {
        using var weights = RandomMatrix.Create(type, Rows, length, seed: 3, rest: Matrix.Overread);   // just enough to read every row in place; as numbers, NaN
        var kernel = MatMulKernels.All(type).Single(k => k.Variant == variant);
        using var product = new Product(kernel, weights.Matrix, RandomMatrix.Normal(Columns * length, seed: 4));
        for (int column = 0; column < Columns; column++)
        {
            float[] alone = product.DecodeAlone(column);
            Assert.All(alone, value => Assert.True(float.IsFinite(value)));
            Assert.Equal(alone, Enumerable.Range(0, Rows).Select(row => product.Decoded(column, row)));
        }
    }

    public static TheoryData<TensorType> Types => [.. s_types];

    [Theory]
    [MemberData(nameof(Types))]
    public unsafe void DecodeAndPrefill_RowsShared_ChangeNoBit(TensorType type)
    {
        int length = 256;
        using var weights = RandomMatrix.Create(type, 96, length, seed: 5, guard: Guard.Before);
        float[] x = RandomMatrix.Normal(Columns * length, seed: 6);
        foreach (var kernel in MatMulKernels.All(type))
        {
            using var whole = new Product(kernel, weights.Matrix, x, guard: Guard.Before);
            using var parts = new Product(kernel, weights.Matrix, x, cut: 47, Guard.Before);
            for (int column = 0; column < Columns; column++)
                for (int row = 0; row < 96; row++)
                {
                    Assert.Equal(whole.Decoded(column, row), parts.Decoded(column, row));
                    Assert.Equal(whole.Prefilled(column, row), parts.Prefilled(column, row));
                }
        }
    }

    // A system may refuse executable memory today and grant it tomorrow: a text must not change with that.
    [Theory]
    [MemberData(nameof(Types))]
    public void For_WithoutExecutableMemory_ChangesNoBit(TensorType type)
    {
        var kernel = MatMulKernels.For(type);
        Assert.SkipUnless(kernel.Variant == "Emitted", $"skipped: nothing is emitted for {type} here");
        int[] lengths = TensorTypes.Get(type).BlockLength switch { 1 => [60, 85, 2048], 32 => [32, 160, 576, 1056], _ => [256, 768, 1280] };
        foreach (int length in lengths)
        {
            using var weights = RandomMatrix.Create(type, Rows, length, seed: 13);
            float[] x = RandomMatrix.Normal(Columns * length, seed: 14);
            using Product expected = new(kernel, weights.Matrix, x), actual = new(MatMulKernels.For(type, canEmit: false), weights.Matrix, x);
            for (int column = 0; column < Columns; column++)
            {
                Assert.Equal(expected.DecodeAlone(column), actual.DecodeAlone(column));
                for (int row = 0; row < Rows; row++)
                {
                    Assert.Equal(expected.Decoded(column, row), actual.Decoded(column, row));
                    Assert.Equal(expected.Prefilled(column, row), actual.Prefilled(column, row));
                }
            }
        }
    }

    // Where a few columns are multiplied by other code than many, a token's bits must not tell which it was, nor whether it was read or decoded.
    [Fact]
    public void PackedColumns_ReadAndDecodedInAnyNumber_HaveTheBitsOfPrefilling()
    {
        int compared = 0;
        foreach (var type in s_types)
            foreach (var kernel in MatMulKernels.All(type).Where(kernel => kernel.Decoding.FewColumns > 0))
                foreach (int length in TensorTypes.Get(type).BlockLength == 32 ? new[] { 32, 64, 96, 160, 544, 2048 } : [256, 768, 2048])
                {
                    EqualsPrefilling(type, kernel, length);
                    compared++;
                }
        Assert.SkipWhen(compared == 0, "skipped: every kernel decodes in an order of its own here");
    }

    private static unsafe void EqualsPrefilling(TensorType type, MatMulKernel kernel, int length)
    {
        using var weights = RandomMatrix.Create(type, Rows, length, seed: 16);
        float[] x = RandomMatrix.Normal(Columns * length, seed: 17);
        using var product = new Product(kernel, weights.Matrix, x);
        using var packed = new PackedColumns([(weights.Matrix, kernel)], Columns, threads: 1);
        foreach (int columns in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 32, 33, Columns })
        {
            using var y = new NativeBuffer<float>(columns * Rows);
            packed.Begin(columns / 2, columns - columns / 2);
            for (int column = 0; column < columns; column++) packed.Pack(kernel, column, x.AsSpan(column * length, length));
            packed.Multiply(kernel, weights.Matrix, y, 0, Rows, thread: 0);
            for (int column = 0; column < columns; column++)
                for (int row = 0; row < Rows; row++)
                    if (product.Prefilled(column, row) is var expected && (expected != product.Decoded(column, row) || expected != y.Pointer[column * Rows + row]))
                        Assert.Fail($"{type}, {kernel.Variant}, length {length}, row {row}, column {column} of {columns}: {product.Decoded(column, row)} decoded, {y.Pointer[column * Rows + row]} packed; {expected} was expected");
        }
    }

    [Fact]
    public void For_TypesWithRowsSideBySide_DecodesByTheBitsOfPrefilling()
    {
        Assert.SkipUnless(MatMulKernels.For(TensorType.Q4_0).Variant is "Emitted", "skipped: nothing is emitted here");
        TensorType[] types = [.. s_types.Where(type => MatMulKernels.For(type).Decoding.FewColumns > 0)];
        Assert.Equal([TensorType.Q4_0, TensorType.Q4_1, TensorType.Q4_K, TensorType.Q5_K], types);
    }

    // The garbage collector waits for a call of machine code: a row that would take one too long is cut, or left to the compiled twin.
    [Theory]
    [InlineData(TensorType.Q4_0, 1 << 18)]
    [InlineData(TensorType.Q8_0, 1 << 20)]
    [InlineData(TensorType.Q4_K, 1 << 21)]
    [InlineData(TensorType.F16, 1 << 20)]
    public void Decode_RowsLongerThanACallTakes_AreDecodedAllTheSame(TensorType type, int length)
    {
        var kernel = MatMulKernels.For(type);
        Assert.SkipUnless(kernel.Variant == "Emitted", $"skipped: nothing is emitted for {type} here");
        using var weights = RandomMatrix.Create(type, 1, length, seed: 15);
        float[] x = new float[9 * length];
        for (int i = 0; i < x.Length; i++) x[i] = (i % 251 - 125) / 125f;
        using Product expected = new(MatMulKernels.For(type, canEmit: false), weights.Matrix, x), actual = new(kernel, weights.Matrix, x);
        for (int column = 0; column < 9; column++) Assert.Equal(expected.Decoded(column, 0), actual.Decoded(column, 0));
    }

    [Fact]
    public void Prefill_ByEmittedCode_EqualsCompiledPanelsToTheBit()
    {
        const int rows = 90, length = 1280;   // no multiple of sixteen rows; more blocks than one call takes
        int compared = 0;
        foreach (var type in s_types)
        {
            var kernels = MatMulKernels.All(type).ToDictionary(kernel => kernel.Variant);
            if (!kernels.TryGetValue("Emitted", out var emitted) || type == TensorType.F16) continue;
            // Where there is no AVX-VNNI, the other panels of bytes are Simd512's, for quants of up to six bits.
            if (!kernels.TryGetValue("AvxVnni", out var compiled) && type is TensorType.Q8_0 or TensorType.IQ4_NL) continue;
            using var weights = RandomMatrix.Create(type, rows, length, seed: 7);
            float[] x = RandomMatrix.Normal(Columns * length, seed: 8);
            using var expected = new Product(compiled ?? kernels["Simd512"], weights.Matrix, x);
            // A few columns are another loop; all are a tile and a few.
            foreach (int columns in new[] { 1, 2, 3, 4, 5, 8, 9, 17, Columns })
            {
                using var actual = new Product(emitted, weights.Matrix, x[..(columns * length)]);
                for (int column = 0; column < columns; column++)
                    for (int row = 0; row < rows; row++) Assert.Equal(expected.Prefilled(column, row), actual.Prefilled(column, row));
            }
            compared++;
        }
        Assert.SkipWhen(compared == 0, "skipped: no AVX-512 VNNI");
    }

    [Fact]
    public void Decode_OfHalvesByEmittedCode_EqualsCompiledToTheBit()
    {
        var kernels = MatMulKernels.All(TensorType.F16).ToDictionary(kernel => kernel.Variant);
        if (!kernels.TryGetValue("Emitted", out var emitted)) Assert.Skip("skipped: no AVX-512");
        foreach (int length in new[] { 60, 64, 85, 2048 })
        {
            using var weights = RandomMatrix.Create(TensorType.F16, Rows, length, seed: 9);
            float[] x = RandomMatrix.Normal(3 * length, seed: 10);
            using var expected = new Product(kernels["Simd512"], weights.Matrix, x);
            using var actual = new Product(emitted, weights.Matrix, x);
            for (int column = 0; column < 3; column++)
                for (int row = 0; row < Rows; row++) Assert.Equal(expected.Decoded(column, row), actual.Decoded(column, row));
        }
    }

    /// <summary>W x for all columns, decoded and prefilled, all of it at inaccessible pages, with a canary between the results.</summary>
    private sealed unsafe class Product : IDisposable
    {
        private const float Canary = 12345.5f;
        private readonly MatMulKernel _kernel;
        private readonly Matrix _weights;
        private readonly GuardedBuffer<byte> _decodeScratch, _prefillScratch, _packed, _tiles;
        private readonly GuardedBuffer<float> _decoded, _prefilled, _x;
        private readonly int _stride;

        public Product(MatMulKernel kernel, Matrix weights, float[] x, int cut = 0, Guard guard = Guard.After)
        {
            int columns = x.Length / weights.Length;
            (_kernel, _weights, _stride) = (kernel, weights, weights.Rows + 1);   // one float between columns
            _decodeScratch = new(kernel.Decoding.ScratchBytes(weights), guard);
            _prefillScratch = new(kernel.Prefilling.ScratchBytes(weights), guard);
            _packed = new((int)kernel.Decoding.PackedBytes(weights.Length, columns), guard);
            _tiles = new((columns + kernel.Prefilling.TileColumns - 1) / kernel.Prefilling.TileColumns * kernel.Prefilling.TileBytes(weights.Length), guard);
            _decoded = new((columns - 1) * _stride + weights.Rows, guard);
            _prefilled = new((columns - 1) * _stride + weights.Rows, guard);
            _x = new(x, guard);
            _decoded.Span.Fill(Canary);
            _prefilled.Span.Fill(Canary);
            for (int column = 0; column < columns; column++)
            {
                float* source = _x.Pointer + column * weights.Length;
                kernel.Prefilling.PackColumn(source, weights.Length, _tiles.Pointer + column / kernel.Prefilling.TileColumns * kernel.Prefilling.TileBytes(weights.Length), column % kernel.Prefilling.TileColumns);
                kernel.Decoding.Pack(source, weights.Length, _packed.Pointer, column, columns);
            }
            foreach (var (first, last) in new[] { (cut, weights.Rows), (0, cut) })
            {
                kernel.Decoding.Decode(weights, _packed.Pointer, columns, _decoded.Pointer, _stride, first, last, _decodeScratch.Pointer);
                kernel.Prefilling.Prefill(weights, _tiles.Pointer, columns, _prefilled.Pointer, _stride, first, last, _prefillScratch.Pointer);
            }
            for (int column = 0; column < columns - 1; column++)
            {
                Assert.Equal(Canary, Decoded(column, weights.Rows));
                Assert.Equal(Canary, Prefilled(column, weights.Rows));
            }
        }

        public float Decoded(int column, int row) => _decoded.Pointer[column * _stride + row];

        public float Prefilled(int column, int row) => _prefilled.Pointer[column * _stride + row];

        /// <summary>The decoded column, computed again with no other beside it.</summary>
        public float[] DecodeAlone(int column)
        {
            using var y = new GuardedBuffer<float>(_weights.Rows);
            using var packed = new GuardedBuffer<byte>((int)_kernel.Decoding.PackedBytes(_weights.Length, 1));
            _kernel.Decoding.Pack(_x.Pointer + column * _weights.Length, _weights.Length, packed.Pointer, 0, 1);
            _kernel.Decoding.Decode(_weights, packed.Pointer, 1, y.Pointer, _weights.Rows, 0, _weights.Rows, _decodeScratch.Pointer);
            return y.Span.ToArray();
        }

        /// <summary>What it takes to multiply all columns both ways, at best.</summary>
        public long BestTicks()
        {
            long best = long.MaxValue;
            int columns = _x.Span.Length / _weights.Length;
            for (int run = 0; run < 20; run++)
            {
                long start = Stopwatch.GetTimestamp();
                _kernel.Decoding.Decode(_weights, _packed.Pointer, columns, _decoded.Pointer, _stride, 0, _weights.Rows, _decodeScratch.Pointer);
                _kernel.Prefilling.Prefill(_weights, _tiles.Pointer, columns, _prefilled.Pointer, _stride, 0, _weights.Rows, _prefillScratch.Pointer);
                best = Math.Min(best, Stopwatch.GetTimestamp() - start);
            }
            return best;
        }

        public void Dispose()
        {
            foreach (var buffer in (IDisposable[])[_decodeScratch, _prefillScratch, _packed, _tiles, _decoded, _prefilled, _x]) buffer.Dispose();
        }
    }

    /// <summary>Element <paramref name="index"/> of x as a kernel sees it that rounds activations to <paramref name="bits"/> in blocks of 32.</summary>
    private static double Rounded(ReadOnlySpan<float> x, int index, int bits)
    {
        if (bits == 32) return x[index];
        float steps = (1 << (bits - 1)) - 1, largest = 0;
        foreach (float value in x.Slice(index / 32 * 32, 32)) largest = MathF.Max(largest, MathF.Abs(value));
        if (largest == 0) return 0;
        return Math.Round(x[index] * (steps / largest)) * ((double)largest / steps);
    }
}
