using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Tensors;

namespace Engine.Kernels.Matrices;

/// <summary>How <see cref="FloatMatMul{TElement}"/> reads 16 weights of a row as singles.</summary>
internal unsafe interface IFloatElement
{
    /// <summary>The type whose rows are read directly; any other is dequantized by its codec first.</summary>
    static abstract TensorType Type { get; }

    /// <summary>Elements <paramref name="index"/> to <paramref name="index"/> + 15.</summary>
    static abstract Vector512<float> Load(byte* row, int index);

    /// <summary>Element <paramref name="index"/>.</summary>
    static abstract float Scalar(byte* row, int index);
}

internal readonly unsafe struct F32Element : IFloatElement
{
    public static TensorType Type => TensorType.F32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* row, int index) => Vector512.Load((float*)row + index);

    public static float Scalar(byte* row, int index) => ((float*)row)[index];
}

internal readonly unsafe struct F16Element : IFloatElement
{
    public static TensorType Type => TensorType.F16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* row, int index) => HalfVector.Load((ushort*)row + index);

    public static float Scalar(byte* row, int index) => (float)((Half*)row)[index];
}

internal readonly unsafe struct BF16Element : IFloatElement
{
    public static TensorType Type => TensorType.BF16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* row, int index) => (HalfVector.Widen((ushort*)row + index) << 16).AsSingle();

    public static float Scalar(byte* row, int index) => BitConverter.Int32BitsToSingle(((ushort*)row)[index] << 16);
}

/// <summary>
/// Any weights times single-precision activations, in single precision: right for every type the day it is added, and the fast path of the
/// floating-point ones.
/// </summary>
internal unsafe class FloatMatMul<TElement>(TensorType type) : MatMulKernel where TElement : struct, IFloatElement
{
    private const int Prefetch = 4096;
    private readonly ITensorCodec _codec = TensorTypes.Get(type).Codec ?? throw new ArgumentException($"there is no codec for {type}", nameof(type));
    private readonly bool _isDirect = type == TElement.Type;

    /// <inheritdoc/>
    public override int PackedBytes(int length) => length * sizeof(float);

    /// <inheritdoc/>
    public override void Pack(float* x, int length, byte* packed) => new ReadOnlySpan<float>(x, length).CopyTo(new Span<float>(packed, length));

    /// <inheritdoc/>
    public override void Decode(Matrix w, byte* packed, float* y, int first, int last, byte* scratch)
    {
        float* x = (float*)packed;
        byte* rowScratch = scratch + Align(UnpackedBytes(w.Length));
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, rowScratch);
            if (_isDirect)
            {
                y[row] = Dot<TElement>(p, x, w.Length);
                continue;
            }
            _codec.Dequantize(new ReadOnlySpan<byte>(p, w.RowBytes), new Span<float>(scratch, w.Length));
            y[row] = Dot<F32Element>(scratch, x, w.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot<T>(byte* row, float* x, int length) where T : struct, IFloatElement
    {
        // Four accumulators: one chain of additions would leave the ports idle.
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i + 64 <= length; i += 64)
        {
            if (Sse.IsSupported) Sse.Prefetch0(row + (nint)i * 2 + Prefetch);
            s0 = Vector512.FusedMultiplyAdd(T.Load(row, i), Vector512.Load(x + i), s0);
            s1 = Vector512.FusedMultiplyAdd(T.Load(row, i + 16), Vector512.Load(x + i + 16), s1);
            s2 = Vector512.FusedMultiplyAdd(T.Load(row, i + 32), Vector512.Load(x + i + 32), s2);
            s3 = Vector512.FusedMultiplyAdd(T.Load(row, i + 48), Vector512.Load(x + i + 48), s3);
        }
        for (; i + 16 <= length; i += 16) s0 = Vector512.FusedMultiplyAdd(T.Load(row, i), Vector512.Load(x + i), s0);
        float sum = Vector512.Sum(s0 + s1 + (s2 + s3));
        for (; i < length; i++) sum += T.Scalar(row, i) * x[i];
        return sum;
    }

    /// <inheritdoc/>
    public override int TileBytes(int length) => length * TileColumns * sizeof(float);

    /// <inheritdoc/>
    public override void PackColumn(float* x, int length, byte* tile, int column)
    {
        float* values = (float*)tile + column;
        for (int i = 0; i < length; i++) values[i * TileColumns] = x[i];
    }

    /// <inheritdoc/>
    protected override int RowGroup => 16;

    /// <inheritdoc/>
    protected override int UnpackedBytes(int length) => 16 * length * sizeof(float);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Unpack(Matrix w, int row, int rows, byte* unpacked, byte* rowScratch)
    {
        for (int r = 0; r < rows; r++)
        {
            float* values = (float*)unpacked + r * w.Length;
            byte* p = w.Row(row + r, rowScratch);
            if (!_isDirect)
            {
                _codec.Dequantize(new ReadOnlySpan<byte>(p, w.RowBytes), new Span<float>(values, w.Length));
                continue;
            }
            int i = 0;
            for (; i + 16 <= w.Length; i += 16) TElement.Load(p, i).Store(values + i);
            for (; i < w.Length; i++) values[i] = TElement.Scalar(p, i);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Multiply(byte* unpacked, byte* tile, int length, float* product)
    {
        float* x = (float*)tile;
        for (int half = 0; half < 2; half++)
        {
            // Eight rows in registers; a second set of eight would not fit the sixteen registers of AVX2.
            float* w = (float*)unpacked + half * 8 * length;
            Vector512<float> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
            for (int i = 0; i < length; i++)
            {
                var columns = Vector512.Load(x + i * TileColumns);
                c0 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(w[i]), c0);
                c1 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(w[length + i]), c1);
                c2 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(w[2 * length + i]), c2);
                c3 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(w[3 * length + i]), c3);
                c4 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(w[4 * length + i]), c4);
                c5 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(w[5 * length + i]), c5);
                c6 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(w[6 * length + i]), c6);
                c7 = Vector512.FusedMultiplyAdd(columns, Vector512.Create(w[7 * length + i]), c7);
            }
            float* rows = product + half * 8 * TileColumns;
            c0.Store(rows);
            c1.Store(rows + 16);
            c2.Store(rows + 32);
            c3.Store(rows + 48);
            c4.Store(rows + 64);
            c5.Store(rows + 80);
            c6.Store(rows + 96);
            c7.Store(rows + 112);
        }
    }
}
