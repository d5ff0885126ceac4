using System.Diagnostics;

namespace Engine.Generation.Telemetry;

/// <summary>A request that somebody wants to know about: its span, and what is measured when it ends. It ends once, from any thread.</summary>
internal sealed class RequestWatch(ModelTelemetry telemetry, string operation, Activity? span)
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _hasEnded;

    /// <summary>The text came to its end, or was cancelled, which is none of the model's failures.</summary>
    public void Finished(GenerationResult result)
    {
        if (!TryEnd(out var duration)) return;
        telemetry.Record(telemetry.Tags(operation), duration, result);
        if (span is null) return;
        span.SetTag(TelemetryTags.FinishReasons, new[] { TelemetryTags.Reason(result.FinishReason) });
        span.SetTag(TelemetryTags.InputTokens, result.Usage.PromptTokens);
        span.SetTag(TelemetryTags.OutputTokens, result.Usage.CompletionTokens);
        span.SetTag(TelemetryTags.CachedTokens, result.Usage.CachedTokens);
        span.SetTag(TelemetryTags.TimeToFirstToken, result.Timings.TimeToFirstToken.TotalSeconds);
        span.SetTag(TelemetryTags.QueueTime, result.Timings.Queued.TotalSeconds);
        span.Dispose();
    }

    /// <summary>Texts of so many tokens were encoded or classified.</summary>
    public void Finished(int tokens)
    {
        if (!TryEnd(out var duration)) return;
        telemetry.Record(telemetry.Tags(operation), duration, tokens);
        span?.SetTag(TelemetryTags.InputTokens, tokens);
        span?.Dispose();
    }

    /// <summary>Nothing came of it.</summary>
    public void Failed(Exception error)
    {
        if (!TryEnd(out var duration)) return;
        if (error is not OperationCanceledException)
        {
            string type = error.GetType().FullName!;
            var tags = telemetry.Tags(operation);
            tags.Add(TelemetryTags.ErrorType, type);
            telemetry.Record(tags, duration, error);
            span?.SetTag(TelemetryTags.ErrorType, type).SetStatus(ActivityStatusCode.Error, error.Message);
        }
        span?.Dispose();
    }

    /// <summary>Notes on the span what was asked for.</summary>
    public void Describe(GenerationOptions? options)
    {
        foreach (var (name, value) in telemetry.Tags(operation))
            if (name != TelemetryTags.ResponseModel) span!.SetTag(name, value);
        if (options is null) return;
        if (options.MaxTokens > 0) span!.SetTag("gen_ai.request.max_tokens", options.MaxTokens);
        if (options.Seed is { } seed) span!.SetTag("gen_ai.request.seed", unchecked((long)seed));
        if (options.StopSequences.Count > 0) span!.SetTag("gen_ai.request.stop_sequences", options.StopSequences.ToArray());
        span!.SetTag("gen_ai.request.temperature", (double)options.Temperature);
        span.SetTag("gen_ai.request.top_k", options.TopK);
        span.SetTag("gen_ai.request.top_p", (double)options.TopP);
        span.SetTag("gen_ai.request.frequency_penalty", (double)options.FrequencyPenalty);
        span.SetTag("gen_ai.request.presence_penalty", (double)options.PresencePenalty);
    }

    private bool TryEnd(out TimeSpan duration)
    {
        duration = Stopwatch.GetElapsedTime(_began);
        return Interlocked.Exchange(ref _hasEnded, 1) == 0;
    }
}
