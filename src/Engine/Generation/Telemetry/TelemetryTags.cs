namespace Engine.Generation.Telemetry;

/// <summary>Names and words of OpenTelemetry's semantic conventions for generative AI, and ours beside them.</summary>
internal static class TelemetryTags
{
    public const string Operation = "gen_ai.operation.name";
    public const string Provider = "gen_ai.provider.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string ResponseModel = "gen_ai.response.model";
    public const string FinishReasons = "gen_ai.response.finish_reasons";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string CachedTokens = "gen_ai.usage.cache_read.input_tokens";
    public const string TokenType = "gen_ai.token.type";
    public const string ErrorType = "error.type";
    public const string TimeToFirstToken = "engine.time_to_first_token";
    public const string QueueTime = "engine.queue.time";

    /// <summary>The provider.</summary>
    public const string Engine = "engine";

    /// <summary>Operations.</summary>
    public const string TextCompletion = "text_completion";
    public const string Embeddings = "embeddings";
    public const string Classification = "classification";

    /// <summary>The conventions' word for a reason to finish, or ours where they have none.</summary>
    public static string Reason(FinishReason reason) => reason switch
    {
        FinishReason.Stop or FinishReason.StopSequence => "stop",
        FinishReason.Length or FinishReason.ContextFull => "length",
        FinishReason.Time => "time",
        FinishReason.Cancelled => "cancelled",
        FinishReason.ConstraintUnmet => "constraint_unmet",
        _ => reason.ToString(),
    };
}
