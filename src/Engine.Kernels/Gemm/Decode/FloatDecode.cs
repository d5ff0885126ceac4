using System.Runtime.CompilerServices;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Quantization;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Decode;

/// <summary>
/// Any weights times single-precision activations, in single precision: right for every type the day it is added, and the fast path of the
/// floating-point ones.
/// </summary>
internal unsafe class FloatDecode<S, V, TElement>(TensorType type) : LaneDecode where S : struct, ISimd<V> where V : struct where TElement : struct, IFloatElement
{
    private readonly ITensorCodec _codec = TensorTypes.Get(type).Codec ?? throw new ArgumentException($"there is no codec for {type}", nameof(type));
    private readonly bool _isDirect = type == TElement.Type;

    private static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => S.Bytes / 4;
    }

    /// <inheritdoc/>
    public override bool IsOwn => _isDirect;

    /// <inheritdoc/>
    public override int ActivationBits => 32;

    /// <inheritdoc/>
    public override int ScratchBytes(Matrix w) => base.ScratchBytes(w) + w.Length * sizeof(float);

    /// <inheritdoc/>
    protected override int PackedBytes(int length) => length * sizeof(float);

    /// <inheritdoc/>
    protected override void Pack(float* x, int length, byte* packed) => new ReadOnlySpan<float>(x, length).CopyTo(new Span<float>(packed, length));

    /// <inheritdoc/>
    protected override void DecodeOne(Matrix w, byte* packed, float* y, int first, int last, byte* scratch)
    {
        float* x = (float*)packed;
        byte* rowScratch = scratch + w.Length * sizeof(float);
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

    /// <inheritdoc/>
    protected override void DecodeFour(Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        byte* rowScratch = scratch + w.Length * sizeof(float);
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, rowScratch);
            if (_isDirect)
            {
                DotFour<TElement>(p, packed, packedBytes, w.Length, y + row, stride);
                continue;
            }
            _codec.Dequantize(new ReadOnlySpan<byte>(p, w.RowBytes), new Span<float>(scratch, w.Length));
            DotFour<F32Element>(scratch, packed, packedBytes, w.Length, y + row, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot<T>(byte* row, float* x, int length) where T : struct, IFloatElement
    {
        // Four accumulators: one chain of additions would leave the ports idle.
        V s0 = S.Zero, s1 = S.Zero, s2 = S.Zero, s3 = S.Zero;
        float* end = x + length;
        for (; x + 4 * Width <= end; x += 4 * Width, row += 4 * Width * T.Bytes)
        {
            Prefetch(row, 4 * Width * T.Bytes);
            s0 = S.MultiplyAdd(T.Load<S, V>(row, 0), S.Load(x), s0);
            s1 = S.MultiplyAdd(T.Load<S, V>(row, Width), S.Load(x + Width), s1);
            s2 = S.MultiplyAdd(T.Load<S, V>(row, 2 * Width), S.Load(x + 2 * Width), s2);
            s3 = S.MultiplyAdd(T.Load<S, V>(row, 3 * Width), S.Load(x + 3 * Width), s3);
        }
        return Rest<T>(s0, s1, s2, s3, row, x, end);
    }

    /// <summary>The sum of <see cref="Dot"/>, given those of its four accumulators and what is left of row and column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static float Rest<T>(V s0, V s1, V s2, V s3, byte* row, float* x, float* end) where T : struct, IFloatElement
    {
        for (; x + Width <= end; x += Width, row += Width * T.Bytes) s0 = S.MultiplyAdd(T.Load<S, V>(row, 0), S.Load(x), s0);
        float sum = S.Sum(S.Add(S.Add(s0, s1), S.Add(s2, s3)));
        for (; x < end; x++, row += T.Bytes) sum += T.Scalar(row, 0) * *x;
        return sum;
    }

    /// <summary><see cref="Dot"/> of a row with four columns, to the bit, reading the row once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DotFour<T>(byte* row, byte* packed, int packedBytes, int length, float* y, int stride) where T : struct, IFloatElement
    {
        float* a = (float*)packed, b = (float*)(packed + packedBytes), c = (float*)(packed + 2 * packedBytes), d = (float*)(packed + 3 * packedBytes);
        V a0 = S.Zero, a1 = S.Zero, a2 = S.Zero, a3 = S.Zero, b0 = S.Zero, b1 = S.Zero, b2 = S.Zero, b3 = S.Zero;
        V c0 = S.Zero, c1 = S.Zero, c2 = S.Zero, c3 = S.Zero, d0 = S.Zero, d1 = S.Zero, d2 = S.Zero, d3 = S.Zero;
        int i = 0;
        for (; i + 4 * Width <= length; i += 4 * Width)
        {
            Prefetch(row + (nint)i * T.Bytes, 4 * Width * T.Bytes);
            V weights = T.Load<S, V>(row, i);
            a0 = S.MultiplyAdd(weights, S.Load(a + i), a0);
            b0 = S.MultiplyAdd(weights, S.Load(b + i), b0);
            c0 = S.MultiplyAdd(weights, S.Load(c + i), c0);
            d0 = S.MultiplyAdd(weights, S.Load(d + i), d0);
            int next = i + Width;
            weights = T.Load<S, V>(row, next);
            a1 = S.MultiplyAdd(weights, S.Load(a + next), a1);
            b1 = S.MultiplyAdd(weights, S.Load(b + next), b1);
            c1 = S.MultiplyAdd(weights, S.Load(c + next), c1);
            d1 = S.MultiplyAdd(weights, S.Load(d + next), d1);
            next += Width;
            weights = T.Load<S, V>(row, next);
            a2 = S.MultiplyAdd(weights, S.Load(a + next), a2);
            b2 = S.MultiplyAdd(weights, S.Load(b + next), b2);
            c2 = S.MultiplyAdd(weights, S.Load(c + next), c2);
            d2 = S.MultiplyAdd(weights, S.Load(d + next), d2);
            next += Width;
            weights = T.Load<S, V>(row, next);
            a3 = S.MultiplyAdd(weights, S.Load(a + next), a3);
            b3 = S.MultiplyAdd(weights, S.Load(b + next), b3);
            c3 = S.MultiplyAdd(weights, S.Load(c + next), c3);
            d3 = S.MultiplyAdd(weights, S.Load(d + next), d3);
        }
        for (; i + Width <= length; i += Width)
        {
            V weights = T.Load<S, V>(row, i);
            a0 = S.MultiplyAdd(weights, S.Load(a + i), a0);
            b0 = S.MultiplyAdd(weights, S.Load(b + i), b0);
            c0 = S.MultiplyAdd(weights, S.Load(c + i), c0);
            d0 = S.MultiplyAdd(weights, S.Load(d + i), d0);
        }
        float sumA = S.Sum(S.Add(S.Add(a0, a1), S.Add(a2, a3))), sumB = S.Sum(S.Add(S.Add(b0, b1), S.Add(b2, b3)));
        float sumC = S.Sum(S.Add(S.Add(c0, c1), S.Add(c2, c3))), sumD = S.Sum(S.Add(S.Add(d0, d1), S.Add(d2, d3)));
        for (; i < length; i++)
        {
            float weight = T.Scalar(row, i);
            sumA += weight * a[i];
            sumB += weight * b[i];
            sumC += weight * c[i];
            sumD += weight * d[i];
        }
        (y[0], y[stride], y[2 * (nint)stride], y[3 * (nint)stride]) = (sumA, sumB, sumC, sumD);
    }
}
