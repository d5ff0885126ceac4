using Engine.Kernels.Memory;

namespace Engine.Kernels.Matrices;

/// <summary>
/// The right-hand sides of a matrix product, packed: first the columns that prefill, in tiles, then those that decode, one by one. Any
/// number of threads may pack different columns; then, after a barrier, multiply different rows.
/// </summary>
internal sealed unsafe class PackedColumns : IDisposable
{
    private const int DecodeRows = 16;   // rows that stay in the first-level cache while the decoding columns pass

    private readonly NativeBuffer<byte> _tiles;
    private readonly NativeBuffer<byte> _columns;
    private readonly NativeBuffer<byte>[] _scratch;
    private int _prefill;
    private int _decode;

    /// <summary>Room for <paramref name="maxColumns"/> columns for any of <paramref name="matrices"/>, and scratch for <paramref name="threads"/>.</summary>
    public PackedColumns(IReadOnlyCollection<(Matrix Matrix, MatMulKernel Kernel)> matrices, int maxColumns, int threads)
    {
        nint tiles = (maxColumns + MatMulKernel.TileColumns - 1) / MatMulKernel.TileColumns;
        _tiles = new(tiles * matrices.Max(m => m.Kernel.TileBytes(m.Matrix.Length)));
        _columns = new((nint)maxColumns * matrices.Max(m => Align(m.Kernel.PackedBytes(m.Matrix.Length))));
        _scratch = [.. Enumerable.Range(0, threads).Select(_ => new NativeBuffer<byte>(matrices.Max(m => m.Kernel.ScratchBytes(m.Matrix))))];
    }

    /// <summary>Sets how many columns follow: the prefilling ones come first.</summary>
    public void Begin(int prefill, int decode) => (_prefill, _decode) = (prefill, decode);

    /// <summary>Packs column <paramref name="column"/> for <paramref name="kernel"/>.</summary>
    public void Pack(MatMulKernel kernel, int column, ReadOnlySpan<float> x)
    {
        fixed (float* source = x)
        {
            if (column >= _prefill)
                kernel.Pack(source, x.Length, _columns.Pointer + (nint)(column - _prefill) * Align(kernel.PackedBytes(x.Length)));
            else
                kernel.PackColumn(source, x.Length, _tiles.Pointer + (nint)(column / MatMulKernel.TileColumns) * kernel.TileBytes(x.Length), column % MatMulKernel.TileColumns);
        }
    }

    /// <summary>y[column][row] = W[row] x[column] for all columns and rows <paramref name="first"/> to <paramref name="last"/>, exclusive.</summary>
    /// <param name="kernel">The kernel that packed the columns.</param>
    /// <param name="w">The weights.</param>
    /// <param name="y">(columns, w.Rows).</param>
    /// <param name="first">First row.</param>
    /// <param name="last">End of the rows.</param>
    /// <param name="thread">Whose scratch to use.</param>
    public void Multiply(MatMulKernel kernel, Matrix w, NativeBuffer<float> y, int first, int last, int thread)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last, w.Rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((nint)(_prefill + _decode) * w.Rows, y.Length);
        byte* scratch = _scratch[thread].Pointer;
        if (_prefill > 0 && first < last) kernel.Prefill(w, _tiles.Pointer, _prefill, y.Pointer, w.Rows, first, last, scratch);
        if (_decode == 0) return;
        int packedBytes = Align(kernel.PackedBytes(w.Length));
        int rows = _decode == 1 ? last - first : DecodeRows;
        for (int row = first; row < last; row += rows)
            for (int column = 0; column < _decode; column++)
                kernel.Decode(w, _columns.Pointer + (nint)column * packedBytes, y.Pointer + (nint)(_prefill + column) * w.Rows, row, Math.Min(last, row + rows), scratch);
    }

    public void Dispose()
    {
        _tiles.Dispose();
        _columns.Dispose();
        foreach (var scratch in _scratch) scratch.Dispose();
    }

    private static int Align(int bytes) => (bytes + 63) & ~63;
}
