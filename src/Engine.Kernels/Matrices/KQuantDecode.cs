using System.Runtime.CompilerServices;
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

    /// <summary>A register of scales, or as many as there are, from <paramref name="index"/> on: the scale of elements index * <see cref="IPanelBlock.ScaleLength"/> on, ...</summary>
    static abstract V Scales<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct;

    /// <summary>The minimums that belong to <see cref="Scales"/>.</summary>
    static abstract V Minimums<S, V>(byte* block, V scales, int index) where S : struct, ISimd<V> where V : struct;
}

/// <summary>
/// Decoding for super-blocks of 256. Activations are packed in the order in which registers hold the quants; scales go through a few words of
/// memory, from which each register's lanes get theirs.
/// </summary>
internal sealed unsafe class KQuantDecode<S, V, TBlock> : DecodeKernel where S : struct, ISimd<V> where V : struct where TBlock : struct, IKQuantBlock
{
    private const int Block = Activations<S, V>.Block;
    private const int Length = 256;
    private const int Nibbles = Length / 2;
    private const int ScaleBytes = 64;    // room for 16 scales

    // A packed super-block: the quants in the order of the registers, the activation scale of each weight scale, the sums of the quants under each weight scale times theirs.
    private const int PackedBlock = Length + 2 * ScaleBytes;

