using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Engine.Tests.Kernels;

/// <summary>Whole pages between two pages that can be neither read nor written.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int NoAccess = 0, ReadWrite = 3;            // PROT_NONE, PROT_READ | PROT_WRITE
    private const int Private = 0x02, Anonymous = 0x20;       // MAP_PRIVATE, MAP_ANONYMOUS

    private readonly nuint _reserved;
    private readonly byte* _reservation;

    /// <summary>At least <paramref name="bytes"/> bytes, in whole pages. Elsewhere than on Linux, memory without guards.</summary>
    public GuardedMemory(nint bytes)
    {
        nint page = Environment.SystemPageSize;
        Length = (bytes + page - 1) / page * page;
        _reserved = (nuint)(page + Length + page);
        _reservation = IsSupported ? Map(_reserved) : (byte*)NativeMemory.Alloc(_reserved);
        Start = _reservation + page;
        if (IsSupported && Length > 0 && Protect(Start, (nuint)Length, ReadWrite) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Whether there are guards on this system.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>The first byte.</summary>
    public byte* Start { get; }

    /// <summary>Bytes, a multiple of a page's.</summary>
    public nint Length { get; }

    public void Dispose()
    {
        if (!IsSupported) NativeMemory.Free(_reservation);
        else if (Unmap(_reservation, _reserved) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    private static byte* Map(nuint bytes)
    {
        nint address = Map(0, bytes, NoAccess, Private | Anonymous, -1, 0);
        return address != -1 ? (byte*)address : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(byte* address, nuint bytes, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(byte* address, nuint bytes);
}
