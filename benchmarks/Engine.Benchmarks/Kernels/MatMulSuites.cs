using Engine.Kernels.Gemm;
using Engine.Kernels.Memory;
using Engine.Kernels.Quantization;
using Engine.Tests.Kernels.Quantization;

namespace Engine.Benchmarks.Kernels;

/// <summary>One column times weights that are far larger than the caches: what decoding a token does.</summary>
public class MatMulDecode : KernelSuite
{
    private const int Length = 4096;
    private const long WeightBytes = 192 << 20;

    private protected override IEnumerable<KernelCase> Table() => MatMulCases.All(Length, WeightBytes, columns: 1, Bound.Memory);
}

/// <summary>Eight columns times such weights: what decoding a token of each of eight sequences does.</summary>
public class MatMulDecodeEight : KernelSuite
{
    private const int Length = 4096, Columns = 8;
    private const long WeightBytes = 192 << 20;

    private protected override IEnumerable<KernelCase> Table() => MatMulCases.All(Length, WeightBytes, Columns, Bound.Memory);
}

/// <summary>Many columns times a layer's weights: what prefilling a prompt does.</summary>
public class MatMulPrefill : KernelSuite
{
    private const int Length = 4096, Columns = 512;
    private const long WeightBytes = 8 << 20;

    private protected override IEnumerable<KernelCase> Table() => MatMulCases.All(Length, WeightBytes, Columns, Bound.Arithmetic);
}

internal static class MatMulCases
{
    private const int ReferenceRows = 64, ReferenceColumns = 8, MostDecoding = 8;

    /// <summary>Every variant of the matrix kernel of every type, and the reference.</summary>
    public static IEnumerable<KernelCase> All(int length, long weightBytes, int columns, Bound bound)
    {
        foreach (var type in TensorTypes.All.Where(type => type.Codec is not null))
        {
            int rows = (int)(weightBytes / type.RowBytes(length));
            foreach (var kernel in MatMulKernels.All(type.Type))
                yield return Case(type, kernel.Variant, rows, length, columns, bound, () => Fast(type.Type, kernel, rows, length, columns));
            int referenceColumns = Math.Min(columns, ReferenceColumns);
            yield return Case(type, KernelCase.Reference, ReferenceRows, length, referenceColumns, bound, () => Reference(type, length, referenceColumns));
        }
    }

    private static KernelCase Case(TensorTypeInfo type, string variant, int rows, int length, int columns, Bound bound, Func<PreparedKernel> prepare) =>
        new(type.Name, $"{rows} x {length} x {columns}", variant, bound, bound == Bound.Memory ? (double)rows * type.RowBytes(length) : 2.0 * rows * length * columns, prepare);

    private static PreparedKernel Fast(TensorType type, MatMulKernel kernel, int rows, int length, int columns)
    {
        var file = new TemporaryFile(Weights(type, rows, length));
        var matrix = new Matrix(file.Bytes, 0, type, rows, length);
        var packed = new PackedColumns([(matrix, kernel)], columns, threads: 1);
        var y = new NativeBuffer<float>((nint)columns * rows);
        float[] x = Inputs.Normal(length);
        // Columns that are read, or decoded: up to eight sequences decode together here.
        packed.Begin(columns > MostDecoding ? columns : 0, columns > MostDecoding ? 0 : columns);
        for (int column = 0; column < columns; column++) packed.Pack(kernel, column, x);
        return new PreparedKernel(() => packed.Multiply(kernel, matrix, y, 0, rows, 0), y, packed, file);
    }

    private static PreparedKernel Reference(TensorTypeInfo type, int length, int columns)
    {
        byte[] weights = [.. Weights(type.Type, ReferenceRows, length).SelectMany(part => part)];
        float[] x = Inputs.Normal(length * columns), scratch = new float[length], y = new float[columns];
        int rowBytes = (int)type.RowBytes(length);
        return new PreparedKernel(() =>
        {
            for (int row = 0; row < ReferenceRows; row++) MatMul.Reference(type.Codec!, weights.AsSpan(row * rowBytes, rowBytes), x, scratch, y);
        });
    }

    /// <summary>The bytes of the rows, in parts; some rows over and over, since no kernel's time depends on values.</summary>
    private static IEnumerable<byte[]> Weights(TensorType type, int rows, int length)
    {
        byte[] part = RandomBlocks.Types.Contains(type) ? RandomBlocks.Create(type, (long)ReferenceRows * length, 1, RandomBlocks.Usual) : Encode(type, Inputs.Normal(ReferenceRows * length));
        for (int left = rows; left > 0; left -= ReferenceRows)
            yield return left >= ReferenceRows ? part : part[..(int)(left * TensorTypes.Get(type).RowBytes(length))];
    }

    private static byte[] Encode(TensorType type, float[] values)
    {
        byte[] bytes = new byte[TensorTypes.Get(type).RowBytes(values.Length)];
        TensorTypes.Get(type).Codec!.Quantize(values, bytes);
        return bytes;
    }
}
