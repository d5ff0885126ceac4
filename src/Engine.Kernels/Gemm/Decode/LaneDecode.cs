using System.Runtime.CompilerServices;

namespace Engine.Kernels.Gemm.Decode;

/// <summary>Decoding in which a lane is a part of a row: a row by one, four or eight columns at a time. Each column lies by itself.</summary>
internal abstract unsafe class LaneDecode : DecodeKernel
{
    /// <summary>Rows that stay in the first-level cache while the columns pass.</summary>
    private const int DecodeRows = 16;

    /// <summary>Columns that <see cref="DecodeFour"/> and <see cref="DecodeEight"/> take together.</summary>
    private protected const int Four = 4, Eight = 8;

    /// <inheritdoc/>
    public sealed override nint PackedBytes(int length, int columns) => (nint)columns * MatMulKernel.Align(PackedBytes(length));

    /// <summary>Bytes of a packed column, which begins at a cache line.</summary>
    protected abstract int PackedBytes(int length);

    /// <inheritdoc/>
    public sealed override void Pack(float* x, int length, byte* packed, int column, int columns) => Pack(x, length, packed + (nint)column * MatMulKernel.Align(PackedBytes(length)));

    /// <summary>Packs a column.</summary>
    protected abstract void Pack(float* x, int length, byte* packed);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override void Decode(Matrix w, byte* packed, int columns, float* y, int stride, int first, int last, byte* scratch)
    {
        if (columns == 1)
        {
            DecodeOne(w, packed, y, first, last, scratch);
            return;
        }
        int bytes = MatMulKernel.Align(PackedBytes(w.Length));
        for (int row = first; row < last; row += DecodeRows)
        {
            int end = Math.Min(last, row + DecodeRows), column = 0;
            for (; column + Eight <= columns; column += Eight) DecodeEight(w, packed + (nint)column * bytes, bytes, y + (nint)column * stride, stride, row, end, scratch);
            for (; column + Four <= columns; column += Four) DecodeFour(w, packed + (nint)column * bytes, bytes, y + (nint)column * stride, stride, row, end, scratch);
            for (; column < columns; column++) DecodeOne(w, packed + (nint)column * bytes, y + (nint)column * stride, row, end, scratch);
        }
    }

    /// <summary>y[row] = W[row] x for rows <paramref name="first"/> to <paramref name="last"/>, exclusive.</summary>
    protected abstract void DecodeOne(Matrix w, byte* packed, float* y, int first, int last, byte* scratch);

    /// <summary><see cref="DecodeOne"/> for four columns, to the bit, reading each weight once.</summary>
    protected virtual void DecodeFour(Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        for (int column = 0; column < Four; column++) DecodeOne(w, packed + (nint)column * packedBytes, y + (nint)column * stride, first, last, scratch);
    }

    /// <summary><see cref="DecodeOne"/> for eight columns, to the bit.</summary>
    protected virtual void DecodeEight(Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        for (int column = 0; column < Eight; column += Four)
            DecodeFour(w, packed + (nint)column * packedBytes, packedBytes, y + (nint)column * stride, stride, first, last, scratch);
    }
}
