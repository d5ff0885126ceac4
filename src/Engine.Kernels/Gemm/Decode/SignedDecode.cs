using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Decode;

/// <summary>
/// Weights of signed bytes by activations rounded to 16 bits, one scale per 32: as exact as single precision would be, and twice as fast, since one
/// instruction multiplies 16-bit integers and adds pairs of products in 32 bits.
/// </summary>
/// <remarks>A sum of 32 products of at most 128 * 32767 fits 32 bits with room to spare.</remarks>
internal sealed unsafe class SignedDecode<S, V, TBlock> : LaneDecode where S : struct, ISimd<V> where V : struct where TBlock : struct, ISignedBlock
{
    private const int Block = Activations<S, V>.Block;
    private const int BlockBytes = Block * sizeof(short);   // of packed or unpacked quants

    /// <inheritdoc/>
    public override int ActivationBits => 16;

    /// <inheritdoc/>
    /// <remarks>Quants of 16 bits, then the scale of each block.</remarks>
    protected override int PackedBytes(int length) => length * sizeof(short) + length / Block * sizeof(float);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Pack(float* x, int length, byte* packed)
    {
        float* scales = (float*)(packed + length * sizeof(short));
        for (int i = 0; i < length; i += Block) scales[i / Block] = Activations<S, V>.Quantize16(x + i, (short*)packed + i);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeOne(Matrix w, byte* packed, float* y, int first, int last, byte* scratch)
    {
        float* four = stackalloc float[4];
        int blocks = w.Length / Block;
        float* scales = (float*)(packed + w.Length * sizeof(short));
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, scratch), a = packed;
            // Two sums: one chain of additions would be the limit, not memory.
            V even = S.Zero, odd = S.Zero;
            int block = 0;
            for (; block + 4 <= blocks; block += 4, p += 4 * TBlock.Bytes, a += 4 * BlockBytes)
            {
                Prefetch(p, 4 * TBlock.Bytes);
                (Scales(p) * Vector128.Load(scales + block)).Store(four);
                even = S.MultiplyAdd(Dot(p, a), S.RepeatFloat(four[0]), even);
                odd = S.MultiplyAdd(Dot(p + TBlock.Bytes, a + BlockBytes), S.RepeatFloat(four[1]), odd);
                even = S.MultiplyAdd(Dot(p + 2 * TBlock.Bytes, a + 2 * BlockBytes), S.RepeatFloat(four[2]), even);
                odd = S.MultiplyAdd(Dot(p + 3 * TBlock.Bytes, a + 3 * BlockBytes), S.RepeatFloat(four[3]), odd);
            }
            for (; block < blocks; block++, p += TBlock.Bytes, a += BlockBytes)
                even = S.MultiplyAdd(Dot(p, a), S.RepeatFloat(HalfVector.Scalar(*(ushort*)p) * scales[block]), even);
            y[row] = S.Sum(S.Add(even, odd));
        }
    }

    /// <summary>The scales of four blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Scales(byte* p) =>
        HalfVector.Four(*(ushort*)p, *(ushort*)(p + TBlock.Bytes), *(ushort*)(p + 2 * TBlock.Bytes), *(ushort*)(p + 3 * TBlock.Bytes));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeFour(Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        int blocks = w.Length / Block, whole = blocks & ~3;
        nint scales = w.Length * sizeof(short);
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, scratch);
            byte* a = packed, b = a + packedBytes, c = b + packedBytes, d = c + packedBytes;
            V evenA = S.Zero, evenB = S.Zero, evenC = S.Zero, evenD = S.Zero, oddA = S.Zero, oddB = S.Zero, oddC = S.Zero, oddD = S.Zero;
            for (int block = 0; block < blocks; block++, p += TBlock.Bytes, a += BlockBytes, b += BlockBytes, c += BlockBytes, d += BlockBytes)
            {
                Prefetch(p, TBlock.Bytes);
                V dotA = S.Zero, dotB = S.Zero, dotC = S.Zero, dotD = S.Zero;
                for (int i = 0; i < Block; i += S.Bytes / 2)
                {
                    V words = TBlock.Words<S, V>(p, i);
                    dotA = S.AddInt(dotA, S.MultiplyAdd16(words, S.Load(a + 2 * i)));
                    dotB = S.AddInt(dotB, S.MultiplyAdd16(words, S.Load(b + 2 * i)));
                    dotC = S.AddInt(dotC, S.MultiplyAdd16(words, S.Load(c + 2 * i)));
                    dotD = S.AddInt(dotD, S.MultiplyAdd16(words, S.Load(d + 2 * i)));
                }
                float scale = HalfVector.Scalar(*(ushort*)p);
                nint at = scales + block * (sizeof(float) - BlockBytes);   // from a block's quants to its scale
                evenA = S.MultiplyAdd(S.ToFloat(dotA), S.RepeatFloat(scale * *(float*)(a + at)), evenA);
                evenB = S.MultiplyAdd(S.ToFloat(dotB), S.RepeatFloat(scale * *(float*)(b + at)), evenB);
                evenC = S.MultiplyAdd(S.ToFloat(dotC), S.RepeatFloat(scale * *(float*)(c + at)), evenC);
                evenD = S.MultiplyAdd(S.ToFloat(dotD), S.RepeatFloat(scale * *(float*)(d + at)), evenD);
                if (block >= whole) continue;
                // The sums take turns, as those of a single column do.
                (evenA, evenB, evenC, evenD, oddA, oddB, oddC, oddD) = (oddA, oddB, oddC, oddD, evenA, evenB, evenC, evenD);
            }
            y[row] = S.Sum(S.Add(evenA, oddA));
            y[row + stride] = S.Sum(S.Add(evenB, oddB));
            y[row + 2 * (nint)stride] = S.Sum(S.Add(evenC, oddC));
            y[row + 3 * (nint)stride] = S.Sum(S.Add(evenD, oddD));
        }
    }

    /// <summary>A block's products with 32 packed quants, summed to one per lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Dot(byte* p, byte* a)
    {
        V dot = S.MultiplyAdd16(TBlock.Words<S, V>(p, 0), S.Load(a));
        for (int i = S.Bytes / 2; i < Block; i += S.Bytes / 2) dot = S.AddInt(dot, S.MultiplyAdd16(TBlock.Words<S, V>(p, i), S.Load(a + 2 * i)));
        return S.ToFloat(dot);
    }
}
