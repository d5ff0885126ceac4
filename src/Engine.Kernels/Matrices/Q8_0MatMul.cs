using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Tensors;

namespace Engine.Kernels.Matrices;

/// <summary>
/// 8-bit weights. Decoding multiplies them with activations rounded to 8 bits, both widened to 16, which one instruction multiplies and adds in
/// pairs; memory is the limit there. Prefilling dequantizes: without a 512-bit dot product of bytes, single precision does as much per cycle.
/// </summary>
internal sealed unsafe class Q8_0MatMul() : FloatMatMul<F32Element>(TensorType.Q8_0)
{
    private const int Block = ActivationBlock.Length;
    private const int BlockBytes = 34;
    private const int QuantOffset = 2;
    private const int Prefetch = 4096;   // bytes ahead

    // A packed block: 32 quants of 16 bits, then the scale, padded to a cache line.
    private const int PackedBlock = Block * sizeof(short) + 64;

    /// <summary>Whether this processor has the instructions.</summary>
    public static bool IsSupported => Avx512BW.IsSupported;

    /// <inheritdoc/>
    public override int PackedBytes(int length) => length / Block * PackedBlock;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Pack(float* x, int length, byte* packed)
    {
        sbyte* quants = stackalloc sbyte[Block];
        for (int block = 0; block < length / Block; block++, packed += PackedBlock)
        {
            float scale = ActivationBlock.Quantize(x + block * Block, quants);
            Avx512BW.ConvertToVector512Int16(Vector256.Load(quants)).Store((short*)packed);
            *(float*)(packed + Block * sizeof(short)) = scale;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Decode(Matrix w, byte* packed, float* y, int first, int last, byte* scratch)
    {
        int blocks = w.Length / Block;
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, scratch);
            byte* a = packed;
            // Two sums: one chain of additions would be the limit, not memory.
            Vector512<float> even = default, odd = default;
            int block = 0;
            for (; block + 2 <= blocks; block += 2, p += 2 * BlockBytes, a += 2 * PackedBlock)
            {
                Sse.Prefetch0(p + Prefetch);
                Sse.Prefetch0(p + Prefetch + 64);
                even = One(p, a, even);
                odd = One(p + BlockBytes, a + PackedBlock, odd);
            }
            if (block < blocks) even = One(p, a, even);
            y[row] = Vector512.Sum(even + odd);
        }
    }

    /// <summary><paramref name="sum"/> plus the products of a block, in pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> One(byte* p, byte* a, Vector512<float> sum)
    {
        var weights = Avx512BW.ConvertToVector512Int16(Vector256.Load((sbyte*)p + QuantOffset));
        var dot = Avx512F.ConvertToVector512Single(Avx512BW.MultiplyAddAdjacent(weights, Vector512.Load((short*)a)));
        float scale = HalfVector.Scalar(*(ushort*)p) * *(float*)(a + Block * sizeof(short));
        return Avx512F.FusedMultiplyAdd(dot, Vector512.Create(scale), sum);
    }
}
