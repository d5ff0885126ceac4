using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Engine.Kernels.Memory;

/// <summary>The bytes of a file, read only: mapped, so that pages come in as they are touched, or copied into memory at once.</summary>
/// <remarks>
/// A mapped file that another process truncates raises SIGBUS when a lost page is touched; the copy is immune.
/// Spans borrowed from here end with <see cref="Dispose"/>.
/// </remarks>
public sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _start;

    private MappedFile(MemoryMappedFile? file, MemoryMappedViewAccessor? view, byte* start, long length)
    {
        _file = file;
        _view = view;
        _start = start;
        Length = length;
    }

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <summary>Maps <paramref name="path"/>.</summary>
    public static MappedFile Map(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        long length = stream.Length;
        if (length == 0) return new MappedFile(null, null, null, 0);
        var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        HugePages.Advise(start, length);   // a view starts at a page, as the advice must
        return new MappedFile(file, view, start + view.PointerOffset, length);
    }

    /// <summary>Copies <paramref name="path"/> into memory, aligned to 64 bytes.</summary>
    public static MappedFile Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        long length = stream.Length;
        var start = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1), 64);
        var copy = new MappedFile(null, null, start, length);
        try
        {
            for (long at = 0; at < length;)
            {
                int chunk = (int)Math.Min(length - at, 1 << 26);
                stream.ReadExactly(new Span<byte>(start + at, chunk));
                at += chunk;
            }
        }
        catch
        {
            copy.Dispose();
            throw;
        }
        return copy;
    }

    /// <summary>The bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    public ReadOnlySpan<byte> Span(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_start is null && Length > 0, this);
        if (offset < 0 || length < 0 || offset > Length - length) throw Outside(offset, length);
        return new ReadOnlySpan<byte>(_start + offset, length);
    }

    private ArgumentOutOfRangeException Outside(long offset, int length) =>
        new(nameof(offset), $"bytes {offset}..{offset + length} are not inside the file's {Length}");

    /// <summary>The address of <paramref name="offset"/>; for kernels, which read tensors longer than a span can be.</summary>
    internal byte* Pointer(long offset) => _start + offset;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_view is not null)
        {
            if (_start is not null) _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file!.Dispose();
        }
        else if (_start is not null)
        {
            NativeMemory.AlignedFree(_start);
        }
        _start = null;
    }
}
