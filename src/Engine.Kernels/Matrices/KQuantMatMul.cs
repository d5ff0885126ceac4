using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Matrices;

/// <summary>
/// A super-block of 256 quants: w = scale q + minimum, the scales and minimums stored in a few bits as multiples of one or two halves. Its 128
/// bytes of low nibbles are read register by register: a register gives a lower and an upper register of quants.
/// </summary>
internal unsafe interface IKQuantBlock : IPanelBlock
{
    /// <summary>Where the nibbles start.</summary>
    static abstract int NibbleOffset { get; }

    /// <summary>The element whose quant is the lower (<paramref name="part"/> 0) or upper (1) nibble of byte <paramref name="index"/>; bytes of 16 follow each other.</summary>
    static abstract int Element(int index, int part);

    /// <summary>The quants of the lower nibbles of a register loaded from nibble byte <paramref name="index"/> on.</summary>
    static abstract V Lower<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct;

    /// <summary>The quants of the upper nibbles.</summary>
    static abstract V Upper<S, V>(V nibbles, byte* block, int index) where S : struct, ISimd<V> where V : struct;

    /// <summary>Writes the scales and the minimums in the order of the elements, 256 / <see cref="IPanelBlock.ScaleLength"/> each.</summary>
    static abstract void Scales<S, V>(byte* block, float* scales, float* minimums) where S : struct, ISimd<V> where V : struct;
}

/// <summary>
/// Decoding for super-blocks of 256. Activations are packed in the order in which registers hold the quants; scales go through a few words of
/// memory, from which each register's lanes get theirs.
/// </summary>
internal sealed unsafe class KQuantMatMul<S, V, TBlock> : PanelMatMul<S, V, TBlock> where S : struct, ISimd<V> where V : struct where TBlock : struct, IKQuantBlock
{
    private const int Length = 256;
    private const int Nibbles = Length / 2;
    private const int Prefetch = 4096;    // bytes ahead
    private const int ScaleBytes = 64;    // room for 16 scales

    // A packed super-block: the quants in the order of the registers, the activation scale of each weight scale, the sums of the quants under each weight scale times theirs.
    private const int PackedBlock = Length + 2 * ScaleBytes;

    /// <inheritdoc/>
    public override string Variant => typeof(S).Name;