    /// <inheritdoc/>
    public override int ActivationBits => 8;

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
        float* products = stackalloc float[ScaleBytes / sizeof(float)];
        byte* end = packed + PackedBytes(w.Length);
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, scratch);
            // Two sums: one chain of additions would be the limit.
            V lower = S.Zero, upper = S.Zero;
            for (byte* a = packed; a < end; a += PackedBlock, p += TBlock.Bytes)
            {
                Prefetch(p + PrefetchBytes, TBlock.Bytes);
                V table = S.Zero;
                for (int i = 0; i < Scales; i += S.Bytes / 4)
                {
                    V scales = TBlock.Scales<S, V>(p, i);
                    table = Multiply(scales, a, i, products);
                    upper = AddMinimums(TBlock.Minimums<S, V>(p, scales, i), a, i, upper);
                }
                // Written out, since each step is a few instructions once its index is a constant.
                lower = AddLower(p, 0, a, table, products, lower);
                upper = AddUpper(p, 0, a, table, products, upper);
                if (S.Bytes <= 32)
                {
                    lower = AddLower(p, 32, a, table, products, lower);
                    upper = AddUpper(p, 32, a, table, products, upper);
                }
                lower = AddLower(p, 64, a, table, products, lower);
                upper = AddUpper(p, 64, a, table, products, upper);
                if (S.Bytes <= 32)
                {
                    lower = AddLower(p, 96, a, table, products, lower);
                    upper = AddUpper(p, 96, a, table, products, upper);
                }
            }
            y[row] = S.Sum(S.Add(lower, upper));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeFour(Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        const int room = ScaleBytes / sizeof(float);
        float* products = stackalloc float[Four * room];
        byte* end = packed + PackedBytes(w.Length);
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, scratch);
            byte* b = packed + packedBytes, c = b + packedBytes, d = c + packedBytes;
            V lowerA = S.Zero, lowerB = S.Zero, lowerC = S.Zero, lowerD = S.Zero, upperA = S.Zero, upperB = S.Zero, upperC = S.Zero, upperD = S.Zero;
            for (byte* a = packed; a < end; a += PackedBlock, b += PackedBlock, c += PackedBlock, d += PackedBlock, p += TBlock.Bytes)
            {
                Prefetch(p + PrefetchBytes, TBlock.Bytes);
                V tableA = S.Zero, tableB = S.Zero, tableC = S.Zero, tableD = S.Zero;
                for (int i = 0; i < Scales; i += S.Bytes / 4)
                {
                    V scales = TBlock.Scales<S, V>(p, i), minimums = TBlock.Minimums<S, V>(p, scales, i);
                    tableA = Multiply(scales, a, i, products);
                    tableB = Multiply(scales, b, i, products + room);
                    tableC = Multiply(scales, c, i, products + 2 * room);
                    tableD = Multiply(scales, d, i, products + 3 * room);
                    upperA = AddMinimums(minimums, a, i, upperA);
                    upperB = AddMinimums(minimums, b, i, upperB);
                    upperC = AddMinimums(minimums, c, i, upperC);
                    upperD = AddMinimums(minimums, d, i, upperD);
                }
                for (int index = 0; index < Nibbles; index += S.Bytes)
                {
                    V nibbles = S.Load(p + TBlock.NibbleOffset + index);
                    V quants = TBlock.Lower<S, V>(nibbles, p, index);
                    int scale = ScaleOf(TBlock.Element(index, 0));
                    lowerA = AddProducts(quants, a + 2 * index, tableA, products, scale, lowerA);
                    lowerB = AddProducts(quants, b + 2 * index, tableB, products + room, scale, lowerB);
                    lowerC = AddProducts(quants, c + 2 * index, tableC, products + 2 * room, scale, lowerC);
                    lowerD = AddProducts(quants, d + 2 * index, tableD, products + 3 * room, scale, lowerD);
                    quants = TBlock.Upper<S, V>(nibbles, p, index);
                    scale = ScaleOf(TBlock.Element(index, 1));
                    upperA = AddProducts(quants, a + 2 * index + S.Bytes, tableA, products, scale, upperA);
                    upperB = AddProducts(quants, b + 2 * index + S.Bytes, tableB, products + room, scale, upperB);
                    upperC = AddProducts(quants, c + 2 * index + S.Bytes, tableC, products + 2 * room, scale, upperC);
                    upperD = AddProducts(quants, d + 2 * index + S.Bytes, tableD, products + 3 * room, scale, upperD);
                }
            }
            y[row] = S.Sum(S.Add(lowerA, upperA));
            y[row + stride] = S.Sum(S.Add(lowerB, upperB));
            y[row + 2 * (nint)stride] = S.Sum(S.Add(lowerC, upperC));
            y[row + 3 * (nint)stride] = S.Sum(S.Add(lowerD, upperD));
        }
    }

    private static int Scales
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Length / TBlock.ScaleLength;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ScaleOf(int element) => element >> (TBlock.ScaleLength == 16 ? 4 : 5);

    /// <summary>The products of weight and activation scales from <paramref name="index"/> on, also written to <paramref name="products"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Multiply(V scales, byte* a, int index, float* products)
    {
        V product = S.Multiply(scales, S.Load(a + Length + index * sizeof(float)));
        S.Store(product, products + index);
        return product;
    }

    /// <summary><paramref name="sum"/> plus what the minimums from <paramref name="index"/> on add.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddMinimums(V minimums, byte* a, int index, V sum) => S.MultiplyAdd(minimums, S.Load(a + Length + ScaleBytes + index * sizeof(float)), sum);

    /// <summary><paramref name="sum"/> plus the products of the lower nibbles from byte <paramref name="index"/> on: of 32 bytes, or of a register where that is more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddLower(byte* p, int index, byte* a, V table, float* products, V sum)
    {
        sum = AddProducts(TBlock.Lower<S, V>(S.Load(p + TBlock.NibbleOffset + index), p, index), a + 2 * index, table, products, ScaleOf(TBlock.Element(index, 0)), sum);
        if (S.Bytes > 16) return sum;
        index += 16;
        return AddProducts(TBlock.Lower<S, V>(S.Load(p + TBlock.NibbleOffset + index), p, index), a + 2 * index, table, products, ScaleOf(TBlock.Element(index, 0)), sum);
    }

    /// <summary>The same of the upper nibbles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddUpper(byte* p, int index, byte* a, V table, float* products, V sum)
    {
        sum = AddProducts(TBlock.Upper<S, V>(S.Load(p + TBlock.NibbleOffset + index), p, index), a + 2 * index + S.Bytes, table, products, ScaleOf(TBlock.Element(index, 1)), sum);
        if (S.Bytes > 16) return sum;
        index += 16;
        return AddProducts(TBlock.Upper<S, V>(S.Load(p + TBlock.NibbleOffset + index), p, index), a + 2 * index + S.Bytes, table, products, ScaleOf(TBlock.Element(index, 1)), sum);
    }

    /// <summary><paramref name="sum"/> plus a register of quants times activations, under the scales from <paramref name="scale"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddProducts(V quants, byte* a, V table, float* products, int scale, V sum)
    {
        V dot = S.ToFloat(S.MultiplyAdd16(S.MultiplyAddBytes(quants, S.Load(a)), S.RepeatInt(0x0001_0001)));
        return S.MultiplyAdd(dot, TBlock.ScaleLength == 16 ? S.RepeatFour(table, products, scale) : S.RepeatEight(table, products, scale), sum);
    }
}
