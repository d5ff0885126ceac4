using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Engine.Generation.Telemetry;
using Engine.Tests.Extensions;

namespace Engine.Tests.Alone;

/// <summary>Spans and measurements of a model. Listeners hear all models of the process, so it runs alone.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Explicit = true), RunsAlone]
    public void Begin_NobodyListens_IsNothing()
    {
        using var telemetry = new ModelTelemetry("m", null, null);
        Assert.Null(telemetry.Begin(TelemetryTags.TextCompletion, null));
    }

    [Theory(Explicit = true), RunsAlone]
    [InlineData(Backend.Managed)]
    [InlineData(Backend.LlamaCpp)]
    [InlineData(Backend.Reference)]
    public async Task Request_WithListeners_IsASpanAndMeasurements(Backend backend)
    {
        using var heard = new Listeners();
        await using var model = await ChatModels.LoadAsync(backend);
        var completion = await model.CompleteAsync("Once upon a time", new() { Temperature = 0, MaxTokens = 8, Seed = 3, StopSequences = ["never"] }, Cancel);
        var span = Assert.Single(heard.Spans);
        Assert.Equal($"text_completion {model.Info.Name}", span.DisplayName);
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        (string Name, object Value)[] expected =
        [
            ("gen_ai.operation.name", "text_completion"), ("gen_ai.provider.name", "engine"), ("gen_ai.request.model", model.Info.Name), ("gen_ai.request.max_tokens", 8),
            ("gen_ai.request.seed", 3L), ("gen_ai.request.temperature", 0d), ("gen_ai.usage.input_tokens", completion.Usage.PromptTokens), ("gen_ai.usage.output_tokens", 8),
            ("gen_ai.usage.cache_read.input_tokens", 0),
        ];
        foreach (var (name, value) in expected) Assert.Equal(value, span.GetTagItem(name));
        Assert.Equal(["length"], (string[])span.GetTagItem("gen_ai.response.finish_reasons")!);
        Assert.Equal(["never"], (string[])span.GetTagItem("gen_ai.request.stop_sequences")!);

        Assert.Equal(
            ["engine.request.queue.duration", "gen_ai.client.token.usage", "gen_ai.server.request.duration", "gen_ai.server.time_per_output_token", "gen_ai.server.time_to_first_token"],
            heard.Measured.Select(measurement => measurement.Name).Distinct().Order());
        Assert.Equal(completion.Timings.TimeToFirstToken.TotalSeconds, heard.Of("gen_ai.server.time_to_first_token"));
        Assert.Equal(completion.Timings.Queued.TotalSeconds, heard.Of("engine.request.queue.duration"));
        Assert.Equal(completion.Usage.PromptTokens, heard.Of("gen_ai.client.token.usage", ("gen_ai.token.type", "input")));
        Assert.Equal(8, heard.Of("gen_ai.client.token.usage", ("gen_ai.token.type", "output")));
        Assert.All(heard.Measured, measurement => Assert.Equal(model.Info.Name, measurement.Tags["gen_ai.request.model"]));

        heard.Observe();
        Assert.Equal(0, heard.Of("engine.requests.running"));
        Assert.Equal(0, heard.Of("engine.requests.queued"));
        Assert.Equal(model.Statistics.Steps, heard.Of("engine.steps"));
        Assert.Equal(model.Statistics.TokensRead, heard.Of("engine.tokens", ("kind", "read")));
        Assert.Equal(model.Statistics.TokensDecoded, heard.Of("engine.tokens", ("kind", "decoded")));
        Assert.Equal((long)model.Statistics.BlocksFree * model.Statistics.BlockTokens, heard.Of("engine.kv_cache.tokens", ("state", "free")));
    }

    [Fact(Explicit = true), RunsAlone]
    public async Task Dispose_OfAModel_TakesItsInstrumentsAway()
    {
        using var heard = new Listeners();
        var model = await ChatModels.LoadAsync(Backend.Managed);
        heard.Observe();
        Assert.Contains(heard.Measured, measurement => measurement.Name == "engine.steps");
        await model.DisposeAsync();
        heard.Measured.Clear();
        heard.Observe();
        Assert.Empty(heard.Measured);
    }

    [Fact(Explicit = true), RunsAlone]
    public async Task Cancel_OfARequest_IsNoError()
    {
        using var heard = new Listeners();
        await using var model = await ChatModels.LoadAsync(Backend.Managed);
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in model.GenerateAsync("Once upon a time", new() { IgnoreEndOfGeneration = true }, cancel.Token)) await cancel.CancelAsync();
        });
        var span = Assert.Single(heard.Spans);
        Assert.Equal(["cancelled"], (string[])span.GetTagItem("gen_ai.response.finish_reasons")!);
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.DoesNotContain(heard.Measured, measurement => measurement.Tags.ContainsKey("error.type"));
    }

    [Fact(Explicit = true), RunsAlone]
    public async Task Request_ThatFails_IsAnErrorOfItsType()
    {
        using var heard = new Listeners();
        await using var model = await ChatModels.LoadAsync(Backend.Managed, new ModelOptions { ContextLength = 64, MaxSequences = 1, MaxQueuedRequests = 0 });
        await using var running = model.GenerateAsync("Once", new() { IgnoreEndOfGeneration = true, Overflow = ContextOverflow.Shift }, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await running.MoveNextAsync());
        await Assert.ThrowsAsync<QueueFullException>(() => model.CompleteAsync("Once", cancellationToken: Cancel));
        var span = Assert.Single(heard.Spans);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("Engine.QueueFullException", span.GetTagItem("error.type"));
        Assert.Equal("Engine.QueueFullException", Assert.Single(heard.Measured, measurement => measurement.Name == "gen_ai.server.request.duration").Tags["error.type"]);
    }

    [Fact(Explicit = true), RunsAlone]
    public async Task Texts_ThatAreEncoded_AreASpanAndTokens()
    {
        using var heard = new Listeners();
        await using var model = await Model.LoadAsync(TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf"), new ModelOptions { Backend = Backend.Managed, Threads = 1 }, Cancel);
        var embeddings = await model.EmbedAsync(["a cat", "a dog"], cancellationToken: Cancel);
        Assert.Equal($"embeddings {model.Info.Name}", Assert.Single(heard.Spans).DisplayName);
        Assert.Equal(embeddings.Tokens, heard.Of("gen_ai.client.token.usage"));
    }

    private sealed class Listeners : IDisposable
    {
        private readonly ActivityListener _spans;
        private readonly MeterListener _meters = new();

        public Listeners()
        {
            _spans = new ActivityListener
            {
                ShouldListenTo = source => source.Name == Model.TelemetryName,
                Sample = (ref _) => ActivitySamplingResult.AllData,
                ActivityStopped = Spans.Enqueue,
            };
            ActivitySource.AddActivityListener(_spans);
            _meters.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Model.TelemetryName) listener.EnableMeasurementEvents(instrument);
            };
            _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _meters.Start();
        }

        public ConcurrentQueue<Activity> Spans { get; } = [];

        public ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> Measured { get; } = [];

        public void Observe() => _meters.RecordObservableInstruments();

        public double Of(string name, (string Name, string Value)? tag = null) =>
            Assert.Single(Measured, measurement => measurement.Name == name && (tag is not { } wanted || wanted.Value.Equals(measurement.Tags[wanted.Name]))).Value;

        public void Dispose()
        {
            _spans.Dispose();
            _meters.Dispose();
        }

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => Measured.Enqueue((instrument.Name, value, new Dictionary<string, object?>(tags.ToArray())));
    }
}
