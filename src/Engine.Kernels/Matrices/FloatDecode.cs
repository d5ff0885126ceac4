using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Simd;
using Engine.Kernels.Tensors;

namespace Engine.Kernels.Matrices;

/// <summary>
/// Any weights times single-precision activations, in single precision: right for every type the day it is added, and the fast path of the
/// floating-point ones.
/// </summary>
internal unsafe class FloatDecode<S, V, TElement>(TensorType type) : DecodeKernel where S : struct, ISimd<V> where V : struct where TElement : struct, IFloatElement
{
    private const int Prefetch = 16384;   // bytes ahead, to the second-level cache: the first holds the column
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
    public override int PackedBytes(int length) => length * sizeof(float);

    /// <inheritdoc/>
    public override void Pack(float* x, int length, byte* packed) => new ReadOnlySpan<float>(x, length).CopyTo(new Span<float>(packed, length));

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
}
