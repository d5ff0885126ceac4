using System.Runtime.CompilerServices;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Decode;

/// <summary>
/// Decoding for super-blocks of 256. A row is read twice: for its scales, 16 at a time, whose products with those of the activations go to memory that
/// stays in the first-level cache; then for its quants, whose lanes get theirs from there. Activations are packed in the order in which registers hold the quants.
/// </summary>
internal sealed unsafe class KQuantDecode<S, V, TBlock> : LaneDecode where S : struct, ISimd<V> where V : struct where TBlock : struct, IKQuantBlock
{
    private const int Block = Activations<S, V>.Block;
    private const int Length = 256;
    private const int Nibbles = Length / 2;
    private const int Together = 16;    // scales that are read together
    private const int PackedScales = 2 * Together * sizeof(float);

    /// <inheritdoc/>
    public override int ActivationBits => 8;

    /// <inheritdoc/>
    /// <remarks>
    /// The quants in the order of the registers; then, for every 16 weight scales, the activation scale of each and the sums of the quants under each times
    /// theirs. Both are 0 where there are no weights any more.
    /// </remarks>
    protected override int PackedBytes(int length) => length + Groups(length) * PackedScales;

    /// <inheritdoc/>
    /// <remarks>Four tables of products.</remarks>
    public override int ScratchBytes(Matrix w) => MatMulKernel.Align(w.RowScratchBytes) + Four * TableFloats(w.Length) * sizeof(float);

    private static int Groups(int length) => (length / TBlock.ScaleLength + Together - 1) / Together;

