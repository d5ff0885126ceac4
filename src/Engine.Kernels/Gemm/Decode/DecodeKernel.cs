using System.Runtime.CompilerServices;

namespace Engine.Kernels.Gemm.Decode;

/// <summary>Y = X W^T by few columns, for one storage type of W. Bound by memory: W is read once, straight from where it lies, and used once for each column.</summary>
/// <remarks>The order of every sum is fixed, so a result depends neither on how the rows are shared among threads nor on the columns beside it.</remarks>
internal abstract unsafe class DecodeKernel
{
    // How far ahead weights are fetched to the second-level cache and, a second time, to the first. A core alone does not keep enough loads in flight, least of
    // all one that computes between them.
    private protected const int FarBytes = 16384;
    private protected const int NearBytes = 2048;

    /// <summary>Whether it was written for the type of its weights, rather than dequantizing them.</summary>
    public virtual bool IsOwn => true;

    /// <summary>Bits that activations are rounded to, with one scale per 32; 32 where they stay singles.</summary>
    public abstract int ActivationBits { get; }

    /// <summary>
    /// Columns, read or decoded, up to which it is faster than the kernel beside it that prefills; 0 where their bits differ. Where they are the same, either may
    /// multiply any columns.
    /// </summary>
    public virtual int FewColumns => 0;

    /// <summary>Bytes of <paramref name="columns"/> of <paramref name="length"/> floats packed for <see cref="Decode"/>.</summary>
    public abstract nint PackedBytes(int length, int columns);

    /// <summary>Packs column <paramref name="column"/> of <paramref name="columns"/>, <paramref name="x"/>, (length), for <see cref="Decode"/>.</summary>
    public abstract void Pack(float* x, int length, byte* packed, int column, int columns);

    /// <summary>Y[column][row] = W[row] X[column] for rows <paramref name="first"/> to <paramref name="last"/>, exclusive.</summary>
    /// <param name="w">The weights, (rows, length).</param>
    /// <param name="packed">The columns, as <see cref="Pack(float*, int, byte*, int, int)"/> leaves them.</param>
    /// <param name="columns">How many.</param>
    /// <param name="y">The result, (columns, stride).</param>
    /// <param name="stride">Floats from one column of the result to the next.</param>
    /// <param name="first">First row.</param>
    /// <param name="last">End of the rows.</param>
    /// <param name="scratch">Memory of this thread, <see cref="ScratchBytes"/>.</param>
    public abstract void Decode(Matrix w, byte* packed, int columns, float* y, int stride, int first, int last, byte* scratch);

    /// <summary>Bytes of scratch a thread needs.</summary>
    public virtual int ScratchBytes(Matrix w) => w.RowScratchBytes;

    /// <summary>Fetches ahead of a kernel that now reads <paramref name="bytes"/> from <paramref name="p"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void Prefetch(byte* p, int bytes)
    {
        CacheLines.FetchNear(p + NearBytes, bytes);
        CacheLines.FetchFar(p + FarBytes, bytes);
    }
}
