using System.Runtime.CompilerServices;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Quantization;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Prefill;

/// <summary>Prefilling in single precision: weights of any type are made singles once for all columns.</summary>
internal sealed unsafe class FloatPrefill<S, V, TElement>(TensorType type) : PrefillKernel where S : struct, ISimd<V> where V : struct where TElement : struct, IFloatElement
{
    private const int Run = 64;   // products summed in one chain
    private readonly ITensorCodec _codec = TensorTypes.Get(type).Codec ?? throw new ArgumentException($"there is no codec for {type}", nameof(type));
    private readonly bool _isDirect = type == TElement.Type;

    private static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => S.Bytes / 4;
    }

    /// <inheritdoc/>
    public override int ActivationBits => 32;

    /// <inheritdoc/>
    protected override int Lanes => Width;

    /// <inheritdoc/>
    protected override void Transpose(float* product, int rows, int columns, float* y, int stride) =>
        Transposition<S, V>.Transpose(product, Lanes, rows, columns, y, stride);

    private const int Registers = 2;   // of columns, which share each weight

    // Rows whose sums fit beside two registers of columns and one of a weight: there are 32 registers of 64 bytes, and at least 16 narrower ones.
    private static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => S.Bytes == 64 ? 12 : 6;
    }

    /// <inheritdoc/>
    public override int TileColumns => Registers * Width;

    /// <inheritdoc/>
    public override int TileBytes(int length) => length * Registers * S.Bytes;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PackColumn(float* x, int length, byte* tile, int column)
    {
        float* values = (float*)tile + column;
        int columns = Registers * Width;
        for (int i = 0; i < length; i++, values += columns) *values = x[i];
    }

    /// <inheritdoc/>
    /// <remarks>Rows in runs: the first run of each row of the group, then the second, ...; and one row to dequantize to.</remarks>
    protected override int UnpackedBytes(int length) => ((length + Run - 1) / Run * Run * RowGroup + length) * sizeof(float);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Unpack(Matrix w, int row, int rows, byte* unpacked, byte* rowScratch)
    {
        float* values = (float*)(unpacked + UnpackedBytes(w.Length)) - w.Length;
        for (int r = 0; r < rows; r++)
        {
            byte* p = w.Row(row + r, rowScratch);
            float* target = (float*)unpacked + r * Run;
            if (_isDirect)
            {
                Unpack<TElement>(p, w.Length, target);
                continue;
            }
            _codec.Dequantize(new ReadOnlySpan<byte>(p, w.RowBytes), new Span<float>(values, w.Length));
            Unpack<F32Element>((byte*)values, w.Length, target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Unpack<T>(byte* row, int length, float* target) where T : struct, IFloatElement
    {
        for (int start = 0; start < length; start += Run, target += RowGroup * Run)
        {
            int count = Math.Min(Run, length - start), i = 0;
            for (; i + Width <= count; i += Width) S.Store(T.Load<S, V>(row, start + i), target + i);
            for (; i < count; i++) target[i] = T.Scalar(row, start + i);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Sums of runs, then the sum of these: one long chain would round against the whole sum at each step.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Multiply(byte* unpacked, int rows, byte* tile, int columns, int length, float* product)
    {
        new Span<float>(product, TileColumns * RowGroup).Clear();
        float* w = (float*)unpacked;
        for (int start = 0; start < length; start += Run, w += RowGroup * Run, tile += Run * Registers * S.Bytes)
        {
            int count = Math.Min(Run, length - start);
            for (int row = 0; row < rows; row += Rows)
            {
                // While some rows meet this run of the tile, their part of the next is fetched: together they fetch it all.
                byte* next = tile + (Run + row * Run / RowGroup) * Registers * S.Bytes;
                byte* result = (byte*)(product + row * Width);
                MultiplyRun(w + row * Run, tile, count, next, result);
            }
        }
    }

    /// <summary>Adds a run of <see cref="Rows"/> rows by two registers of columns, and fetches the run of the rows that follow and a part of the tile's next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyRun(float* w, byte* x, int count, byte* next, byte* product)
    {
        V c0 = S.Zero, c1 = S.Zero, c2 = S.Zero, c3 = S.Zero, c4 = S.Zero, c5 = S.Zero;
        V d0 = S.Zero, d1 = S.Zero, d2 = S.Zero, d3 = S.Zero, d4 = S.Zero, d5 = S.Zero;
        V c6 = S.Zero, c7 = S.Zero, c8 = S.Zero, c9 = S.Zero, ca = S.Zero, cb = S.Zero;   // of twelve rows
        V d6 = S.Zero, d7 = S.Zero, d8 = S.Zero, d9 = S.Zero, da = S.Zero, db = S.Zero;
        for (float* end = w + count, ahead = w + Rows * Run; w < end; w++, x += Registers * S.Bytes, ahead += Rows, next += Rows * Registers * S.Bytes / RowGroup)
        {
            Prefetch(ahead);
            Prefetch(next);
            V columns = S.Load(x), others = S.Load(x + S.Bytes);
            V weight = S.RepeatFloat(w[0]);
            c0 = S.MultiplyAdd(columns, weight, c0);
            d0 = S.MultiplyAdd(others, weight, d0);
            weight = S.RepeatFloat(w[Run]);
            c1 = S.MultiplyAdd(columns, weight, c1);
            d1 = S.MultiplyAdd(others, weight, d1);
            weight = S.RepeatFloat(w[2 * Run]);
            c2 = S.MultiplyAdd(columns, weight, c2);
            d2 = S.MultiplyAdd(others, weight, d2);
            weight = S.RepeatFloat(w[3 * Run]);
            c3 = S.MultiplyAdd(columns, weight, c3);
            d3 = S.MultiplyAdd(others, weight, d3);
            weight = S.RepeatFloat(w[4 * Run]);
            c4 = S.MultiplyAdd(columns, weight, c4);
            d4 = S.MultiplyAdd(others, weight, d4);
            weight = S.RepeatFloat(w[5 * Run]);
            c5 = S.MultiplyAdd(columns, weight, c5);
            d5 = S.MultiplyAdd(others, weight, d5);
            if (Rows == 12)
            {
                weight = S.RepeatFloat(w[6 * Run]);
                c6 = S.MultiplyAdd(columns, weight, c6);
                d6 = S.MultiplyAdd(others, weight, d6);
                weight = S.RepeatFloat(w[7 * Run]);
                c7 = S.MultiplyAdd(columns, weight, c7);
                d7 = S.MultiplyAdd(others, weight, d7);
                weight = S.RepeatFloat(w[8 * Run]);
                c8 = S.MultiplyAdd(columns, weight, c8);
                d8 = S.MultiplyAdd(others, weight, d8);
                weight = S.RepeatFloat(w[9 * Run]);
                c9 = S.MultiplyAdd(columns, weight, c9);
                d9 = S.MultiplyAdd(others, weight, d9);
                weight = S.RepeatFloat(w[10 * Run]);
                ca = S.MultiplyAdd(columns, weight, ca);
                da = S.MultiplyAdd(others, weight, da);
                weight = S.RepeatFloat(w[11 * Run]);
                cb = S.MultiplyAdd(columns, weight, cb);
                db = S.MultiplyAdd(others, weight, db);
            }
        }
        byte* other = product + RowGroup * S.Bytes;
        Add(c0, c1, c2, c3, c4, c5, product);
        Add(d0, d1, d2, d3, d4, d5, other);
        if (Rows < 12) return;
        Add(c6, c7, c8, c9, ca, cb, product + 6 * S.Bytes);
        Add(d6, d7, d8, d9, da, db, other + 6 * S.Bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(V s0, V s1, V s2, V s3, V s4, V s5, byte* product)
    {
        S.Store(S.Add(S.Load(product), s0), product);
        S.Store(S.Add(S.Load(product + S.Bytes), s1), product + S.Bytes);
        S.Store(S.Add(S.Load(product + 2 * S.Bytes), s2), product + 2 * S.Bytes);
        S.Store(S.Add(S.Load(product + 3 * S.Bytes), s3), product + 3 * S.Bytes);
        S.Store(S.Add(S.Load(product + 4 * S.Bytes), s4), product + 4 * S.Bytes);
        S.Store(S.Add(S.Load(product + 5 * S.Bytes), s5), product + 5 * S.Bytes);
    }
}
