using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Simd;
using Engine.Kernels.Tensors;

namespace Engine.Kernels.Matrices;

/// <summary>How <see cref="FloatMatMul{S,V,TElement}"/> reads weights of a row as singles.</summary>
internal unsafe interface IFloatElement
{
    /// <summary>The type whose rows are read directly; any other is dequantized by its codec first.</summary>
    static abstract TensorType Type { get; }

    /// <summary>Bytes of an element.</summary>
    static abstract int Bytes { get; }

    /// <summary>A register of elements from <paramref name="index"/> on.</summary>
    static abstract V Load<S, V>(byte* row, int index) where S : struct, ISimd<V> where V : struct;

    /// <summary>Element <paramref name="index"/>.</summary>
    static abstract float Scalar(byte* row, int index);
}

internal readonly unsafe struct F32Element : IFloatElement
{
    public static TensorType Type => TensorType.F32;

    public static int Bytes => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(byte* row, int index) where S : struct, ISimd<V> where V : struct => S.Load((float*)row + index);

    public static float Scalar(byte* row, int index) => ((float*)row)[index];
}

internal readonly unsafe struct F16Element : IFloatElement
{
    public static TensorType Type => TensorType.F16;

    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(byte* row, int index) where S : struct, ISimd<V> where V : struct => HalfVector.Load<S, V>((ushort*)row + index);

    public static float Scalar(byte* row, int index) => HalfVector.Scalar(((ushort*)row)[index]);
}

internal readonly unsafe struct BF16Element : IFloatElement
{
    public static TensorType Type => TensorType.BF16;

    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<S, V>(byte* row, int index) where S : struct, ISimd<V> where V : struct => S.ShiftLeft(S.WidenSigned16((short*)row + index), 16);

    public static float Scalar(byte* row, int index) => BitConverter.Int32BitsToSingle(((ushort*)row)[index] << 16);
}

/// <summary>
/// Any weights times single-precision activations, in single precision: right for every type the day it is added, and the fast path of the
/// floating-point ones.
/// </summary>
internal unsafe class FloatMatMul<S, V, TElement>(TensorType type) : MatMulKernel where S : struct, ISimd<V> where V : struct where TElement : struct, IFloatElement
{
    private const int Prefetch = 16384;   // bytes ahead, to the second-level cache: the first holds the column
    private const int Run = 64;          // products summed in one chain
    private readonly ITensorCodec _codec = TensorTypes.Get(type).Codec ?? throw new ArgumentException($"there is no codec for {type}", nameof(type));
    private readonly bool _isDirect = type == TElement.Type;

    private static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => S.Bytes / 4;
    }

    /// <inheritdoc/>
    public override string Variant => typeof(S).Name;

    /// <inheritdoc/>
    public override bool IsOwn => _isDirect;

    /// <inheritdoc/>
    public override int ActivationBits => 32;

    /// <inheritdoc/>
    public override int PackedBytes(int length) => length * sizeof(float);

    /// <inheritdoc/>
    public override void Pack(float* x, int length, byte* packed) => new ReadOnlySpan<float>(x, length).CopyTo(new Span<float>(packed, length));

    /// <inheritdoc/>
    protected override void DecodeOne(Matrix w, byte* packed, float* y, int first, int last, byte* scratch)
    {
        float* x = (float*)packed;
        byte* rowScratch = RowScratch(w, scratch);
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
        V s0 = S.Zero, s1 = S.Zero, s2 = S.Zero, s3 = S.Zero;
        int i = 0;
        for (; i + 4 * Width <= length; i += 4 * Width)
        {
            if (Sse.IsSupported)
                for (int ahead = 0; ahead < 4 * Width * T.Bytes; ahead += 64) Sse.Prefetch1(row + (nint)i * T.Bytes + Prefetch + ahead);
            s0 = S.MultiplyAdd(T.Load<S, V>(row, i), S.Load(x + i), s0);
            s1 = S.MultiplyAdd(T.Load<S, V>(row, i + Width), S.Load(x + i + Width), s1);
            s2 = S.MultiplyAdd(T.Load<S, V>(row, i + 2 * Width), S.Load(x + i + 2 * Width), s2);
            s3 = S.MultiplyAdd(T.Load<S, V>(row, i + 3 * Width), S.Load(x + i + 3 * Width), s3);
        }
        for (; i + Width <= length; i += Width) s0 = S.MultiplyAdd(T.Load<S, V>(row, i), S.Load(x + i), s0);
        float sum = S.Sum(S.Add(S.Add(s0, s1), S.Add(s2, s3)));
        for (; i < length; i++) sum += T.Scalar(row, i) * x[i];
        return sum;
    }

    /// <inheritdoc/>
    protected override int Lanes => Width;

    /// <inheritdoc/>
    public override int TileColumns => Width;

    /// <inheritdoc/>
    public override int TileBytes(int length) => length * S.Bytes;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PackColumn(float* x, int length, byte* tile, int column)
    {
        float* values = (float*)tile + column;
        for (int i = 0; i < length; i++) values[i * Width] = x[i];
    }

    /// <inheritdoc/>
    protected override int UnpackedBytes(int length) => RowGroup * length * sizeof(float);

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
            for (; i + Width <= w.Length; i += Width) S.Store(TElement.Load<S, V>(p, i), values + i);
            for (; i < w.Length; i++) values[i] = TElement.Scalar(p, i);
        }
    }

    /// <inheritdoc/>
    protected override void Multiply(byte* unpacked, byte* tile, int length, float* product)
    {
        // Eight rows in registers; a second set of eight would not fit the sixteen registers of AVX2.
        for (int row = 0; row < RowGroup; row += 8) MultiplyEight((float*)unpacked + (nint)row * length, (float*)tile, length, (byte*)(product + row * Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyEight(float* w, float* x, int length, byte* product)
    {
        new Span<byte>(product, 8 * S.Bytes).Clear();
        // Sums of short runs, then the sum of these: one long chain would round against the whole sum at each step.
        for (int start = 0; start < length; start += Run)
        {
            V c0 = S.Zero, c1 = S.Zero, c2 = S.Zero, c3 = S.Zero, c4 = S.Zero, c5 = S.Zero, c6 = S.Zero, c7 = S.Zero;
            int end = Math.Min(length, start + Run);
            for (int i = start; i < end; i++)
            {
                V columns = S.Load(x + i * Width);
                c0 = S.MultiplyAdd(columns, S.RepeatFloat(w[i]), c0);
                c1 = S.MultiplyAdd(columns, S.RepeatFloat(w[length + i]), c1);
                c2 = S.MultiplyAdd(columns, S.RepeatFloat(w[2 * length + i]), c2);
                c3 = S.MultiplyAdd(columns, S.RepeatFloat(w[3 * length + i]), c3);
                c4 = S.MultiplyAdd(columns, S.RepeatFloat(w[4 * length + i]), c4);
                c5 = S.MultiplyAdd(columns, S.RepeatFloat(w[5 * length + i]), c5);
                c6 = S.MultiplyAdd(columns, S.RepeatFloat(w[6 * length + i]), c6);
                c7 = S.MultiplyAdd(columns, S.RepeatFloat(w[7 * length + i]), c7);
            }
            Add(c0, product);
            Add(c1, product + S.Bytes);
            Add(c2, product + 2 * S.Bytes);
            Add(c3, product + 3 * S.Bytes);
            Add(c4, product + 4 * S.Bytes);
            Add(c5, product + 5 * S.Bytes);
            Add(c6, product + 6 * S.Bytes);
            Add(c7, product + 7 * S.Bytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(V sums, byte* product) => S.Store(S.Add(S.Load(product), sums), product);
}
