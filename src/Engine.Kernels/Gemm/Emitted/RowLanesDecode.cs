using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Decode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>
/// Few columns by sixteen rows at a time, a lane a row. Block sums are exact integers and added in the order of the blocks, as prefilling does: the bits are its.
/// </summary>
/// <remarks>Columns are packed in tiles of 1, 2, 4 or 8: of each part of a row, the activations, four of each column in turn, then the columns' scales and scaled sums.</remarks>
internal abstract unsafe class RowLanesDecode<TRows> : DecodeKernel where TRows : struct, IRowLanes
{
    private protected const int Lanes = 16, Block = 32, TotalsBytes = 8 * 64;   // (columns, rows)

    /// <inheritdoc/>
    public override int ActivationBits => 8;

    /// <inheritdoc/>
    public override nint PackedBytes(int length, int columns) => (nint)((columns + TRows.MostColumns - 1) / TRows.MostColumns * TRows.MostColumns) * ColumnBytes(length);

    /// <inheritdoc/>
    public override int ScratchBytes(Matrix w) => MatMulKernel.Align(TotalsBytes + WorkingBytes) + Lanes * w.RowBytes + Matrix.Overread;

    /// <summary>Bytes of memory that a product takes beside the totals.</summary>
    private protected abstract int WorkingBytes { get; }

    /// <summary>Bytes of a part of a column.</summary>
    private protected static int RecordBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TRows.PartLength + 2 * sizeof(float);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ColumnBytes(int length) => length / TRows.PartLength * RecordBytes;

    /// <summary>The columns of the tile that the next of <paramref name="left"/> columns begins.</summary>
    private static int TileColumns(int left) => Math.Min(TRows.MostColumns, left switch { 1 => 1, 2 => 2, 3 or 4 => 4, _ => 8 });

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Pack(float* x, int length, byte* packed, int column, int columns)
    {
        sbyte* quants = stackalloc sbyte[Block];
        int tileStart = column / TRows.MostColumns * TRows.MostColumns, width = TileColumns(columns - tileStart);
        byte* record = packed + (nint)tileStart * ColumnBytes(length) + (column - tileStart) * sizeof(int);
        for (int i = 0, part = 0; i < length; i += Block)
        {
            float scale = Activations<Simd512, Vector512<byte>>.Quantize(x + i, quants);
            float sumScale = TRows.MinimumPerScale == 0 ? scale : scale * TRows.MinimumPerScale;
            for (int start = 0; start < Block; start += TRows.PartLength, part++)
            {
                int sum = Activations<Simd512, Vector512<byte>>.Sum16(quants + start);
                if (TRows.PartLength == Block) sum += Activations<Simd512, Vector512<byte>>.Sum16(quants + 16);
                for (int quad = 0; quad < TRows.PartLength / 4; quad++, record += width * sizeof(int)) *(int*)record = TRows.Quad(quants + start, part % TRows.StepParts, quad);
                *(float*)record = scale;
                *(float*)(record + width * sizeof(float)) = sumScale * sum;
                record += 2 * width * sizeof(float);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Decode(Matrix w, byte* packed, int columns, float* y, int stride, int first, int last, byte* scratch)
    {
        float* totals = (float*)scratch;
        byte* copies = scratch + MatMulKernel.Align(TotalsBytes + WorkingBytes);
        for (int row = first; row < last; row += Lanes)
        {
            int rows = Math.Min(Lanes, last - row);
            byte* p = row + Lanes <= w.SafeRows ? w.Row(row, copies) : Copy(w, row, rows, copies);
            for (int column = 0; column < columns; column += TRows.MostColumns)
            {
                int width = TileColumns(columns - column);
                new Span<float>(totals, width * Lanes).Clear();
                Multiply(w, p, packed + (nint)column * ColumnBytes(w.Length), width, totals);
                float* result = y + (nint)column * stride + row;
                for (int i = 0; i < Math.Min(width, columns - column); i++, result += stride)
                {
                    if (rows == Lanes) Vector512.Load(totals + i * Lanes).Store(result);
                    else new Span<float>(totals + i * Lanes, rows).CopyTo(new Span<float>(result, rows));
                }
            }
        }
    }

    /// <summary>Adds sixteen rows by a tile of columns to the totals, (columns, rows).</summary>
    private protected abstract void Multiply(Matrix w, byte* rows, byte* tile, int columns, float* totals);

    /// <summary>The last rows, where sixteen cannot be read in place: what stands for those that are not there is not stored.</summary>
    private static byte* Copy(Matrix w, int row, int rows, byte* copies)
    {
        for (int i = 0; i < rows; i++)
        {
            byte* copy = copies + (nint)i * w.RowBytes, p = w.Row(row + i, copy);
            if (p != copy) new ReadOnlySpan<byte>(p, w.RowBytes).CopyTo(new Span<byte>(copy, w.RowBytes));
        }
        return copies;
    }
}
