using System.Diagnostics;
using Engine.Tests.Backends.LlamaCpp;
using Microsoft.Extensions.AI;

namespace Engine.Tests.Extensions;

/// <summary>Models that chat, loaded as the tests of Microsoft.Extensions.AI's interfaces want them.</summary>
internal static class ChatModels
{
    /// <summary>Every answer the same, and short.</summary>
    public static ChatOptions Greedy => new() { Temperature = 0, MaxOutputTokens = 16 };

    /// <summary>The demo model; skips the test where llama.cpp is asked for and is not there.</summary>
    public static Task<Model> LoadAsync(Backend backend, ModelOptions? options = null)
    {
        if (backend == Backend.LlamaCpp) LlamaModels.SkipWithoutLibrary();
        return Model.LoadAsync(TestFiles.Demo, (options ?? new ModelOptions { ContextLength = 256, CacheTokens = 1024 }) with { Backend = backend, Threads = 1, Gpu = GpuUse.None }, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until the model has nothing to do, which it says a moment after an answer has ended; fails where it goes on.</summary>
    public static async Task IdleAsync(Model model)
    {
        long start = Stopwatch.GetTimestamp();
        while (model.Statistics is { Running: > 0 } or { Queued: > 0 })
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), $"it still runs: {model.Statistics}");
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Updates as a list.</summary>
    public static async Task<List<ChatResponseUpdate>> ListAsync(IAsyncEnumerable<ChatResponseUpdate> updates)
    {
        var list = new List<ChatResponseUpdate>();
        await foreach (var update in updates) list.Add(update);
        return list;
    }
}
