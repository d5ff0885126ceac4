using Engine.Generation;
using Engine.Tests.Backends.LlamaCpp;

namespace Engine.Tests.Generation;

public sealed class GeneratorAllocationTests
{
    private const int WarmUp = 64, Measured = 256;

    /// <summary>Draws from all samplers; penalties look at every token generated.</summary>
    private static readonly GenerationOptions s_sampled = new()
    {
        MaxTokens = WarmUp + Measured + 1,
        IgnoreEndOfGeneration = true,
        StopSequences = ["never so written"],
        Seed = 7,
        Temperature = 0.8f,
        TopK = 40,
        TopP = 0.95f,
        MinP = 0.05f,
        RepetitionPenalty = 1.1f,
    };

    [Theory]
    [InlineData(Backend.LlamaCpp)]
    [InlineData(Backend.Managed)]
    public async Task Run_TokensAfterWarmUp_AllocateNothing(Backend backend)
    {
        if (backend == Backend.LlamaCpp) LlamaModels.SkipWithoutLibrary();
        var options = new ModelOptions { Backend = backend, ContextLength = 512, Threads = 1, Gpu = GpuUse.None };
        await using var model = await Model.LoadAsync(TestFiles.Demo, options, TestContext.Current.CancellationToken);
        var request = new GenerationRequest([1, 1531, 1713, 261, 611], s_sampled, 0);
        long before = 0, after = -1;
        int tokens = 0, bytes = 0;
        await model.RunAsync((runner, cancel) => runner.Generator.Run(request, (_, utf8) =>
        {
            bytes += utf8.Length;
            tokens++;
            if (tokens == WarmUp) before = GC.GetAllocatedBytesForCurrentThread();
            if (tokens == WarmUp + Measured) after = GC.GetAllocatedBytesForCurrentThread();
        }, cancel), TestContext.Current.CancellationToken);
        Assert.True(bytes > Measured, $"{bytes} bytes of text");
        Assert.Equal(0, after - before);
    }
}
