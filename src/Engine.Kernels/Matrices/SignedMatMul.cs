using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Simd;
using Engine.Kernels.Tensors;

namespace Engine.Kernels.Matrices;

/// <summary>
/// 8-bit weights. Decoding multiplies them with activations rounded to 8 bits, both widened to 16, which one instruction multiplies and adds in
/// pairs; memory is the limit there. Prefilling widens them once for all columns.
/// </summary>
internal sealed unsafe class Q8_0MatMul<S, V>() : FloatMatMul<S, V, F32Element>(TensorType.Q8_0) where S : struct, ISimd<V> where V : struct
{
    private const int Block = Activations<S, V>.Block;
    private const int BlockBytes = 34;
    private const int QuantOffset = 2;
    private const int Prefetch = 4096;   // bytes ahead

    // A packed block: 32 quants of 16 bits, then the scale, padded to a cache line.
    private const int PackedBlock = Block * sizeof(short) + 64;

    /// <inheritdoc/>
    public override int PackedBytes(int length) => length / Block * PackedBlock;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Pack(float* x, int length, byte* packed)
    {
        sbyte* quants = stackalloc sbyte[Block];
        for (int block = 0; block < length / Block; block++, packed += PackedBlock)
        {
            float scale = Activations<S, V>.Quantize(x + block * Block, quants);
            for (int i = 0; i < Block; i += S.Bytes / 2) S.Store(S.WidenBytes(quants + i), packed + i * sizeof(short));
            *(float*)(packed + Block * sizeof(short)) = scale;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeOne(Matrix w, byte* packed, float* y, int first, int last, byte* scratch)
    {
        int blocks = w.Length / Block;
        byte* rowScratch = RowScratch(w, scratch);
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, rowScratch);
            byte* a = packed;
            // Two sums: one chain of additions would be the limit, not memory.
            V even = S.Zero, odd = S.Zero;
            int block = 0;
            for (; block + 2 <= blocks; block += 2, p += 2 * BlockBytes, a += 2 * PackedBlock)
            {
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(p + Prefetch);
                    Sse.Prefetch0(p + Prefetch + 64);
                }
                even = One(p, a, even);
                odd = One(p + BlockBytes, a + PackedBlock, odd);
            }
            if (block < blocks) even = One(p, a, even);
            y[row] = S.Sum(S.Add(even, odd));
        }
    }

    /// <summary><paramref name="sum"/> plus the products of a block, in pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V One(byte* p, byte* a, V sum)
    {
        V dot = S.MultiplyAdd16(S.WidenBytes((sbyte*)p + QuantOffset), S.Load(a));
        for (int i = S.Bytes / 2; i < Block; i += S.Bytes / 2) dot = S.AddInt(dot, S.MultiplyAdd16(S.WidenBytes((sbyte*)p + QuantOffset + i), S.Load(a + 2 * i)));
        float scale = HalfVector.Scalar(*(ushort*)p) * *(float*)(a + Block * sizeof(short));
        return S.MultiplyAdd(S.ToFloat(dot), S.RepeatFloat(scale), sum);
    }
}
