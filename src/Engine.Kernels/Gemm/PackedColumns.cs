using Engine.Kernels.Memory;

namespace Engine.Kernels.Gemm;

/// <summary>
/// The right-hand sides of a matrix product, packed: first the columns that prefill, then those that decode. Where both kernels of a type compute the same bits, all
/// go to the one that is faster for so many. Any number of threads may pack different columns; then, after a barrier, multiply different rows.
/// </summary>
internal sealed unsafe class PackedColumns : IDisposable
{
    private readonly NativeBuffer<byte> _tiles;
    private readonly NativeBuffer<byte> _columns;
    private readonly NativeBuffer<byte>[] _scratch;
    private int _prefill;
    private int _decode;

    /// <summary>Room for <paramref name="maxColumns"/> columns for any of <paramref name="matrices"/>, and scratch for <paramref name="threads"/>.</summary>
    public PackedColumns(IReadOnlyCollection<(Matrix Matrix, MatMulKernel Kernel)> matrices, int maxColumns, int threads)
    {
        nint tiles = 0, columns = 0, scratch = 0;
        foreach (var (matrix, kernel) in matrices)
        {
            int tileColumns = kernel.Prefilling.TileColumns;
            tiles = Math.Max(tiles, (nint)((maxColumns + tileColumns - 1) / tileColumns) * kernel.Prefilling.TileBytes(matrix.Length));
            columns = Math.Max(columns, kernel.Decoding.PackedBytes(matrix.Length, kernel.Decoding.FewColumns is > 0 and var few ? Math.Min(few, maxColumns) : maxColumns));
            scratch = Math.Max(scratch, kernel.ScratchBytes(matrix));
        }
        _tiles = new(tiles);
        _columns = new(columns);
        _scratch = new NativeBuffer<byte>[threads];
        for (int thread = 0; thread < threads; thread++) _scratch[thread] = new(scratch);
    }

    /// <summary>Sets how many columns follow: the prefilling ones come first.</summary>
    public void Begin(int prefill, int decode) => (_prefill, _decode) = (prefill, decode);

    /// <summary>Packs column <paramref name="column"/> for <paramref name="kernel"/>.</summary>
    public void Pack(MatMulKernel kernel, int column, ReadOnlySpan<float> x)
    {
        fixed (float* source = x)
        {
            var (prefill, decode) = Split(kernel);
            if (column >= prefill) kernel.Decoding.Pack(source, x.Length, _columns.Pointer, column - prefill, decode);
            else
            {
                var prefilling = kernel.Prefilling;
                prefilling.PackColumn(source, x.Length, _tiles.Pointer + (nint)(column / prefilling.TileColumns) * prefilling.TileBytes(x.Length), column % prefilling.TileColumns);
            }
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
        var (prefill, decode) = Split(kernel);
        if (prefill > 0 && first < last) kernel.Prefilling.Prefill(w, _tiles.Pointer, prefill, y.Pointer, w.Rows, first, last, scratch);
        if (decode > 0) kernel.Decoding.Decode(w, _columns.Pointer, decode, y.Pointer + (nint)prefill * w.Rows, w.Rows, first, last, scratch);
    }

    /// <summary>How many columns each kernel multiplies: the first ones prefilling, the others decoding.</summary>
    private (int Prefill, int Decode) Split(MatMulKernel kernel)
    {
        int few = kernel.Decoding.FewColumns, all = _prefill + _decode;
        return few == 0 ? (_prefill, _decode) : all <= few ? (0, all) : (all, 0);
    }

    public void Dispose()
    {
        _tiles.Dispose();
        _columns.Dispose();
        foreach (var scratch in _scratch) scratch.Dispose();
    }
}
