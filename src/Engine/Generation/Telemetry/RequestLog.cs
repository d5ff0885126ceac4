using Microsoft.Extensions.Logging;

namespace Engine.Generation.Telemetry;

/// <summary>What is logged of requests. The numbers of events stay what they are: docs/telemetry.md has them all.</summary>
internal static partial class RequestLog
{
    public static void Done(ILogger log, string model, GenerationResult result, TimeSpan duration)
    {
        if (!log.IsEnabled(LogLevel.Debug)) return;
        var (usage, timings) = (result.Usage, result.Timings);
        if (result.FinishReason == FinishReason.Cancelled) Cancelled(log, model, usage.PromptTokens, usage.CompletionTokens, duration.TotalMilliseconds);
        else
        {
            Done(log, model, result.FinishReason, usage.PromptTokens, usage.CachedTokens, usage.CompletionTokens, duration.TotalMilliseconds,
                timings.TimeToFirstToken.TotalMilliseconds, timings.Queued.TotalMilliseconds);
        }
    }

    [LoggerMessage(20, LogLevel.Debug,
        "{Model}: {FinishReason} after {OutputTokens} tokens; the prompt had {InputTokens}, {CachedTokens} of them cached; {Duration:F0} ms, {TimeToFirstToken:F0} ms to the first token, {QueueTime:F0} ms of waiting", EventName = "RequestDone")]
    private static partial void Done(
        ILogger log, string model, FinishReason finishReason, int inputTokens, int cachedTokens, int outputTokens, double duration, double timeToFirstToken, double queueTime);

    [LoggerMessage(21, LogLevel.Debug, "{Model}: cancelled after {OutputTokens} tokens and {Duration:F0} ms; the prompt had {InputTokens}", EventName = "RequestCancelled")]
    private static partial void Cancelled(ILogger log, string model, int inputTokens, int outputTokens, double duration);

    [LoggerMessage(22, LogLevel.Warning, "{Model}: a request failed: {Message}", EventName = "RequestFailed")]
    public static partial void Failed(ILogger log, Exception error, string model, string message);

    [LoggerMessage(23, LogLevel.Debug, "{Model}: encoded {InputTokens} tokens in {Duration:F0} ms", EventName = "TextsEncoded")]
    public static partial void Encoded(ILogger log, string model, int inputTokens, double duration);
}
