using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Kernels.Matrices;

/// <summary>
/// Y = X W^T for one storage type of W: by few columns when decoding (bound by memory: W is read once and used once for each), by tiles of
/// columns when prefilling (bound by arithmetic: W is unpacked once and used for every column).
/// </summary>
/// <remarks>
/// Both forms fix the order of every sum, so a result depends neither on how the rows are shared among threads nor on the columns beside it.
/// </remarks>
internal abstract unsafe class MatMulKernel
{
    /// <summary>Rows that are unpacked and multiplied together when prefilling.</summary>
    protected const int RowGroup = 16;

    /// <summary>Rows that stay in the first-level cache while the decoding columns pass.</summary>
    private const int DecodeRows = 16;

    /// <summary>Columns that <see cref="DecodeFour"/> takes together.</summary>
    private protected const int Four = 4;

    /// <summary>The instructions it is written for: what tells two kernels of one type apart.</summary>
    public abstract string Variant { get; }

    /// <summary>Whether it was written for the type of its weights, rather than dequantizing them.</summary>
    public virtual bool IsOwn => true;

    /// <summary>Bits that activations are rounded to, with one scale per 32; 32 where they stay singles.</summary>
    public abstract int ActivationBits { get; }

    /// <summary>Bytes of a column of <paramref name="length"/> floats packed for <see cref="Decode"/>.</summary>
    public abstract int PackedBytes(int length);

    /// <summary>Packs the column <paramref name="x"/>, (length), for <see cref="Decode"/>.</summary>
    public abstract void Pack(float* x, int length, byte* packed);

    /// <summary>Y[column][row] = W[row] X[column] for rows <paramref name="first"/> to <paramref name="last"/>, exclusive.</summary>
    /// <param name="w">The weights, (rows, length).</param>
    /// <param name="packed">The columns, each <see cref="PackedBytes"/> long, rounded up to a cache line.</param>
    /// <param name="columns">How many.</param>
    /// <param name="y">The result, (columns, stride).</param>
    /// <param name="stride">Floats from one column of the result to the next.</param>
    /// <param name="first">First row.</param>
    /// <param name="last">End of the rows.</param>
    /// <param name="scratch">Memory of this thread, <see cref="ScratchBytes"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Decode(Matrix w, byte* packed, int columns, float* y, int stride, int first, int last, byte* scratch)
    {
        if (columns == 1)
        {
            DecodeOne(w, packed, y, first, last, scratch);
            return;
        }
        int bytes = Align(PackedBytes(w.Length));
        for (int row = first; row < last; row += DecodeRows)
        {
            int end = Math.Min(last, row + DecodeRows), column = 0;
            for (; column + Four <= columns; column += Four) DecodeFour(w, packed + (nint)column * bytes, bytes, y + (nint)column * stride, stride, row, end, scratch);
            for (; column < columns; column++) DecodeOne(w, packed + (nint)column * bytes, y + (nint)column * stride, row, end, scratch);
        }
    }

    /// <summary>The columns of a tile.</summary>
    public abstract int TileColumns { get; }

    /// <summary>Bytes of a tile of <see cref="TileColumns"/> columns packed for <see cref="Prefill"/>.</summary>
    public abstract int TileBytes(int length);

    /// <summary>Packs column <paramref name="column"/>, 0 to <see cref="TileColumns"/> exclusive, of a tile.</summary>
    public abstract void PackColumn(float* x, int length, byte* tile, int column);

    /// <summary>Bytes of scratch a thread needs.</summary>
    public int ScratchBytes(Matrix w) => Align(UnpackedBytes(w.Length)) + Align(RowGroup * TileColumns * sizeof(float)) + w.RowScratchBytes;

    /// <summary>Y[column][row] = W[row] X[column] for rows <paramref name="first"/> to <paramref name="last"/>, exclusive.</summary>
    /// <param name="w">The weights, (rows, length).</param>
    /// <param name="tiles">The columns, packed in tiles.</param>
    /// <param name="columns">How many.</param>
    /// <param name="y">The result, (columns, stride).</param>
    /// <param name="stride">Floats from one column of the result to the next.</param>
    /// <param name="first">First row.</param>
    /// <param name="last">End of the rows.</param>
    /// <param name="scratch">Memory of this thread, <see cref="ScratchBytes"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Prefill(Matrix w, byte* tiles, int columns, float* y, int stride, int first, int last, byte* scratch)
    {
        int tileBytes = TileBytes(w.Length);
        float* product = (float*)(scratch + Align(UnpackedBytes(w.Length)));
        byte* rowScratch = RowScratch(w, scratch);
        for (int row = first; row < last; row += RowGroup)
        {
            int rows = Math.Min(RowGroup, last - row);
            Unpack(w, row, rows, scratch, rowScratch);
            for (int column = 0; column < columns; column += TileColumns)
            {
                Multiply(scratch, tiles + (nint)(column / TileColumns) * tileBytes, w.Length, product);
                Store(product, rows, Math.Min(TileColumns, columns - column), y + (nint)column * stride + row, stride);
            }
        }
    }

