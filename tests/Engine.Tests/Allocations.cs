using Xunit.v3;

namespace Engine.Tests;

/// <summary>Marks a test that counts what the whole process does: it runs in a process of its own, where no other test disturbs it; see <see cref="Alone.AloneTests"/>.</summary>
/// <remarks>The test must be explicit, so that it does not run beside others.</remarks>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RunsAloneAttribute : Attribute, ITraitAttribute
{
    public const string Trait = "Process", Own = "own";

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new(Trait, Own)];
}

/// <summary>Managed bytes that a piece of code allocates whenever it runs.</summary>
internal static class Allocations
{
    private const int Runs = 5;

    /// <summary>
    /// The least bytes that a run of <paramref name="action"/> allocated, of several runs, on all threads of the process: what it allocates always.
    /// For tests marked with <see cref="RunsAloneAttribute"/>.
    /// </summary>
    public static long Of(Action action)
    {
        long least = long.MaxValue;
        for (int run = 0; run < Runs; run++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            action();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least;
    }
}
