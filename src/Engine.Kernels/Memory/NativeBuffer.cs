using System.Runtime.InteropServices;

namespace Engine.Kernels.Memory;

/// <summary>Zeroed native memory, aligned to a cache line, for what kernels write: activations, keys and values, scratch.</summary>
/// <remarks>
/// The system gives large blocks as zeros, page by page when they are first written to: room for a whole batch costs nothing
/// as long as single tokens are decoded.
/// </remarks>
internal sealed unsafe class NativeBuffer<T> : IDisposable where T : unmanaged
{
    private const int Alignment = 64;

    private void* _block;

    /// <summary>Allocates <paramref name="length"/> elements.</summary>
    public NativeBuffer(nint length)
    {
        Length = length;
        _block = NativeMemory.AllocZeroed((nuint)(length * sizeof(T) + Alignment - 1));
        Pointer = (T*)(((nuint)_block + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    /// <summary>The first element.</summary>
    public T* Pointer { get; private set; }

    /// <summary>Elements.</summary>
    public nint Length { get; }

    /// <summary><paramref name="length"/> elements from <paramref name="offset"/> on.</summary>
    public Span<T> Span(nint offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return new Span<T>(Pointer + offset, length);
    }

    /// <summary>The first <paramref name="length"/> elements.</summary>
    public Span<T> Span(int length) => Span(0, length);

    /// <summary>Row <paramref name="row"/> of a matrix whose rows have <paramref name="length"/> elements.</summary>
    public Span<T> Row(int row, int length) => Span((nint)row * length, length);

    public void Dispose()
    {
        NativeMemory.Free(_block);
        _block = Pointer = null;
    }
}