    /// <summary>y[row] = W[row] x for rows <paramref name="first"/> to <paramref name="last"/>, exclusive.</summary>
    protected abstract void DecodeOne(Matrix w, byte* packed, float* y, int first, int last, byte* scratch);

    /// <summary><see cref="DecodeOne"/> for four columns, to the bit, reading each weight once.</summary>
    protected virtual void DecodeFour(Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        for (int column = 0; column < Four; column++) DecodeOne(w, packed + (nint)column * packedBytes, y + (nint)column * stride, first, last, scratch);
    }

    /// <summary>Lanes of a register: the columns that lie side by side in a tile and in a product.</summary>
    protected abstract int Lanes { get; }

    /// <summary>Bytes of <see cref="RowGroup"/> unpacked rows.</summary>
    protected abstract int UnpackedBytes(int length);

    /// <summary>Unpacks <paramref name="rows"/> rows from <paramref name="row"/> on; up to <see cref="RowGroup"/>, the rest is left as it was.</summary>
    protected abstract void Unpack(Matrix w, int row, int rows, byte* unpacked, byte* rowScratch);

    /// <summary>The products of <see cref="RowGroup"/> unpacked rows and one tile, (TileColumns / Lanes, RowGroup, Lanes).</summary>
    protected abstract void Multiply(byte* unpacked, byte* tile, int length, float* product);

    /// <summary>The part of a thread's scratch that holds a row copied from the end of the file.</summary>
    protected byte* RowScratch(Matrix w, byte* scratch) => scratch + Align(UnpackedBytes(w.Length)) + Align(RowGroup * TileColumns * sizeof(float));

    /// <summary>Rounds up to whole cache lines.</summary>
    public static int Align(int bytes) => (bytes + 63) & ~63;

    /// <summary>Writes a product to y, (columns, stride), transposed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Store(float* product, int rows, int columns, float* y, int stride)
    {
        for (int start = 0; start < columns; start += Lanes, product += RowGroup * Lanes)
        {
            int end = Math.Min(columns, start + Lanes);
            if (Avx512F.IsSupported && Lanes == 16 && rows == RowGroup)
            {
                Transpose16(product);
                for (int column = start; column < end; column++) Vector512.Load(product + (column - start) * Lanes).Store(y + (nint)column * stride);
                continue;
            }
            for (int column = start; column < end; column++)
                for (int row = 0; row < rows; row++)
                    y[(nint)column * stride + row] = product[row * Lanes + column - start];
        }
    }

    /// <summary>Transposes 16 x 16 floats in place: 4 x 4 blocks within lanes first, then the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose16(float* m)
    {
        for (int row = 0; row < 16; row += 4)
        {
            var (a, b, c, d) = (Vector512.Load(m + row * 16), Vector512.Load(m + row * 16 + 16), Vector512.Load(m + row * 16 + 32), Vector512.Load(m + row * 16 + 48));
            var (ab0, ab1, cd0, cd1) = (Avx512F.UnpackLow(a, b).AsDouble(), Avx512F.UnpackHigh(a, b).AsDouble(), Avx512F.UnpackLow(c, d).AsDouble(), Avx512F.UnpackHigh(c, d).AsDouble());
            Avx512F.UnpackLow(ab0, cd0).AsSingle().Store(m + row * 16);          // columns 0, 4, 8, 12 of these four rows
            Avx512F.UnpackHigh(ab0, cd0).AsSingle().Store(m + row * 16 + 16);    // 1, 5, 9, 13
            Avx512F.UnpackLow(ab1, cd1).AsSingle().Store(m + row * 16 + 32);     // 2, 6, 10, 14
            Avx512F.UnpackHigh(ab1, cd1).AsSingle().Store(m + row * 16 + 48);    // 3, 7, 11, 15
        }
        for (int column = 0; column < 4; column++)
        {
            float* r = m + column * 16;
            var (a, b, c, d) = (Vector512.Load(r), Vector512.Load(r + 64), Vector512.Load(r + 128), Vector512.Load(r + 192));
            var (ac0, ac1) = (Avx512F.Shuffle4x128(a, b, 0b01_00_01_00), Avx512F.Shuffle4x128(a, b, 0b11_10_11_10));
            var (bd0, bd1) = (Avx512F.Shuffle4x128(c, d, 0b01_00_01_00), Avx512F.Shuffle4x128(c, d, 0b11_10_11_10));
            Avx512F.Shuffle4x128(ac0, bd0, 0b10_00_10_00).Store(r);
            Avx512F.Shuffle4x128(ac0, bd0, 0b11_01_11_01).Store(r + 64);
            Avx512F.Shuffle4x128(ac1, bd1, 0b10_00_10_00).Store(r + 128);
            Avx512F.Shuffle4x128(ac1, bd1, 0b11_01_11_01).Store(r + 192);
        }
    }
}
