using Engine.Tests.Backends.LlamaCpp;
using Engine.Tests.Cli;

namespace Engine.Tests.Models;

public sealed class LoadCycleTests
{
    private const int Cycles = 200, WarmUp = 20;

    /// <summary>Of 180 loads: 29 KiB each, less than any buffer of a model that stayed behind.</summary>
    private const long MostGrowth = 5L << 20;

    [Fact]
    public async Task LoadGenerateDispose_InAChildProcess_LeavesNothingBehind()
    {
        LlamaModels.SkipWithoutLibrary();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: the resident set is read the Linux way");
        // Without the runtime's own growth: code compiled a second time, and a heap per thread that has ever allocated.
        var quiet = new Dictionary<string, string> { ["DOTNET_TieredCompilation"] = "0", ["MALLOC_ARENA_MAX"] = "1" };
        await Command.RunTestAsync(typeof(LoadCycleTests), nameof(LoadGenerateDispose_HereAndNow_LeavesNothingBehind), quiet);
    }

    /// <summary>Measures the whole process: only for a child, which has no other tests.</summary>
    [Fact(Explicit = true)]
    public async Task LoadGenerateDispose_HereAndNow_LeavesNothingBehind()
    {
        var options = new ModelOptions { Backend = Backend.LlamaCpp, Threads = 1, Gpu = GpuUse.None };
        var generation = new GenerationOptions { Temperature = 0, MaxTokens = 4 };
        long settled = 0;
        var history = new List<long>();
        for (int cycle = 1; cycle <= Cycles; cycle++)
        {
            await using (var model = await Model.LoadAsync(TestFiles.Demo, options, TestContext.Current.CancellationToken))
                await model.CompleteAsync("Once upon a time", generation, TestContext.Current.CancellationToken);
            long resident = Resident();
            if (cycle % WarmUp != 0) continue;
            history.Add(resident);
            if (cycle == WarmUp) settled = resident;
        }
        Assert.True(history[^1] - settled < MostGrowth, $"resident KiB every {WarmUp} cycles: {string.Join(", ", history.Select(bytes => bytes >> 10))}");
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet;
    }
}
