using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace Engine.Kernels.MachineCode;

/// <summary>Machine code before it is loaded, and how many of its instructions belong to one step of its loop.</summary>
internal sealed record Emission(byte[] Code, int StepInstructions);

/// <summary>Machine code where it can be called: in memory that is never writable and executable at one address.</summary>
/// <remarks>Written for the calls of Linux (System V): arguments in <see cref="First"/> to <see cref="Sixth"/>, and every vector register at the callee's disposal.</remarks>
internal sealed unsafe class EmittedCode
{
    /// <summary>Where the arguments of <see cref="Call"/> are.</summary>
    public const Register First = Register.Rdi, Second = Register.Rsi, Third = Register.Rdx, Fourth = Register.Rcx, Fifth = Register.R8, Sixth = Register.R9;

    /// <summary>Registers at the code's disposal.</summary>
    public const Register Spare = Register.Rax, OtherSpare = Register.R10;

    /// <summary>
    /// Instructions that a call executes at most. The garbage collector is not told of a call, and waits for its end: this many take some tens of
    /// microseconds, or a few times that where every line comes from memory.
    /// </summary>
    public const int MostInstructions = 1 << 17;

    private readonly MemoryMappedViewAccessor _view;   // keeps the memory for as long as this object lives
    private readonly delegate* unmanaged[SuppressGCTransition]<byte*, nint, byte*, byte*, nint, byte*, void> _start;

    private EmittedCode(MemoryMappedViewAccessor view, byte* start, int stepInstructions)
    {
        _view = view;
        MostSteps = MostInstructions / stepInstructions;
        _start = (delegate* unmanaged[SuppressGCTransition]<byte*, nint, byte*, byte*, nint, byte*, void>)start;
    }

    /// <summary>Steps that a call may take; the caller divides its work by it.</summary>
    public int MostSteps { get; }

    /// <summary>All of <paramref name="codes"/>, ready to be called; null where the system gives no executable memory.</summary>
    public static EmittedCode[]? TryLoad(params Emission[] codes)
    {
        if (!OperatingSystem.IsLinux()) return null;
        int[] offsets = new int[codes.Length + 1];
        for (int i = 0; i < codes.Length; i++) offsets[i + 1] = (offsets[i] + codes[i].Code.Length + 63) & ~63;   // constants are aligned within each
        try
        {
            using var memory = MemoryMappedFile.CreateNew(mapName: null, offsets[^1], MemoryMappedFileAccess.ReadWriteExecute);
            using (var writable = memory.CreateViewAccessor(0, offsets[^1], MemoryMappedFileAccess.ReadWrite))
            {
                for (int i = 0; i < codes.Length; i++) writable.WriteArray(offsets[i], codes[i].Code, 0, codes[i].Code.Length);
            }
            var view = memory.CreateViewAccessor(0, offsets[^1], MemoryMappedFileAccess.ReadExecute);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            var loaded = new EmittedCode[codes.Length];
            for (int i = 0; i < codes.Length; i++) loaded[i] = new(view, start + view.PointerOffset + offsets[i], codes[i].StepInstructions);
            return loaded;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Runs the code; <paramref name="steps"/>, its second argument, is what it counts down.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are more steps than <see cref="MostSteps"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Call(byte* first, nint steps, byte* third, byte* fourth, nint fifth = 0, byte* sixth = null)
    {
        if (steps > MostSteps) Refuse(steps);
        _start(first, steps, third, fourth, fifth, sixth);
    }

    private void Refuse(nint steps) =>
        throw new ArgumentOutOfRangeException(nameof(steps), steps, $"a call of machine code takes at most {MostSteps} steps, so that the garbage collector need not wait for it");
}
