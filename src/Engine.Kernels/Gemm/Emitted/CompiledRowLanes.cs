using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>
/// What <see cref="EmittedRowLanes{TRows}"/> computes, to the bit, by the instructions that .NET offers: for where the system gives no executable memory. A text
/// must not depend on that.
/// </summary>
internal sealed unsafe class CompiledRowLanes<TRows> : RowLanesDecode<TRows> where TRows : struct, IRowLanes
{
    private const int RegisterBytes = 64;

    /// <summary>The kernel; null where nothing is emitted, whatever the system grants: other systems than Linux, and processors that lack what it would use.</summary>
    public static CompiledRowLanes<TRows>? TryCreate() => OperatingSystem.IsLinux() && EmittedRowLanes<TRows>.HasInstructions ? new() : null;

    /// <inheritdoc/>
    public override int FewColumns => 16;

    // A step: its quants, the scales and the minimums of its parts.
    private protected override int WorkingBytes => TRows.StepParts * (Quads + 2) * RegisterBytes;

    private static int Quads
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TRows.PartLength / 4;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Multiply(Matrix w, byte* rows, byte* tile, int columns, float* totals)
    {
        byte* quants = (byte*)totals + TotalsBytes;
        float* scales = (float*)(quants + TRows.StepParts * Quads * RegisterBytes), minimums = scales + TRows.StepParts * Lanes;
        byte* ahead = rows + (nint)Lanes * w.RowBytes;
        for (int left = w.Length / TRows.PartLength; left > 0; left -= TRows.StepParts, rows += TRows.StepBytes, tile += TRows.StepParts * RecordBytes * columns)
        {
            for (byte* end = ahead + Lanes * TRows.StepBytes; ahead < end; ahead += RegisterBytes) CacheLines.FetchFar(ahead, RegisterBytes);
            TRows.Unpack(rows, w.RowBytes, quants, scales, minimums);
            for (int column = 0; column < columns; column++)
                MultiplyColumn(quants, scales, minimums, Math.Min(left, TRows.StepParts), tile + column * sizeof(int), columns * sizeof(int), totals + column * Lanes);
        }
    }

    /// <summary>Adds the first <paramref name="parts"/> of a step by a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyColumn(byte* quants, float* scales, float* minimums, int parts, byte* tile, int quadBytes, float* totals)
    {
        var total = Vector512.Load(totals);
        for (; parts > 0; parts--, quants += Quads * RegisterBytes, scales += Lanes, minimums += Lanes, tile += 2 * quadBytes)
        {
            var sum = Vector512<int>.Zero;
            for (int quad = 0; quad < Quads; quad += 4, tile += 4 * quadBytes) sum += Sixteen(quants + quad * RegisterBytes, tile, quadBytes);
            var (dot, columnScale, columnSum) = (Vector512.ConvertToSingle(sum), Vector512.Create(*(float*)tile), Vector512.Create(*(float*)(tile + quadBytes)));
            var scale = Vector512.Load(scales);
            if (TRows.MinimumPerScale != 0) total = Vector512.FusedMultiplyAdd(Vector512.FusedMultiplyAdd(dot, columnScale, columnSum), scale, total);
            else total = Vector512.FusedMultiplyAdd(columnSum, Vector512.Load(minimums), Vector512.FusedMultiplyAdd(dot, columnScale * scale, total));
        }
        total.Store(totals);
    }

    /// <summary>Products of sixteen quants of each row: in 16 bits by pairs, as many as fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Sixteen(byte* quants, byte* tile, int quadBytes)
    {
        Vector512<byte> a = Pairs(quants, tile), b = Pairs(quants + RegisterBytes, tile + quadBytes);
        Vector512<byte> c = Pairs(quants + 2 * RegisterBytes, tile + 2 * quadBytes), d = Pairs(quants + 3 * RegisterBytes, tile + 3 * quadBytes);
        if (8 * sbyte.MaxValue * TRows.LargestQuant <= short.MaxValue) return Widen(Simd512.Add16(Simd512.Add16(a, b), Simd512.Add16(c, d)));
        return Widen(Simd512.Add16(a, b)) + Widen(Simd512.Add16(c, d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Pairs(byte* quants, byte* four) => Simd512.MultiplyAddBytes(Vector512.Load(quants), Vector512.Create(*(int*)four).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Widen(Vector512<byte> pairs) => Simd512.MultiplyAdd16(pairs, Vector512<short>.One.AsByte()).AsInt32();
}
