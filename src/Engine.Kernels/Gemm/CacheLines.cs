using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Engine.Kernels.Gemm;

/// <summary>Fetching of what a kernel will need soon. Any address may be named: one that is not there is ignored.</summary>
internal static unsafe class CacheLines
{
    /// <summary>Fetches <paramref name="bytes"/>, a constant, to the first-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FetchNear(byte* start, int bytes) => Fetch(start, bytes, isNear: true);

    /// <summary>Fetches <paramref name="bytes"/>, a constant, to the second-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FetchFar(byte* start, int bytes) => Fetch(start, bytes, isNear: false);

    /// <remarks>Written out: the count is a constant of each kernel, at most 384, but the compiler does not unroll the loop over it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(byte* start, int bytes, bool isNear)
    {
        Debug.Assert(bytes <= 6 * 64, "more lines than are written out");
        FetchLine(start, isNear);
        if (bytes > 64) FetchLine(start + 64, isNear);
        if (bytes > 128) FetchLine(start + 128, isNear);
        if (bytes > 192) FetchLine(start + 192, isNear);
        if (bytes > 256) FetchLine(start + 256, isNear);
        if (bytes > 320) FetchLine(start + 320, isNear);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchLine(byte* line, bool isNear)
    {
        if (!Sse.IsSupported) return;
        if (isNear) Sse.Prefetch0(line);
        else Sse.Prefetch1(line);
    }
}
