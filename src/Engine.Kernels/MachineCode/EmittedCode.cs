using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace Engine.Kernels.MachineCode;

/// <summary>Machine code where it can be called: in memory that is never writable and executable at one address.</summary>
/// <remarks>Written for the calls of Linux (System V): arguments in <see cref="First"/> to <see cref="Sixth"/>, and every vector register at the callee's disposal.</remarks>
internal sealed unsafe class EmittedCode
{
    /// <summary>Where the arguments of <see cref="Call"/> are.</summary>
    public const Register First = Register.Rdi, Second = Register.Rsi, Third = Register.Rdx, Fourth = Register.Rcx, Fifth = Register.R8, Sixth = Register.R9;

    /// <summary>Registers at the code's disposal.</summary>
    public const Register Spare = Register.Rax, OtherSpare = Register.R10;

    private readonly MemoryMappedViewAccessor _view;   // keeps the memory for as long as this object lives
    private readonly delegate* unmanaged[SuppressGCTransition]<byte*, nint, byte*, byte*, nint, byte*, void> _start;

    private EmittedCode(MemoryMappedViewAccessor view, byte* start)
    {
        _view = view;
        _start = (delegate* unmanaged[SuppressGCTransition]<byte*, nint, byte*, byte*, nint, byte*, void>)start;
    }

    /// <summary>All of <paramref name="codes"/>, ready to be called; null where the system gives no executable memory.</summary>
    public static EmittedCode[]? TryLoad(params byte[][] codes)
    {
        if (!OperatingSystem.IsLinux()) return null;
        int[] offsets = new int[codes.Length + 1];
        for (int i = 0; i < codes.Length; i++) offsets[i + 1] = (offsets[i] + codes[i].Length + 63) & ~63;   // constants are aligned within each
        try
        {
            using var memory = MemoryMappedFile.CreateNew(mapName: null, offsets[^1], MemoryMappedFileAccess.ReadWriteExecute);
            using (var writable = memory.CreateViewAccessor(0, offsets[^1], MemoryMappedFileAccess.ReadWrite))
            {
                for (int i = 0; i < codes.Length; i++) writable.WriteArray(offsets[i], codes[i], 0, codes[i].Length);
            }
            var view = memory.CreateViewAccessor(0, offsets[^1], MemoryMappedFileAccess.ReadExecute);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            var loaded = new EmittedCode[codes.Length];
            for (int i = 0; i < codes.Length; i++) loaded[i] = new(view, start + view.PointerOffset + offsets[i]);
            return loaded;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Runs the code. It must end within a few microseconds: the garbage collector is not told of the call, and waits for its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Call(byte* first, nint second, byte* third, byte* fourth, nint fifth = 0, byte* sixth = null) => _start(first, second, third, fourth, fifth, sixth);
}
