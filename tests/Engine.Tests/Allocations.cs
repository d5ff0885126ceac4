namespace Engine.Tests;

/// <summary>Managed bytes that a piece of code allocates whenever it runs.</summary>
internal static class Allocations
{
    private const int Runs = 5;

    /// <summary>
    /// The least bytes that a run of <paramref name="action"/> allocated, of several runs: what it allocates always. A collection set off by another thread
    /// may charge a run with bytes that it has not asked for, up to a thread's allocation buffer of 8 KiB.
    /// </summary>
    public static long Of(Action action)
    {
        long least = long.MaxValue;
        for (int run = 0; run < Runs; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