    private static int TableFloats(int length) => Groups(length) * Together;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Pack(float* x, int length, byte* packed)
    {
        sbyte* quants = stackalloc sbyte[Length];
        sbyte* target = (sbyte*)packed;
        float* scales = (float*)(packed + length);
        new Span<float>(scales, Groups(length) * 2 * Together).Clear();
        float sumFactor = TBlock.MinimumPerScale == 0 ? 1 : TBlock.MinimumPerScale;
        for (int block = 0; block < length; block += Length)
        {
            for (int i = 0; i < Length; i += Block)
            {
                float scale = Activations<S, V>.Quantize(x + block + i, quants + i);
                for (int part = 0; part < Block; part += 16)
                {
                    int index = (block + i + part) / TBlock.ScaleLength;
                    float* at = scales + index / Together * 2 * Together + index % Together;
                    at[0] = scale;
                    at[Together] += sumFactor * scale * Activations<S, V>.Sum16(quants + i + part);
                }
            }
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
        float* minimums = stackalloc float[Together];
        byte* end = packed + w.Length;
        float* table = (float*)(scratch + MatMulKernel.Align(w.RowScratchBytes));
        for (int row = first; row < last; row++)
        {
            byte* start = w.Row(row, scratch), p = start, a = end;
            // Two sums: one chain of additions would be the limit.
            V lower = S.Zero, upper = S.Zero;
            float* products = table;
            for (int bytes = w.RowBytes; bytes > 0; bytes -= GroupBytes, p += GroupBytes, a += PackedScales, products += Together)
            {
                TBlock.Scales<S, V>(p, Next(p, bytes), products, minimums);
                for (int i = 0; i < Together; i += S.Bytes / 4)
                {
                    V scales = S.Load(products + i);
                    upper = AddMinimums(scales, minimums, a, i, upper);
                    S.Store(Multiply(scales, a, i), products + i);
                }
            }
            p = start;
            products = table;
            for (a = packed; a < end; a += Length, p += TBlock.Bytes, products += Scales)
            {
                Prefetch(p, TBlock.Bytes);
                V scales = LoadTable(products);
                // Written out, since each step is a few instructions once its index is a constant.
                AddNibbles(p, 0, a, scales, products, ref lower, ref upper);
                if (S.Bytes <= 16) AddNibbles(p, 16, a, scales, products, ref lower, ref upper);
                if (S.Bytes <= 32) AddNibbles(p, 32, a, scales, products, ref lower, ref upper);
                if (S.Bytes <= 16) AddNibbles(p, 48, a, scales, products, ref lower, ref upper);
                AddNibbles(p, 64, a, scales, products, ref lower, ref upper);
                if (S.Bytes <= 16) AddNibbles(p, 80, a, scales, products, ref lower, ref upper);
                if (S.Bytes <= 32) AddNibbles(p, 96, a, scales, products, ref lower, ref upper);
                if (S.Bytes <= 16) AddNibbles(p, 112, a, scales, products, ref lower, ref upper);
            }
            y[row] = S.Sum(S.Add(lower, upper));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeFour(Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        float* weightScales = stackalloc float[2 * Together];
        float* minimums = weightScales + Together;
        byte* end = packed + w.Length;
        float* table = (float*)(scratch + MatMulKernel.Align(w.RowScratchBytes));
        int room = TableFloats(w.Length);
        for (int row = first; row < last; row++)
        {
            byte* start = w.Row(row, scratch), p = start;
            byte* a = end, b = a + packedBytes, c = b + packedBytes, d = c + packedBytes;
            V lowerA = S.Zero, lowerB = S.Zero, lowerC = S.Zero, lowerD = S.Zero, upperA = S.Zero, upperB = S.Zero, upperC = S.Zero, upperD = S.Zero;
            float* products = table;
            for (int bytes = w.RowBytes; bytes > 0; bytes -= GroupBytes, p += GroupBytes, products += Together)
            {
                TBlock.Scales<S, V>(p, Next(p, bytes), weightScales, minimums);
                for (int i = 0; i < Together; i += S.Bytes / 4)
                {
                    V scales = S.Load(weightScales + i);
                    upperA = AddMinimums(scales, minimums, a, i, upperA);
                    upperB = AddMinimums(scales, minimums, b, i, upperB);
                    upperC = AddMinimums(scales, minimums, c, i, upperC);
                    upperD = AddMinimums(scales, minimums, d, i, upperD);
                    S.Store(Multiply(scales, a, i), products + i);
                    S.Store(Multiply(scales, b, i), products + room + i);
                    S.Store(Multiply(scales, c, i), products + 2 * room + i);
                    S.Store(Multiply(scales, d, i), products + 3 * room + i);
                }
                a += PackedScales;
                b += PackedScales;
                c += PackedScales;
                d += PackedScales;
            }
            p = start;
            products = table;
            b = packed + packedBytes;
            c = b + packedBytes;
            d = c + packedBytes;
            for (a = packed; a < end; a += Length, b += Length, c += Length, d += Length, p += TBlock.Bytes, products += Scales)
            {
                Prefetch(p, TBlock.Bytes);
                float* productsB = products + room, productsC = productsB + room, productsD = productsC + room;
                V tableA = LoadTable(products), tableB = LoadTable(productsB), tableC = LoadTable(productsC), tableD = LoadTable(productsD);
                for (int index = 0; index < Nibbles; index += S.Bytes)
                {
                    V nibbles = S.Load(p + TBlock.NibbleOffset + index), upperBits = TBlock.UpperBits<S, V>(p, index);
                    V quants = TBlock.Lower<S, V>(nibbles, upperBits, index);
                    int scale = ScaleOf(TBlock.Element(index, 0));
                    lowerA = AddProducts(quants, a + 2 * index, tableA, products, scale, lowerA);
                    lowerB = AddProducts(quants, b + 2 * index, tableB, productsB, scale, lowerB);
                    lowerC = AddProducts(quants, c + 2 * index, tableC, productsC, scale, lowerC);
                    lowerD = AddProducts(quants, d + 2 * index, tableD, productsD, scale, lowerD);
                    quants = TBlock.Upper<S, V>(nibbles, upperBits, index);
                    scale = ScaleOf(TBlock.Element(index, 1));
                    upperA = AddProducts(quants, a + 2 * index + S.Bytes, tableA, products, scale, upperA);
                    upperB = AddProducts(quants, b + 2 * index + S.Bytes, tableB, productsB, scale, upperB);
                    upperC = AddProducts(quants, c + 2 * index + S.Bytes, tableC, productsC, scale, upperC);
                    upperD = AddProducts(quants, d + 2 * index + S.Bytes, tableD, productsD, scale, upperD);
                }
            }
            y[row] = S.Sum(S.Add(lowerA, upperA));
            y[row + stride] = S.Sum(S.Add(lowerB, upperB));
            y[row + 2 * (nint)stride] = S.Sum(S.Add(lowerC, upperC));
            y[row + 3 * (nint)stride] = S.Sum(S.Add(lowerD, upperD));
        }
    }

    // Stored bytes whose scales are read together.
    private static int GroupBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Together * TBlock.ScaleLength / Length * TBlock.Bytes;
    }

    /// <summary>The super-block after <paramref name="p"/>, or that itself where it is the last: what is then read twice counts once, the activations being 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Next(byte* p, int bytes) => bytes > TBlock.Bytes ? p + TBlock.Bytes : p;

    // Not more than is there: what spans two stores would wait for both to reach the cache.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LoadTable(float* products) => TBlock.ScaleLength == 16 ? S.Load(products) : S.LoadEight(products);

    private static int Scales
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Length / TBlock.ScaleLength;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ScaleOf(int element) => element >> (TBlock.ScaleLength == 16 ? 4 : 5);

    /// <summary>The products of weight and activation scales from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Multiply(V scales, byte* a, int index) => S.Multiply(scales, S.Load(a + index * sizeof(float)));

    /// <summary><paramref name="sum"/> plus what the minimums from <paramref name="index"/> on add.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddMinimums(V scales, float* minimums, byte* a, int index, V sum) =>
        S.MultiplyAdd(TBlock.MinimumPerScale == 0 ? S.Load(minimums + index) : scales, S.Load(a + (Together + index) * sizeof(float)), sum);

    /// <summary>Adds the products of a register of nibbles, from byte <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddNibbles(byte* p, int index, byte* a, V table, float* products, ref V lower, ref V upper)
    {
        V nibbles = S.Load(p + TBlock.NibbleOffset + index), upperBits = TBlock.UpperBits<S, V>(p, index);
        lower = AddProducts(TBlock.Lower<S, V>(nibbles, upperBits, index), a + 2 * index, table, products, ScaleOf(TBlock.Element(index, 0)), lower);
        upper = AddProducts(TBlock.Upper<S, V>(nibbles, upperBits, index), a + 2 * index + S.Bytes, table, products, ScaleOf(TBlock.Element(index, 1)), upper);
    }

    /// <summary><paramref name="sum"/> plus a register of quants times activations, under the scales from <paramref name="scale"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddProducts(V quants, byte* a, V table, float* products, int scale, V sum)
    {
        V dot = S.ToFloat(S.MultiplyAdd16(S.MultiplyAddBytes(quants, S.Load(a)), S.RepeatInt(0x0001_0001)));
        return S.MultiplyAdd(dot, TBlock.ScaleLength == 16 ? S.RepeatFour(table, products, scale) : S.RepeatEight(table, products, scale), sum);
    }
}
