using System.Runtime.CompilerServices;

namespace Engine.Kernels.Gemm.Prefill;

/// <summary>Y = X W^T by tiles of columns, for one storage type of W. Bound by arithmetic: W is unpacked once and used for every column.</summary>
/// <remarks>The order of every sum is fixed, so a result depends neither on how the rows are shared among threads nor on the columns beside it.</remarks>
internal abstract unsafe class PrefillKernel
{
    /// <summary>Rows that are unpacked together and meet each tile while it is in the cache.</summary>
    public const int RowGroup = 48;

    /// <summary>Bits that activations are rounded to, with one scale per 32; 32 where they stay singles.</summary>
    public abstract int ActivationBits { get; }

    /// <summary>The columns of a tile.</summary>
    public abstract int TileColumns { get; }

    /// <summary>Bytes of a tile of <see cref="TileColumns"/> columns packed for <see cref="Prefill"/>.</summary>
    public abstract int TileBytes(int length);

    /// <summary>Packs column <paramref name="column"/>, 0 to <see cref="TileColumns"/> exclusive, of a tile.</summary>
    public abstract void PackColumn(float* x, int length, byte* tile, int column);

    /// <summary>Bytes of scratch a thread needs.</summary>
    public int ScratchBytes(Matrix w) => Align(UnpackedBytes(w.Length)) + ProductBytes + w.RowScratchBytes;

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
        byte* rowScratch = (byte*)product + ProductBytes;
        for (int row = first; row < last; row += RowGroup)
        {
            int rows = Math.Min(RowGroup, last - row);
            Unpack(w, row, rows, scratch, rowScratch);
            byte* tile = tiles;
            for (int column = 0; column < columns; column += TileColumns, tile += tileBytes)
            {
                MultiplyTile(scratch, rows, tile, Math.Min(TileColumns, columns - column), w.Length, product, y + (nint)column * stride + row, stride);
            }
        }
    }

    /// <summary>Writes the products of <paramref name="rows"/> unpacked rows and the first <paramref name="columns"/> of a tile to y, (columns, stride).</summary>
    private protected virtual void MultiplyTile(byte* unpacked, int rows, byte* tile, int columns, int length, float* product, float* y, int stride)
    {
        Ahead(y, columns, stride);
        Multiply(unpacked, rows, tile, columns, length, product);
        Store(product, rows, columns, y, stride);
    }

    /// <summary>Fetches the lines that the first rows of a result go to: each lies on a page of its own, where no processor foresees it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ahead(float* y, int columns, int stride)
    {
        for (int column = 0; column < columns; column++) Prefetch(y + (nint)column * stride);
    }

    /// <summary>Fetches a line to the first-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void Prefetch(void* line) => CacheLines.FetchNear((byte*)line, 1);

    /// <summary>Lanes of a register: the columns that lie side by side in a tile and in a product.</summary>
    protected abstract int Lanes { get; }

    /// <summary>Bytes of <see cref="RowGroup"/> unpacked rows.</summary>
    protected abstract int UnpackedBytes(int length);

    /// <summary>Unpacks <paramref name="rows"/> rows from <paramref name="row"/> on; up to <see cref="RowGroup"/>, the rest is left as it was.</summary>
    protected abstract void Unpack(Matrix w, int row, int rows, byte* unpacked, byte* rowScratch);

    /// <summary>The products of <paramref name="rows"/> unpacked rows, or more, and the first <paramref name="columns"/> of a tile, or more, (TileColumns / Lanes, RowGroup, Lanes).</summary>
    protected abstract void Multiply(byte* unpacked, int rows, byte* tile, int columns, int length, float* product);

    private int ProductBytes => Align(RowGroup * TileColumns * sizeof(float));

    private static int Align(int bytes) => MatMulKernel.Align(bytes);

    /// <summary>Writes a product's (rows, Lanes) to as many columns of y, <paramref name="stride"/> floats apart.</summary>
    protected abstract void Transpose(float* product, int rows, int columns, float* y, int stride);

    /// <summary>Writes a product to y, (columns, stride), transposed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Store(float* product, int rows, int columns, float* y, int stride)
    {
        for (int column = 0; column < columns; column += Lanes, product += RowGroup * Lanes)
            Transpose(product, rows, Math.Min(Lanes, columns - column), y + (nint)column * stride, stride);
    }
}
