using System.IO.MemoryMappedFiles;

namespace Engine.Kernels.MachineCode;

/// <summary>Machine code where it can be called: in memory that is never writable and executable at one address.</summary>
internal sealed unsafe class ExecutableMemory
{
    private readonly MemoryMappedViewAccessor _view;   // keeps the memory for as long as this object lives

    private ExecutableMemory(MemoryMappedViewAccessor view)
    {
        _view = view;
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start + _view.PointerOffset;
    }

    /// <summary>The first instruction.</summary>
    public void* Start { get; }

    /// <summary><paramref name="code"/> in executable memory; null where the system gives none.</summary>
    public static ExecutableMemory? TryLoad(byte[] code)
    {
        try
        {
            using var memory = MemoryMappedFile.CreateNew(mapName: null, code.Length, MemoryMappedFileAccess.ReadWriteExecute);
            using (var writable = memory.CreateViewAccessor(0, code.Length, MemoryMappedFileAccess.ReadWrite)) writable.WriteArray(0, code, 0, code.Length);
            return new(memory.CreateViewAccessor(0, code.Length, MemoryMappedFileAccess.ReadExecute));
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