    /// <inheritdoc/>
    public override int PackedBytes(int length) => length / Length * PackedBlock;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Pack(float* x, int length, byte* packed)
    {
        sbyte* quants = stackalloc sbyte[Length];
        for (int block = 0; block < length; block += Length, packed += PackedBlock)
        {
            float* scales = (float*)(packed + Length), sums = (float*)(packed + Length + ScaleBytes);
            new Span<float>(scales, 2 * ScaleBytes / sizeof(float)).Clear();
            for (int i = 0; i < Length; i += Block)
            {
                float scale = Activations<S, V>.Quantize(x + block + i, quants + i);
                for (int part = 0; part < Block / 16; part++)
                {
                    int at = (i + part * 16) / TBlock.ScaleLength;
                    scales[at] = scale;
                    sums[at] += scale * Activations<S, V>.Sum16(quants + i + part * 16);
                }
            }
            sbyte* target = (sbyte*)packed;
            for (int index = 0; index < Nibbles; index += S.Bytes)
                for (int part = 0; part < 2; part++)
                    for (int i = 0; i < S.Bytes; i += 16, target += 16)
                        Simd128.Store(Simd128.Load(quants + TBlock.Element(index + i, part)), target);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeOne(Matrix w, byte* packed, float* y, int first, int last, byte* scratch)
    {
        float* scales = stackalloc float[3 * ScaleBytes / sizeof(float)];
        float* minimums = scales + ScaleBytes / sizeof(float), products = minimums + ScaleBytes / sizeof(float);
        byte* end = packed + PackedBytes(w.Length);
        byte* rowScratch = RowScratch(w, scratch);
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, rowScratch);
            V sum = S.Zero;
            for (byte* a = packed; a < end; a += PackedBlock, p += TBlock.Bytes)
            {
                Ahead(p);
                TBlock.Scales<S, V>(p, scales, minimums);
                sum = AddScales(scales, minimums, a, products, sum);
                for (int index = 0; index < Nibbles; index += S.Bytes)
                {
                    V nibbles = S.Load(p + TBlock.NibbleOffset + index);
                    sum = AddProducts(TBlock.Lower<S, V>(nibbles, p, index), a + 2 * index, products + TBlock.Element(index, 0) / TBlock.ScaleLength, sum);
                    sum = AddProducts(TBlock.Upper<S, V>(nibbles, p, index), a + 2 * index + S.Bytes, products + TBlock.Element(index, 1) / TBlock.ScaleLength, sum);
                }
            }
            y[row] = S.Sum(sum);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeFour(Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        const int room = ScaleBytes / sizeof(float);
        float* scales = stackalloc float[6 * room];
        float* minimums = scales + room, products = minimums + room;
        byte* end = packed + PackedBytes(w.Length);
        byte* rowScratch = RowScratch(w, scratch);
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, rowScratch);
            byte* b = packed + packedBytes, c = b + packedBytes, d = c + packedBytes;
            V sumA = S.Zero, sumB = S.Zero, sumC = S.Zero, sumD = S.Zero;
            for (byte* a = packed; a < end; a += PackedBlock, b += PackedBlock, c += PackedBlock, d += PackedBlock, p += TBlock.Bytes)
            {
                Ahead(p);
                TBlock.Scales<S, V>(p, scales, minimums);
                sumA = AddScales(scales, minimums, a, products, sumA);
                sumB = AddScales(scales, minimums, b, products + room, sumB);
                sumC = AddScales(scales, minimums, c, products + 2 * room, sumC);
                sumD = AddScales(scales, minimums, d, products + 3 * room, sumD);
                for (int index = 0; index < Nibbles; index += S.Bytes)
                {
                    V nibbles = S.Load(p + TBlock.NibbleOffset + index);
                    V quants = TBlock.Lower<S, V>(nibbles, p, index);
                    int at = TBlock.Element(index, 0) / TBlock.ScaleLength;
                    sumA = AddProducts(quants, a + 2 * index, products + at, sumA);
                    sumB = AddProducts(quants, b + 2 * index, products + room + at, sumB);
                    sumC = AddProducts(quants, c + 2 * index, products + 2 * room + at, sumC);
                    sumD = AddProducts(quants, d + 2 * index, products + 3 * room + at, sumD);
                    quants = TBlock.Upper<S, V>(nibbles, p, index);
                    at = TBlock.Element(index, 1) / TBlock.ScaleLength;
                    sumA = AddProducts(quants, a + 2 * index + S.Bytes, products + at, sumA);
                    sumB = AddProducts(quants, b + 2 * index + S.Bytes, products + room + at, sumB);
                    sumC = AddProducts(quants, c + 2 * index + S.Bytes, products + 2 * room + at, sumC);
                    sumD = AddProducts(quants, d + 2 * index + S.Bytes, products + 3 * room + at, sumD);
                }
            }
            y[row] = S.Sum(sumA);
            y[row + stride] = S.Sum(sumB);
            y[row + 2 * (nint)stride] = S.Sum(sumC);
            y[row + 3 * (nint)stride] = S.Sum(sumD);
        }
    }

    /// <summary>Writes products of weight and activation scales; returns <paramref name="sum"/> plus what the minimums add.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddScales(float* scales, float* minimums, byte* a, float* products, V sum)
    {
        for (int i = 0; i < Length / TBlock.ScaleLength * sizeof(float); i += S.Bytes)
        {
            S.Store(S.Multiply(S.Load((byte*)scales + i), S.Load(a + Length + i)), (byte*)products + i);
            sum = S.MultiplyAdd(S.Load((byte*)minimums + i), S.Load(a + Length + ScaleBytes + i), sum);
        }
        return sum;
    }

    /// <summary><paramref name="sum"/> plus a register of quants times activations.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddProducts(V quants, byte* a, float* products, V sum)
    {
        V dot = S.ToFloat(S.MultiplyAdd16(S.MultiplyAddBytes(quants, S.Load(a)), S.RepeatInt(0x0001_0001)));
        return S.MultiplyAdd(dot, TBlock.ScaleLength == 16 ? S.RepeatFour(products) : S.RepeatEight(products), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ahead(byte* p)
    {
        if (!Sse.IsSupported) return;
        for (int i = 0; i < TBlock.Bytes; i += 64) Sse.Prefetch0(p + Prefetch + i);
    }
}
