using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Kernels.Matrices;

/// <summary>What <see cref="Affine4MatMul{TBlock}"/> needs to know of a block of 32 4-bit quants: x = scale * q + minimum.</summary>
internal unsafe interface IAffine4Block
{
    /// <summary>Bytes of a block.</summary>
    static abstract int Bytes { get; }

    /// <summary>Where the 16 bytes of quants start: byte i holds quant i below and quant i + 16 above.</summary>
    static abstract int QuantOffset { get; }

    /// <summary>The minimum is this times the number at <see cref="MinimumOffset"/>.</summary>
    static abstract float MinimumFactor { get; }

    /// <summary>Where the half-precision number is that the minimum is a multiple of; the scale is at 0.</summary>
    static abstract int MinimumOffset { get; }
}

/// <summary>Q4_0: the minimum is -8 scales.</summary>
internal readonly struct Affine4Q4_0 : IAffine4Block
{
    public static int Bytes => 18;
    public static int QuantOffset => 2;
    public static float MinimumFactor => -8;
    public static int MinimumOffset => 0;
}

/// <summary>Q4_1: the minimum is stored.</summary>
internal readonly struct Affine4Q4_1 : IAffine4Block
{
    public static int Bytes => 20;
    public static int QuantOffset => 4;
    public static float MinimumFactor => 1;
    public static int MinimumOffset => 2;
}

/// <summary>
/// 4-bit weights times activations rounded to 8 bits. With w = s q + m and a = d b, a block's sum is d s sum(q b) + d m sum(b): the first sum in
/// integers, the second known when the column is packed.
/// </summary>
/// <remarks>
/// vpmaddubsw adds two products in 16 bits, and here 8 products of at most 15 * 127 meet before they are widened: 15,240 fits.
/// </remarks>
internal sealed unsafe class Affine4MatMul<TBlock> : MatMulKernel where TBlock : struct, IAffine4Block
{
    private const int Block = ActivationBlock.Length;
    private const int Group = 4;             // blocks that fill one vector of quants
    private const int Prefetch = 4096;       // bytes ahead: one core alone does not keep enough loads in flight otherwise

    /// <summary>Whether this processor has the instructions.</summary>
    public static bool IsSupported => Avx512BW.IsSupported && Avx512Vbmi.IsSupported;

    // A packed group: 64 quants 0..15 of four blocks, 64 quants 16..31, 16 scales (four per block), 16 sums (of 4 + 4 quants, times scale and minimum factor).
    private const int PackedGroup = 64 + 64 + 64 + 64;

