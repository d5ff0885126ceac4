using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Engine.Generation.Telemetry;

/// <summary>
/// What a model tells of itself: spans and instruments by OpenTelemetry's semantic conventions for generative AI, and log entries. Where nobody listens a
/// request costs a few comparisons, and a token nothing: all is said when a request ends.
/// </summary>
/// <remarks>A model's own meter and source, so that nothing static outlives it: disposed, its instruments and their callbacks are gone.</remarks>
internal sealed class ModelTelemetry : IDisposable
{
    private readonly ActivitySource _spans = new(Model.TelemetryName);
    private readonly Meter _meter = new(Model.TelemetryName);
    private readonly Histogram<double> _duration, _firstToken, _perToken, _queued;
    private readonly Histogram<long> _tokens;
    private readonly ILogger? _log;
    private readonly string _model;

    /// <param name="model">The model's name.</param>
    /// <param name="loggers">Where to log; null for nowhere.</param>
    /// <param name="statistics">What the model is doing; null for one that does not generate.</param>
    public ModelTelemetry(string model, ILoggerFactory? loggers, Func<ModelStatistics>? statistics)
    {
        _model = model;
        _log = loggers?.CreateLogger(LogCategories.Requests);
        _duration = Seconds("gen_ai.server.request.duration", "How long a request took.", 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
        _firstToken = Seconds("gen_ai.server.time_to_first_token", "From the request to its first token.", 0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);
        _perToken = Seconds("gen_ai.server.time_per_output_token", "Time for each token after the first.", 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5);
        _queued = Seconds("engine.request.queue.duration", "From the request until the model turned to it.", 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60);
        _tokens = _meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of a request.", advice: new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
        });
        if (statistics is not null) Observe(statistics);
    }

    /// <summary>Watches a request that begins now; null where nobody wants to know.</summary>
    /// <param name="operation">What is asked for, by the conventions.</param>
    /// <param name="options">How text is generated; null where none is.</param>
    public RequestWatch? Begin(string operation, GenerationOptions? options)
    {
        var span = _spans.StartActivity($"{operation} {_model}", ActivityKind.Internal);
        if (span is null && _log is null && !_duration.Enabled && !_firstToken.Enabled && !_perToken.Enabled && !_queued.Enabled && !_tokens.Enabled) return null;
        var watch = new RequestWatch(this, operation, span);
        if (span is { IsAllDataRequested: true }) watch.Describe(options);
        return watch;
    }

    public void Dispose()
    {
        _spans.Dispose();
        _meter.Dispose();
    }

    /// <summary>What all measurements of a request say of it.</summary>
    public TagList Tags(string operation) => new()
    {
        { TelemetryTags.Operation, operation },
        { TelemetryTags.Provider, TelemetryTags.Engine },
        { TelemetryTags.RequestModel, _model },
        { TelemetryTags.ResponseModel, _model },
    };

    /// <summary>Records a request that ended well or was cancelled.</summary>
    public void Record(in TagList tags, TimeSpan duration, GenerationResult result)
    {
        _duration.Record(duration.TotalSeconds, tags);
        var timings = result.Timings;
        _queued.Record(timings.Queued.TotalSeconds, tags);
        if (timings.TimeToFirstToken > TimeSpan.Zero)
        {
            _firstToken.Record(timings.TimeToFirstToken.TotalSeconds, tags);
            int more = result.Usage.CompletionTokens - 1;
            if (more > 0) _perToken.Record((duration - timings.TimeToFirstToken).TotalSeconds / more, tags);
        }
        RecordTokens(tags, result.Usage.PromptTokens, result.Usage.CompletionTokens);
        if (_log is not null) RequestLog.Done(_log, _model, result, duration);
    }

    /// <summary>Records texts that were encoded or classified.</summary>
    public void Record(in TagList tags, TimeSpan duration, int tokens)
    {
        _duration.Record(duration.TotalSeconds, tags);
        RecordTokens(tags, tokens, output: null);
        if (_log is not null) RequestLog.Encoded(_log, _model, tokens, duration.TotalMilliseconds);
    }

    /// <summary>Records a request that failed.</summary>
    public void Record(in TagList tags, TimeSpan duration, Exception error)
    {
        _duration.Record(duration.TotalSeconds, tags);
        if (_log is not null) RequestLog.Failed(_log, error, _model, UntrustedText.Show(error.Message));
    }

    private void RecordTokens(in TagList tags, int input, int? output)
    {
        if (!_tokens.Enabled) return;
        var of = tags;
        of.Add(TelemetryTags.TokenType, "input");
        _tokens.Record(input, of);
        if (output is not { } generated) return;
        of = tags;
        of.Add(TelemetryTags.TokenType, "output");
        _tokens.Record(generated, of);
    }

    private void Observe(Func<ModelStatistics> statistics)
    {
        KeyValuePair<string, object?> model = new(TelemetryTags.RequestModel, _model);
        Measurement<T> Of<T>(T value) where T : struct => new(value, model);
        Measurement<long> Kind(long value, string name, string kind) => new(value, model, new(name, kind));

        _meter.CreateObservableUpDownCounter("engine.requests.running", () => Of((long)statistics().Running), "{request}", "Requests that take part in steps.");
        _meter.CreateObservableUpDownCounter("engine.requests.queued", () => Of((long)statistics().Queued), "{request}", "Requests that wait for their turn.");
        _meter.CreateObservableCounter("engine.steps", () => Of(statistics().Steps), "{step}", "Forward passes.");
        _meter.CreateObservableCounter("engine.tokens", IEnumerable<Measurement<long>> () =>
        {
            var now = statistics();
            return [Kind(now.TokensRead, "kind", "read"), Kind(now.TokensDecoded, "kind", "decoded"), Kind(now.TokensReused, "kind", "reused")];
        }, "{token}", "Tokens of prompts that were computed (read), of texts (decoded), and of prompts that were cached already (reused).");
        _meter.CreateObservableUpDownCounter("engine.kv_cache.tokens", IEnumerable<Measurement<long>> () =>
        {
            var now = statistics();
            long block = now.BlockTokens;
            return [Kind(now.BlocksUsed * block, "state", "used"), Kind(now.BlocksEvictable * block, "state", "cached"), Kind(now.BlocksFree * block, "state", "free")];
        }, "{token}", "Room of the KV cache: in use, holding cached prefixes only, and free.");
    }

    private Histogram<double> Seconds(string name, string description, params double[] boundaries) =>
        _meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });
}
