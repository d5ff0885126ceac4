using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Matrices;

/// <summary>A block of 32 weights that are a scale, half precision at 0, times signed bytes.</summary>
internal unsafe interface ISignedBlock
{
    /// <summary>Bytes of a block.</summary>
    static abstract int Bytes { get; }

    /// <summary>Half a register's bytes from element <paramref name="index"/> on, as 16-bit integers.</summary>
    static abstract V Words<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct;
}

/// <summary>Q8_0: the bytes are stored.</summary>
internal readonly unsafe struct SignedQ8_0 : ISignedBlock
{
    public static int Bytes => 34;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Words<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct => S.WidenBytes((sbyte*)block + 2 + index);
}

/// <summary>IQ4_NL: nibbles that stand for the sixteen bytes of a table, denser near 0; element i is the low half of byte i, element i + 16 the high half.</summary>
internal readonly unsafe struct SignedIQ4_NL : ISignedBlock
{
    public static int Bytes => 18;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Words<S, V>(byte* block, int index) where S : struct, ISimd<V> where V : struct
    {
        var table = Vector128.Create((sbyte)-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113).AsByte();
        var nibbles = Vector128.Load(block + 2);
        var lower = Simd128.Lookup(table, nibbles & Vector128.Create((byte)15));
        var upper = Simd128.Lookup(table, (nibbles.AsUInt16() >> 4).AsByte() & Vector128.Create((byte)15));
        return S.WidenBytes(lower, upper, index);
    }
}

/// <summary>
/// Weights of signed bytes by activations rounded to 16 bits, one scale per 32: as exact as single precision would be, and twice as fast, since one
/// instruction multiplies 16-bit integers and adds pairs of products in 32 bits.
/// </summary>
/// <remarks>A sum of 32 products of at most 128 * 32767 fits 32 bits with room to spare.</remarks>
internal sealed unsafe class SignedMatMul<S, V, TBlock> : MatMulKernel where S : struct, ISimd<V> where V : struct where TBlock : struct, ISignedBlock
{
    private const int Block = Activations<S, V>.Block;
    private const int BlockBytes = Block * sizeof(short);   // of packed or unpacked quants
    private const int Prefetch = 2048;                      // bytes ahead

    /// <inheritdoc/>
    public override string Variant => typeof(S).Name;

    /// <inheritdoc/>
    public override int ActivationBits => 16;

