using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>Sixteen rows side by side by machine code, for instructions on registers of 512 bits that .NET 10 does not offer.</summary>
internal sealed unsafe class EmittedRowLanes<TRows> : RowLanesDecode<TRows> where TRows : struct, IRowLanes
{
    private const int ScratchRegisters = 32;

    private static readonly EmittedRowLanes<TRows>? s_kernel = HasInstructions ? Create() : null;

    private readonly EmittedCode[] _multiply;   // by 1, 2, 4 and perhaps 8 columns

    private EmittedRowLanes(EmittedCode[] multiply) => _multiply = multiply;

    /// <summary>The kernel; null where the processor lacks the instructions, or the system gives no executable memory.</summary>
    public static EmittedRowLanes<TRows>? TryCreate() => s_kernel;

    /// <summary>Whether the processor can run it: nibbles are parted by a product of bits.</summary>
    public static bool HasInstructions => ByteProducts.IsSupported && Gfni.V512.IsSupported;

    private static EmittedRowLanes<TRows>? Create()
    {
        var codes = new Emission[BitOperations.Log2((uint)TRows.MostColumns) + 1];
        for (int i = 0; i < codes.Length; i++) codes[i] = Emit(1 << i);
        return EmittedCode.TryLoad(codes) is { } loaded ? new(loaded) : null;
    }

    /// <inheritdoc/>
    public override int FewColumns => 32;

    private protected override int WorkingBytes => ScratchRegisters * Simd512.Bytes;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Multiply(Matrix w, byte* rows, byte* tile, int columns, float* totals)
    {
        var code = _multiply[BitOperations.Log2((uint)columns)];
        int parts = w.Length / TRows.PartLength, most = code.MostSteps / TRows.StepParts * TRows.StepParts;
        byte* ahead = rows + (nint)Lanes * w.RowBytes;
        for (int part = 0; part < parts; part += most)
        {
            nint bytes = (nint)part / TRows.StepParts * TRows.StepBytes;
            code.Call(rows + bytes, Math.Min(most, parts - part), tile + (nint)part * RecordBytes * columns, (byte*)totals, w.RowBytes, ahead + Lanes * bytes);
        }
    }

    /// <summary>The loop over a row's parts, of which a step of the count is one.</summary>
    internal static Emission Emit(int columns)
    {
        var lanes = new RowLanesCode(columns, TRows.StepBytes, TRows.PartLength, TRows.MinimumPerScale, FarBytes / 2);
        TRows.Emit(lanes);
        return new(lanes.Code.ToArray(), (lanes.Code.Instructions + TRows.StepParts - 1) / TRows.StepParts);
    }
}
