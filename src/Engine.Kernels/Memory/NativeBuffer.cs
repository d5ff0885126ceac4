using System.Runtime.InteropServices;

namespace Engine.Kernels.Memory;

/// <summary>Zeroed native memory, aligned to a cache line, for what kernels write: activations, keys and values, scratch.</summary>
internal sealed unsafe class NativeBuffer<T> : IDisposable where T : unmanaged
{
    private const int Alignment = 64;

    /// <summary>Allocates <paramref name="length"/> elements.</summary>
    public NativeBuffer(nint length)
    {
        Length = length;
        nuint bytes = (nuint)(length * sizeof(T));
        Pointer = (T*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(Pointer, bytes);
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
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
