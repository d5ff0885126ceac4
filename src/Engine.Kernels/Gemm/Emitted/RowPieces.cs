using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Kernels.Gemm.Emitted;

/// <summary>What <see cref="RowLanesCode.Piece"/> does, by the instructions that .NET offers.</summary>
internal static unsafe class RowPieces
{
    /// <summary>Bytes of a row that are read together.</summary>
    public const int Bytes = 32;

    /// <summary>Writes 32 bytes of each of sixteen rows: register i of eight has four bytes of each, from 4 i on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* rows, nint stride, byte* words)
    {
        Vector512<int> a = Two(rows, stride), b = Two(rows + stride, stride), c = Two(rows + 2 * stride, stride), d = Two(rows + 3 * stride, stride);
        rows += 8 * stride;
        Vector512<int> e = Two(rows, stride), f = Two(rows + stride, stride), g = Two(rows + 2 * stride, stride), h = Two(rows + 3 * stride, stride);
        Vector512<long> ab = Lower(a, b), cd = Lower(c, d), ef = Lower(e, f), gh = Lower(g, h);
        Store(Avx512F.UnpackLow(ab, cd), Avx512F.UnpackLow(ef, gh), words);
        Store(Avx512F.UnpackHigh(ab, cd), Avx512F.UnpackHigh(ef, gh), words + 64);
        ab = Upper(a, b);
        cd = Upper(c, d);
        ef = Upper(e, f);
        gh = Upper(g, h);
        Store(Avx512F.UnpackLow(ab, cd), Avx512F.UnpackLow(ef, gh), words + 2 * 64);
        Store(Avx512F.UnpackHigh(ab, cd), Avx512F.UnpackHigh(ef, gh), words + 3 * 64);
    }

    /// <summary>32 bytes of a row, and of the fourth after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Two(byte* row, nint stride) =>
        Avx512F.InsertVector256(Vector256.Load((int*)row).ToVector512Unsafe(), Vector256.Load((int*)(row + 4 * stride)), 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Lower(Vector512<int> a, Vector512<int> b) => Avx512F.UnpackLow(a, b).AsInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Upper(Vector512<int> a, Vector512<int> b) => Avx512F.UnpackHigh(a, b).AsInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<long> first, Vector512<long> second, byte* words)
    {
        Avx512F.Shuffle4x128(first, second, 0b10_00_10_00).Store((long*)words);
        Avx512F.Shuffle4x128(first, second, 0b11_01_11_01).Store((long*)(words + 4 * 64));
    }
}
