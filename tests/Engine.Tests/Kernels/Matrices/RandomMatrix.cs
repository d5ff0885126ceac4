using Engine.Kernels.Matrices;
using Engine.Kernels.Memory;
using Engine.Kernels.Tensors;

namespace Engine.Tests.Kernels.Matrices;

/// <summary>A matrix of normally distributed weights, or of random bits where we cannot quantize, stored in a file that ends with its last byte: an over-read of the last row would leave the mapping.</summary>
internal sealed class RandomMatrix : IDisposable
{
    private readonly string _path;
    private readonly MappedFile _file;

    private RandomMatrix(string path, TensorType type, int rows, int length)
    {
        _path = path;
        _file = MappedFile.Map(path);
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

    public static RandomMatrix Create(TensorType type, int rows, int length, int seed)
    {
        var info = TensorTypes.Get(type);
        byte[] bytes = info.Codec!.CanQuantize ? new byte[rows * info.RowBytes(length)] : RandomBlocks.Create(type, (long)rows * length, seed, RandomBlocks.Usual);
        if (info.Codec.CanQuantize) info.Codec.Quantize(Normal(rows * length, seed), bytes);
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, bytes);
        return new RandomMatrix(path, type, rows, length);
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
        File.Delete(_path);
    }
}
