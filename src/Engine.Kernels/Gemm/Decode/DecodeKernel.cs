using System.Runtime.CompilerServices;

namespace Engine.Kernels.Gemm.Decode;

/// <summary>Y = X W^T by few columns, for one storage type of W. Bound by memory: W is read once, straight from where it lies, and used once for each column.</summary>
/// <remarks>The order of every sum is fixed, so a result depends neither on how the rows are shared among threads nor on the columns beside it.</remarks>
internal abstract unsafe class DecodeKernel
{
    /// <summary>Rows that stay in the first-level cache while the columns pass.</summary>
    private const int DecodeRows = 16;

    /// <summary>Columns that <see cref="DecodeFour"/> and <see cref="DecodeEight"/> take together.</summary>
    private protected const int Four = 4, Eight = 8;

    // How far ahead weights are fetched to the second-level cache and, a second time, to the first. A core alone does not keep enough loads in flight, least of
    // all one that computes between them.
    private protected const int FarBytes = 16384;
    private protected const int NearBytes = 2048;

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
        int bytes = MatMulKernel.Align(PackedBytes(w.Length));
        for (int row = first; row < last; row += DecodeRows)
        {
            int end = Math.Min(last, row + DecodeRows), column = 0;
            for (; column + Eight <= columns; column += Eight) DecodeEight(w, packed + (nint)column * bytes, bytes, y + (nint)column * stride, stride, row, end, scratch);
            for (; column + Four <= columns; column += Four) DecodeFour(w, packed + (nint)column * bytes, bytes, y + (nint)column * stride, stride, row, end, scratch);
            for (; column < columns; column++) DecodeOne(w, packed + (nint)column * bytes, y + (nint)column * stride, row, end, scratch);
        }
    }

    /// <summary>Bytes of scratch a thread needs.</summary>
    public virtual int ScratchBytes(Matrix w) => w.RowScratchBytes;

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

    /// <summary>Fetches ahead of a kernel that now reads <paramref name="bytes"/> from <paramref name="p"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void Prefetch(byte* p, int bytes)
    {
        CacheLines.FetchNear(p + NearBytes, bytes);
        CacheLines.FetchFar(p + FarBytes, bytes);
    }
}