    /// <inheritdoc/>
    /// <remarks>Quants of 16 bits, then the scale of each block.</remarks>
    public override int PackedBytes(int length) => length * sizeof(short) + length / Block * sizeof(float);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Pack(float* x, int length, byte* packed)
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
        byte* rowScratch = RowScratch(w, scratch);
        float* scales = (float*)(packed + w.Length * sizeof(short));
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, rowScratch), a = packed;
            // Two sums: one chain of additions would be the limit, not memory.
            V even = S.Zero, odd = S.Zero;
            int block = 0;
            for (; block + 4 <= blocks; block += 4, p += 4 * TBlock.Bytes, a += 4 * BlockBytes)
            {
                Ahead(p + Prefetch, 4 * TBlock.Bytes);
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
        byte* rowScratch = RowScratch(w, scratch);
        nint scales = w.Length * sizeof(short);
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, rowScratch);
            byte* a = packed, b = a + packedBytes, c = b + packedBytes, d = c + packedBytes;
            V evenA = S.Zero, evenB = S.Zero, evenC = S.Zero, evenD = S.Zero, oddA = S.Zero, oddB = S.Zero, oddC = S.Zero, oddD = S.Zero;
            for (int block = 0; block < blocks; block++, p += TBlock.Bytes, a += BlockBytes, b += BlockBytes, c += BlockBytes, d += BlockBytes)
            {
                Ahead(p + Prefetch, TBlock.Bytes);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ahead(byte* p, int bytes)
    {
        if (!Sse.IsSupported) return;
        for (int i = 0; i < bytes; i += 64) Sse.Prefetch0(p + i);
    }

    /// <inheritdoc/>
    protected override int Lanes => S.Bytes / 4;

    /// <inheritdoc/>
    public override int TileColumns => S.Bytes / 4;

    // A tile's block: 16 vectors, vector i holding quants 2 i and 2 i + 1 of each column; their scales.
    private const int Pairs = Block / 2;

    private static int TileBlock
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Pairs + 1) * S.Bytes;
    }

    /// <inheritdoc/>
    public override int TileBytes(int length) => length / Block * TileBlock;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PackColumn(float* x, int length, byte* tile, int column)
    {
        short* quants = stackalloc short[Block];
        tile += column * sizeof(int);
        for (int i = 0; i < length; i += Block, tile += TileBlock)
        {
            *(float*)(tile + Pairs * S.Bytes) = Activations<S, V>.Quantize16(x + i, quants);
            for (int pair = 0; pair < Pairs; pair++) *(int*)(tile + pair * S.Bytes) = ((int*)quants)[pair];
        }
    }

    // An unpacked block: 32 quants of 16 bits of each of 16 rows, then their scales.
    private const int PanelBlock = RowGroup * (BlockBytes + sizeof(float));

    /// <inheritdoc/>
    protected override int UnpackedBytes(int length) => length / Block * PanelBlock;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Unpack(Matrix w, int row, int rows, byte* unpacked, byte* rowScratch)
    {
        for (int r = 0; r < rows; r++)
        {
            byte* p = w.Row(row + r, rowScratch);
            byte* panel = unpacked + r * BlockBytes;
            for (int i = 0; i < w.Length; i += Block, p += TBlock.Bytes, panel += PanelBlock)
            {
                for (int at = 0; at < Block; at += S.Bytes / 2) S.Store(TBlock.Words<S, V>(p, at), panel + at * sizeof(short));
                ((float*)(unpacked + i / Block * PanelBlock + RowGroup * BlockBytes))[r] = HalfVector.Scalar(*(ushort*)p);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Multiply(byte* unpacked, byte* tile, int length, float* product)
    {
        for (int i = 0; i < RowGroup; i++) S.Store(S.Zero, (byte*)product + i * S.Bytes);
        for (int block = 0; block < length / Block; block++, unpacked += PanelBlock, tile += TileBlock) MultiplyBlock(unpacked, tile, (byte*)product);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBlock(byte* panel, byte* tile, byte* product)
    {
        V a0 = Column(tile, 0), a1 = Column(tile, 1), a2 = Column(tile, 2), a3 = Column(tile, 3);
        V a4 = Column(tile, 4), a5 = Column(tile, 5), a6 = Column(tile, 6), a7 = Column(tile, 7);
        V a8 = Column(tile, 8), a9 = Column(tile, 9), aa = Column(tile, 10), ab = Column(tile, 11);
        V ac = Column(tile, 12), ad = Column(tile, 13), ae = Column(tile, 14), af = Column(tile, 15);
        V columnScale = Column(tile, Pairs);
        float* scales = (float*)(panel + RowGroup * BlockBytes);
        for (int row = 0; row < RowGroup; row++, panel += BlockBytes, product += S.Bytes)
        {
            V even = S.AddInt(Product(panel, 0, a0), Product(panel, 1, a1)), odd = S.AddInt(Product(panel, 2, a2), Product(panel, 3, a3));
            even = S.AddInt(even, S.AddInt(Product(panel, 4, a4), Product(panel, 5, a5)));
            odd = S.AddInt(odd, S.AddInt(Product(panel, 6, a6), Product(panel, 7, a7)));
            even = S.AddInt(even, S.AddInt(Product(panel, 8, a8), Product(panel, 9, a9)));
            odd = S.AddInt(odd, S.AddInt(Product(panel, 10, aa), Product(panel, 11, ab)));
            even = S.AddInt(even, S.AddInt(Product(panel, 12, ac), Product(panel, 13, ad)));
            odd = S.AddInt(odd, S.AddInt(Product(panel, 14, ae), Product(panel, 15, af)));
            V dot = S.ToFloat(S.AddInt(even, odd));
            S.Store(S.MultiplyAdd(dot, S.Multiply(columnScale, S.RepeatFloat(scales[row])), S.Load(product)), product);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Column(byte* tile, int index) => S.Load(tile + index * S.Bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Product(byte* panel, int pair, V columns) => S.MultiplyAdd16(S.RepeatInt(((int*)panel)[pair]), columns);
}
