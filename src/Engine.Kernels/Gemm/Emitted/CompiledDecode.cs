using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Gemm.Decode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>
/// What <see cref="EmittedDecode{TRows}"/> computes, to the bit, by the instructions that .NET offers: for where the system gives no executable memory.
/// A text must not depend on that.
/// </summary>
internal sealed unsafe class CompiledDecode<TRows> : LaneDecode where TRows : struct, IEmittedRows
{
    private readonly int[] _lanes = GC.AllocateUninitializedArray<int>(TRows.GroupUnits * TRows.UnitDots * 16, pinned: true);   // the lane of the scales, for each lane of each dot product

    private CompiledDecode()
    {
        for (int i = 0; i < _lanes.Length; i++) _lanes[i] = TRows.ScaleLane(i / 16, i % 16);
    }

    /// <summary>The kernel; null where nothing is emitted, whatever the system grants: other systems than Linux, and processors that lack what it would use.</summary>
    public static CompiledDecode<TRows>? TryCreate() => OperatingSystem.IsLinux() && EmittedDecode<TRows>.HasInstructions ? new() : null;

    /// <inheritdoc/>
    public override int ActivationBits => TRows.ActivationBits;

    /// <inheritdoc/>
    protected override int PackedBytes(int length) => EmittedDecode<TRows>.PackedLength(length);

    /// <inheritdoc/>
    protected override void Pack(float* x, int length, byte* packed) => EmittedDecode<TRows>.PackColumn(x, length, packed);

    private static int UnitChunks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TRows.GroupChunks / TRows.GroupUnits;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeOne(Matrix w, byte* packed, float* y, int first, int last, byte* scratch)
    {
        float* stored = stackalloc float[2 * 16];
        int* lanes = (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_lanes));
        int units = EmittedDecode<TRows>.Chunks(w) / UnitChunks;
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, scratch), a = packed;
            var sum = Vector512<float>.Zero;
            for (int left = units; left > 0; left -= TRows.GroupUnits, p += TRows.GroupBytes, a += TRows.PackedBytes)
            {
                TRows.Scales(p, a, stored);
                var scales = Vector512.Load(stored) * Vector512.Load((float*)a);
                sum = AddMinimums(stored, a, sum);
                byte* unit = p, x = a + TRows.PackedStart;
                int* at = lanes;
                for (int count = Math.Min(left, TRows.GroupUnits); count > 0; count--, unit += TRows.UnitBytes, x += TRows.PackedUnit, at += TRows.UnitDots * 16)
                {
                    Prefetch(unit, TRows.UnitBytes);
                    sum = TRows.Add(TRows.Weights(unit, 0), x, 0, Vector512.Load(at), scales, sum);
                    if (TRows.UnitDots > 1) sum = TRows.Add(TRows.Weights(unit, 1), x, 1, Vector512.Load(at + 16), scales, sum);
                    if (TRows.UnitDots > 2) sum = TRows.Add(TRows.Weights(unit, 2), x, 2, Vector512.Load(at + 32), scales, sum);
                    if (TRows.UnitDots > 3) sum = TRows.Add(TRows.Weights(unit, 3), x, 3, Vector512.Load(at + 48), scales, sum);
                }
            }
            y[row] = Simd512.Sum(sum.AsByte());
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DecodeFour(Matrix w, byte* packed, int packedBytes, float* y, int stride, int first, int last, byte* scratch)
    {
        float* stored = stackalloc float[2 * 16];
        int* lanes = (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_lanes));
        int units = EmittedDecode<TRows>.Chunks(w) / UnitChunks;
        for (int row = first; row < last; row++)
        {
            byte* p = w.Row(row, scratch), a = packed, b = a + packedBytes, c = b + packedBytes, d = c + packedBytes;
            Vector512<float> sumA = default, sumB = default, sumC = default, sumD = default;
            for (int left = units; left > 0; left -= TRows.GroupUnits, p += TRows.GroupBytes)
            {
                TRows.Scales(p, a, stored);
                var scales = Vector512.Load(stored);
                Vector512<float> scalesA = scales * Vector512.Load((float*)a), scalesB = scales * Vector512.Load((float*)b);
                Vector512<float> scalesC = scales * Vector512.Load((float*)c), scalesD = scales * Vector512.Load((float*)d);
                sumA = AddMinimums(stored, a, sumA);
                sumB = AddMinimums(stored, b, sumB);
                sumC = AddMinimums(stored, c, sumC);
                sumD = AddMinimums(stored, d, sumD);
                byte* unit = p, x = a + TRows.PackedStart;
                int* at = lanes;
                for (int count = Math.Min(left, TRows.GroupUnits); count > 0; count--, unit += TRows.UnitBytes, x += TRows.PackedUnit)
                {
                    CacheLines.FetchFar(unit + FarBytes, TRows.UnitBytes);   // the columns fill the first-level cache
                    for (int dot = 0; dot < TRows.UnitDots; dot++, at += 16)
                    {
                        var weights = TRows.Weights(unit, dot);
                        var lane = Vector512.Load(at);
                        sumA = TRows.Add(weights, x, dot, lane, scalesA, sumA);
                        sumB = TRows.Add(weights, x + packedBytes, dot, lane, scalesB, sumB);
                        sumC = TRows.Add(weights, x + 2 * (nint)packedBytes, dot, lane, scalesC, sumC);
                        sumD = TRows.Add(weights, x + 3 * (nint)packedBytes, dot, lane, scalesD, sumD);
                    }
                }
                a += TRows.PackedBytes;
                b += TRows.PackedBytes;
                c += TRows.PackedBytes;
                d += TRows.PackedBytes;
            }
            float* result = y + row;
            (result[0], result[stride]) = (Simd512.Sum(sumA.AsByte()), Simd512.Sum(sumB.AsByte()));
            (result[2 * (nint)stride], result[3 * (nint)stride]) = (Simd512.Sum(sumC.AsByte()), Simd512.Sum(sumD.AsByte()));
        }
    }

    /// <summary><paramref name="sum"/> plus what the minimums of a group add.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AddMinimums(float* stored, byte* a, Vector512<float> sum) =>
        TRows.SumOffset == 0 ? sum : Vector512.FusedMultiplyAdd(Vector512.Load(stored + 16), Vector512.Load((float*)(a + TRows.SumOffset)), sum);
}
