using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Kernels.Matrices;

/// <summary>
/// Y = X W^T for one storage type of W: by one column at a time when decoding (bound by memory: W is read once and used once), by tiles of
/// columns when prefilling (bound by arithmetic: W is unpacked once and used for every column).
/// </summary>
/// <remarks>
/// Both forms fix the order of every sum, so a result depends neither on how the rows are shared among threads nor on the columns beside it.
/// </remarks>
internal abstract unsafe class MatMulKernel
{
    /// <summary>Columns of a tile: one vector lane each.</summary>
    public const int TileColumns = 16;

    /// <summary>Bytes of a column of <paramref name="length"/> floats packed for <see cref="Decode"/>.</summary>
    public abstract int PackedBytes(int length);

    /// <summary>Packs the column <paramref name="x"/>, (length).</summary>
    public abstract void Pack(float* x, int length, byte* packed);

    /// <summary>y[row] = W[row] x for rows <paramref name="first"/> to <paramref name="last"/>, exclusive.</summary>
    public abstract void Decode(Matrix w, byte* packed, float* y, int first, int last, byte* scratch);

    /// <summary>Bytes of a tile of <see cref="TileColumns"/> columns packed for <see cref="Prefill"/>.</summary>
    public abstract int TileBytes(int length);

    /// <summary>Packs column <paramref name="column"/>, 0 to <see cref="TileColumns"/> exclusive, of a tile.</summary>
    public abstract void PackColumn(float* x, int length, byte* tile, int column);

    /// <summary>Bytes of scratch a thread needs.</summary>
    public int ScratchBytes(Matrix w) => Align(UnpackedBytes(w.Length)) + w.RowScratchBytes;

    /// <summary>Y[column][row] = W[row] X[column] for rows <paramref name="first"/> to <paramref name="last"/>, exclusive, and all <paramref name="columns"/>.</summary>
    /// <param name="w">The weights, (rows, length).</param>
    /// <param name="tiles">The columns, packed.</param>
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
        float* product = stackalloc float[RowGroup * TileColumns + TileColumns];   // (rows, columns) of one tile
        product = (float*)(((nint)product + 63) & ~63);
        byte* rowScratch = scratch + Align(UnpackedBytes(w.Length));
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

    /// <summary>Rows that are unpacked and multiplied together.</summary>
    protected abstract int RowGroup { get; }

    /// <summary>Bytes of <see cref="RowGroup"/> unpacked rows.</summary>
    protected abstract int UnpackedBytes(int length);

    /// <summary>Unpacks <paramref name="rows"/> rows from <paramref name="row"/> on; up to <see cref="RowGroup"/>, the rest is left as it was.</summary>
    protected abstract void Unpack(Matrix w, int row, int rows, byte* unpacked, byte* rowScratch);

    /// <summary>product[row][column] over the whole length, for <see cref="RowGroup"/> unpacked rows and one tile.</summary>
    protected abstract void Multiply(byte* unpacked, byte* tile, int length, float* product);

    protected static int Align(int bytes) => (bytes + 63) & ~63;

    /// <summary>Writes product (rows, 16) transposed to y, (columns, stride).</summary>
    private static void Store(float* product, int rows, int columns, float* y, int stride)
    {
        if (Avx512F.IsSupported && rows == TileColumns)
        {
            Transpose16(product);
            for (int column = 0; column < columns; column++) Vector512.Load(product + column * TileColumns).Store(y + (nint)column * stride);
            return;
        }
        for (int column = 0; column < columns; column++)
            for (int row = 0; row < rows; row++)
                y[(nint)column * stride + row] = product[row * TileColumns + column];
    }

    /// <summary>Transposes 16 x 16 floats in place: 4 x 4 blocks within lanes first, then the lanes.</summary>
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
