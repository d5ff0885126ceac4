using Engine.Tests.Extensions;
using Microsoft.Extensions.Logging;

namespace Engine.Tests.Generation;

public sealed class LoggingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Backend> Backends => [Backend.Managed, Backend.Reference, Backend.LlamaCpp];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Model_FromLoadingToUnloading_LogsItsEvents(Backend backend)
    {
        var logs = new ListLoggerFactory();
        var model = await ChatModels.LoadAsync(backend, new ModelOptions { ContextLength = 600, LoggerFactory = logs });
        await model.CompleteAsync("Once upon a time", new() { Temperature = 0, MaxTokens = 4 }, Cancel);
        await model.DisposeAsync();
        var events = logs.Entries.Where(entry => entry.Category != "Engine.LlamaCpp").Select(entry => (entry.Category, entry.Level, entry.Id.Id, entry.Id.Name)).ToArray();
        Assert.Equal(
        [
            ("Engine.Model", LogLevel.Information, 10, "ModelLoaded"),
            ("Engine.Model", LogLevel.Debug, 11, "BackendChosen"),
            ("Engine.Model", LogLevel.Warning, 12, "LoadWarning"),   // the context is beyond the training
            ("Engine.Requests", LogLevel.Debug, 20, "RequestDone"),
            ("Engine.Model", LogLevel.Debug, 13, "ModelUnloaded"),
        ], events);
        Assert.Contains("Length after 4 tokens; the prompt had", logs.Entries.Single(entry => entry.Id.Id == 20).Text, StringComparison.Ordinal);
        if (backend != Backend.LlamaCpp) return;
        var lines = logs.Entries.Where(entry => entry.Category == "Engine.LlamaCpp").ToArray();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Equal((30, "NativeLine"), (line.Id.Id, line.Id.Name)));
        // What the library says of its context, it says once.
        Assert.Single(lines, line => line.Text.Contains("n_ctx ", StringComparison.Ordinal) && line.Text.Contains("llama_context", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Request_CancelledWhileItReads_IsNoWarning(Backend backend)
    {
        var logs = new ListLoggerFactory();
        await using var model = await ChatModels.LoadAsync(backend, new ModelOptions { ContextLength = 500, LoggerFactory = logs });
        int loaded = logs.Entries.Count;
        using var cancel = new CancellationTokenSource();
        var reading = model.CompleteAsync(string.Join(' ', Enumerable.Repeat("and then", 200)), new() { MaxTokens = 1 }, cancel.Token);
        while (model.Statistics is { Running: 0, Steps: 0 } && !reading.IsCompleted) await Task.Yield();
        await cancel.CancelAsync();
        await reading.ContinueWith(static _ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);
        Assert.DoesNotContain(logs.Entries.Skip(loaded), entry => entry.Level >= LogLevel.Warning);
        Assert.Contains(logs.Entries, entry => entry.Id.Id is 20 or 21);
    }

    [Fact]
    public async Task Request_ThatFails_IsAWarning()
    {
        var logs = new ListLoggerFactory { Level = LogLevel.Warning };
        await using var model = await ChatModels.LoadAsync(Backend.Managed, new ModelOptions { ContextLength = 64, MaxSequences = 1, MaxQueuedRequests = 0, LoggerFactory = logs });
        await using var running = model.GenerateAsync("Once", new() { IgnoreEndOfGeneration = true, Overflow = ContextOverflow.Shift }, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await running.MoveNextAsync());
        await Assert.ThrowsAsync<QueueFullException>(() => model.CompleteAsync("Once", cancellationToken: Cancel));
        var entry = Assert.Single(logs.Entries);
        Assert.Equal((22, "RequestFailed", LogLevel.Warning), (entry.Id.Id, entry.Id.Name, entry.Level));
        Assert.IsType<QueueFullException>(entry.Error);
    }
}