    /// <inheritdoc/>
    public override int PackedBytes(int length) => Groups(length) * PackedGroup;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Pack(float* x, int length, byte* packed)
    {
        sbyte* quants = stackalloc sbyte[Block];
        int blocks = length / Block;
        for (int block = 0; block < Groups(length) * Group; block++)
        {
            byte* group = packed + block / Group * PackedGroup;
            int at = block % Group;
            float scale = 0;
            if (block < blocks) scale = ActivationBlock.Quantize(x + block * Block, quants);
            else new Span<sbyte>(quants, Block).Clear();   // past the end: whatever the weights hold there counts nothing

            Vector128.Load(quants).Store((sbyte*)group + at * 16);
            Vector128.Load(quants + 16).Store((sbyte*)group + 64 + at * 16);
            for (int lane = 0; lane < 4; lane++)
            {
                int sum = 0;
                for (int i = 0; i < 4; i++) sum += quants[lane * 4 + i] + quants[16 + lane * 4 + i];
                ((float*)(group + 128))[at * 4 + lane] = scale * HalfVector.BiasDifference;
                ((float*)(group + 192))[at * 4 + lane] = scale * HalfVector.BiasDifference * TBlock.MinimumFactor * sum;
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Decode(Matrix w, byte* packed, float* y, int first, int last, byte* scratch)
    {
        int groups = Groups(w.Length);
        var low = Vector512.Create((byte)15);
        var ones = Vector512.Create((short)1);
        var half = Vector512.Create(HalfVector.SignExponentFraction);
        // The four halves of a group, each to the upper bytes of four lanes.
        var spread = Vector512.Create(
            (byte)0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 2, 3, 0, 0, 2, 3, 0, 0, 2, 3, 0, 0, 2, 3,
            0, 0, 4, 5, 0, 0, 4, 5, 0, 0, 4, 5, 0, 0, 4, 5, 0, 0, 6, 7, 0, 0, 6, 7, 0, 0, 6, 7, 0, 0, 6, 7);
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, scratch);
            byte* a = packed;
            var sum = Vector512<float>.Zero;
            var minimum = Vector512<float>.Zero;
            for (int group = 0; group < groups; group++)
            {
                Sse.Prefetch0(p + Prefetch);
                Sse.Prefetch0(p + Prefetch + 64);
                var q = Join(Join(Quants(p, 0), Quants(p, 1)), Join(Quants(p, 2), Quants(p, 3)));
                var pairs = Avx512BW.MultiplyAddAdjacent(q & low, Vector512.Load((sbyte*)a))
                    + Avx512BW.MultiplyAddAdjacent((q.AsUInt16() >> 4).AsByte() & low, Vector512.Load((sbyte*)a + 64));
                var dot = Avx512F.ConvertToVector512Single(Avx512BW.MultiplyAddAdjacent(pairs, ones));
                var scale = Halves(p, 0, spread, half);
                var least = TBlock.MinimumOffset == 0 ? scale : Halves(p, TBlock.MinimumOffset, spread, half);
                sum = Avx512F.FusedMultiplyAdd(dot, scale * Vector512.Load((float*)(a + 128)), sum);
                minimum = Avx512F.FusedMultiplyAdd(least, Vector512.Load((float*)(a + 192)), minimum);
                p += Group * TBlock.Bytes;
                a += PackedGroup;
            }
            y[row] = Vector512.Sum(sum + minimum);
        }
    }

    // A tile's block: 8 vectors, vector i holding quants 4 i .. 4 i + 3 of each of 16 columns; 16 scales; 16 scaled sums.
    private const int TileBlock = Block * TileColumns + 2 * TileColumns * sizeof(float);

    /// <inheritdoc/>
    public override int TileBytes(int length) => length / Block * TileBlock;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PackColumn(float* x, int length, byte* tile, int column)
    {
        sbyte* quants = stackalloc sbyte[Block];
        for (int block = 0; block < length / Block; block++, tile += TileBlock)
        {
            float scale = ActivationBlock.Quantize(x + block * Block, quants);
            int sum = 0;
            for (int i = 0; i < Block; i++) sum += quants[i];
            for (int i = 0; i < Block / 4; i++) ((int*)tile)[i * TileColumns + column] = ((int*)quants)[i];
            float* scales = (float*)(tile + Block * TileColumns);
            scales[column] = scale;
            scales[TileColumns + column] = scale * sum;
        }
    }

    /// <inheritdoc/>
    protected override int RowGroup => 16;

    // An unpacked block: 32 quants of each of 16 rows, one byte each; then 16 scales and 16 minimums.
    private const int UnpackedBlock = 16 * Block + 2 * 16 * sizeof(float);

    /// <inheritdoc/>
    protected override int UnpackedBytes(int length) => length / Block * UnpackedBlock;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Unpack(Matrix w, int row, int rows, byte* unpacked, byte* rowScratch)
    {
        var low = Vector128.Create((byte)15);
        for (int r = 0; r < rows; r++)
        {
            byte* p = w.Row(row + r, rowScratch);
            byte* block = unpacked;
            for (int i = 0; i < w.Length / Block; i++, p += TBlock.Bytes, block += UnpackedBlock)
            {
                var q = Vector128.Load(p + TBlock.QuantOffset);
                (q & low).Store(block + r * Block);
                ((q.AsUInt16() >> 4).AsByte() & low).Store(block + r * Block + 16);
                float* scales = (float*)(block + 16 * Block);
                scales[r] = (float)*(Half*)p;
                scales[16 + r] = (float)*(Half*)(p + TBlock.MinimumOffset) * TBlock.MinimumFactor;
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Multiply(byte* unpacked, byte* tile, int length, float* product)
    {
        Vector512<float> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        Vector512<float> c8 = default, c9 = default, ca = default, cb = default, cc = default, cd = default, ce = default, cf = default;
        for (int block = 0; block < length / Block; block++, unpacked += UnpackedBlock, tile += TileBlock)
        {
            var a = new Columns((sbyte*)tile);
            var scale = Vector512.Load((float*)(tile + Block * TileColumns));
            var sum = Vector512.Load((float*)(tile + Block * TileColumns) + TileColumns);
            float* scales = (float*)(unpacked + 16 * Block);
            c0 = a.Row(unpacked, scales, scale, sum, c0);
            c1 = a.Row(unpacked + 32, scales + 1, scale, sum, c1);
            c2 = a.Row(unpacked + 64, scales + 2, scale, sum, c2);
            c3 = a.Row(unpacked + 96, scales + 3, scale, sum, c3);
            c4 = a.Row(unpacked + 128, scales + 4, scale, sum, c4);
            c5 = a.Row(unpacked + 160, scales + 5, scale, sum, c5);
            c6 = a.Row(unpacked + 192, scales + 6, scale, sum, c6);
            c7 = a.Row(unpacked + 224, scales + 7, scale, sum, c7);
            c8 = a.Row(unpacked + 256, scales + 8, scale, sum, c8);
            c9 = a.Row(unpacked + 288, scales + 9, scale, sum, c9);
            ca = a.Row(unpacked + 320, scales + 10, scale, sum, ca);
            cb = a.Row(unpacked + 352, scales + 11, scale, sum, cb);
            cc = a.Row(unpacked + 384, scales + 12, scale, sum, cc);
            cd = a.Row(unpacked + 416, scales + 13, scale, sum, cd);
            ce = a.Row(unpacked + 448, scales + 14, scale, sum, ce);
            cf = a.Row(unpacked + 480, scales + 15, scale, sum, cf);
        }
        c0.Store(product);
        c1.Store(product + 16);
        c2.Store(product + 32);
        c3.Store(product + 48);
        c4.Store(product + 64);
        c5.Store(product + 80);
        c6.Store(product + 96);
        c7.Store(product + 112);
        c8.Store(product + 128);
        c9.Store(product + 144);
        ca.Store(product + 160);
        cb.Store(product + 176);
        cc.Store(product + 192);
        cd.Store(product + 208);
        ce.Store(product + 224);
        cf.Store(product + 240);
    }

    /// <summary>One block of 16 columns, held in registers while row after row passes.</summary>
    private readonly struct Columns(sbyte* tile)
    {
        private readonly Vector512<sbyte> _0 = Vector512.Load(tile), _1 = Vector512.Load(tile + 64), _2 = Vector512.Load(tile + 128), _3 = Vector512.Load(tile + 192);
        private readonly Vector512<sbyte> _4 = Vector512.Load(tile + 256), _5 = Vector512.Load(tile + 320), _6 = Vector512.Load(tile + 384), _7 = Vector512.Load(tile + 448);

        /// <summary><paramref name="total"/> plus this block's product with a row's 32 quants.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Row(byte* quants, float* scales, Vector512<float> columnScale, Vector512<float> columnSum, Vector512<float> total)
        {
            var even = Avx512BW.MultiplyAddAdjacent(Four(quants, 0), _0) + Avx512BW.MultiplyAddAdjacent(Four(quants, 1), _1);
            var odd = Avx512BW.MultiplyAddAdjacent(Four(quants, 2), _2) + Avx512BW.MultiplyAddAdjacent(Four(quants, 3), _3);
            even += Avx512BW.MultiplyAddAdjacent(Four(quants, 4), _4);
            odd += Avx512BW.MultiplyAddAdjacent(Four(quants, 5), _5);
            even += Avx512BW.MultiplyAddAdjacent(Four(quants, 6), _6);
            odd += Avx512BW.MultiplyAddAdjacent(Four(quants, 7), _7);
            var dot = Avx512F.ConvertToVector512Single(Avx512BW.MultiplyAddAdjacent(even + odd, Vector512<short>.One));
            total = Avx512F.FusedMultiplyAdd(dot, columnScale * Vector512.Create(*scales), total);
            return Avx512F.FusedMultiplyAdd(columnSum, Vector512.Create(scales[16]), total);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<byte> Four(byte* quants, int index) => Vector512.Create(((int*)quants)[index]).AsByte();
    }

    private static int Groups(int length) => (length / Block + Group - 1) / Group;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Quants(byte* group, int block) => Vector128.Load(group + block * TBlock.Bytes + TBlock.QuantOffset);

    /// <summary>The halves at <paramref name="offset"/> of four blocks, each in four lanes, as singles times 2^-112: exponents keep the half's bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Halves(byte* group, int offset, Vector512<byte> spread, Vector512<int> half)
    {
        ulong four = *(ushort*)(group + offset) | (ulong)*(ushort*)(group + TBlock.Bytes + offset) << 16
            | (ulong)*(ushort*)(group + 2 * TBlock.Bytes + offset) << 32 | (ulong)*(ushort*)(group + 3 * TBlock.Bytes + offset) << 48;
        var bytes = Vector128.CreateScalarUnsafe(four).AsByte().ToVector256Unsafe().ToVector512Unsafe();
        return ((Avx512Vbmi.PermuteVar64x8(bytes, spread).AsInt32() >> 3) & half).AsSingle();
    }

    // Not Vector512.Create(lower, upper): that goes through the stack.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Join(Vector128<byte> lower, Vector128<byte> upper) => Avx2.InsertVector128(lower.ToVector256Unsafe(), upper, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Join(Vector256<byte> lower, Vector256<byte> upper) => Avx512F.InsertVector256(lower.ToVector512Unsafe(), upper, 1);
}
