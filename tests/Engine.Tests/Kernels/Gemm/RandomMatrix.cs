using System.Runtime.CompilerServices;
using Engine.Kernels.Gemm;
using Engine.Kernels.Memory;
using Engine.Kernels.Quantization;
using Engine.Tests.Kernels.Quantization;

namespace Engine.Tests.Kernels.Gemm;

/// <summary>
/// A matrix of normally distributed weights in a file whose bytes lie at an inaccessible page: a mapping goes
/// on to the end of a page, and another may lie behind it.
/// </summary>
internal sealed unsafe class RandomMatrix : IDisposable
{
    private readonly string _path;
    private readonly MappedFile _file;
    private readonly GuardedBuffer<byte> _bytes;

    private RandomMatrix(string path, TensorType type, int rows, int length, Guard guard)
    {
        _path = path;
        _file = MappedFile.Map(path);
        _bytes = new GuardedBuffer<byte>(_file.Span(0, (int)_file.Length), guard);
        Start(_file) = _bytes.Pointer;
        Matrix = new Matrix(_file, 0, type, rows, length);
        var info = TensorTypes.Get(type);
        int rowBytes = (int)info.RowBytes(length);
        Values = new float[rows][];
        for (int row = 0; row < rows; row++)
        {
            Values[row] = new float[length];
            info.Codec!.Dequantize(_file.Span((long)row * rowBytes, rowBytes), Values[row]);
        }
    }

    public Matrix Matrix { get; }

    /// <summary>What the stored weights stand for, row by row.</summary>
    public float[][] Values { get; }

    /// <summary>A matrix with <paramref name="rest"/> bytes behind it in the file; without any, kernels may not read past the end of its last rows.</summary>
    public static RandomMatrix Create(TensorType type, int rows, int length, int seed, int rest = 0, Guard guard = Guard.After) =>
        Create(type, rows, length, Encode(type, rows, length, seed), rest, guard);

    /// <summary>A matrix whose weights are <paramref name="deviation"/> large, of any type.</summary>
    public static RandomMatrix CreateScaled(TensorType type, int rows, int length, int seed, float deviation)
    {
        var info = TensorTypes.Get(type);
        byte[] bytes = new byte[rows * info.RowBytes(length)];
        info.Codec!.Quantize(Array.ConvertAll(Normal(rows * length, seed), value => value * deviation), bytes);
        return Create(type, rows, length, bytes, rest: 0, Guard.After);
    }

    /// <summary>A matrix of which every quant is the largest that the type has, or the one furthest below 0.</summary>
    public static RandomMatrix CreateExtreme(TensorType type, int rows, int length, bool isLargest)
    {
        byte[] bytes = Encode(type, rows, length, seed: 1);
        int blockBytes = TensorTypes.Get(type).BlockBytes;
        byte extreme = (type, isLargest) switch { (TensorType.Q8_0, true) => 0x7F, (TensorType.Q8_0, false) => 0x80, (_, true) => 0xFF, _ => 0 };
        foreach (var field in BlockLayout.Quants(type))
            for (int block = 0; block < bytes.Length; block += blockBytes) bytes.AsSpan(block + field.Offset, field.Length).Fill(extreme);
        return Create(type, rows, length, bytes, rest: 0, Guard.After);
    }

    private static byte[] Encode(TensorType type, int rows, int length, int seed)
    {
        var info = TensorTypes.Get(type);
        byte[] bytes = new byte[rows * info.RowBytes(length)];
        info.Codec!.Quantize(Normal(rows * length, seed), bytes);
        return bytes;
    }

    private static RandomMatrix Create(TensorType type, int rows, int length, byte[] bytes, int rest, Guard guard)
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, [.. bytes, .. Enumerable.Repeat((byte)0xFF, rest)]);
        return new RandomMatrix(path, type, rows, length, guard);
    }

    /// <summary>Normally distributed numbers. Source: Box and Muller 1958.</summary>
    public static float[] Normal(int count, int seed)
    {
        var random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }

    public void Dispose()
    {
        _file.Dispose();
        _bytes.Dispose();
        File.Delete(_path);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_start")]
    private static extern ref byte* Start(MappedFile file);
}
