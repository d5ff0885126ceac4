using System.Text.Json.Serialization;

namespace Engine.Cli.Documents;

/// <summary>What <c>generate</c> and one turn of <c>chat</c> show.</summary>
internal sealed record CompletionDocument(
    IReadOnlyList<int> PromptIds,
    IReadOnlyList<int> Ids,
    string Text,
    string FinishReason,
    UsageDocument Usage,
    TimingsDocument Timings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<BeamDocument>? Beams,
    string Backend,
    string Device,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<TokenLogprobsDocument>? Logprobs = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<TraceDocument>? Trace = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reasoning = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ToolCallDocument>? ToolCalls = null)
{
    /// <summary>A turn of a chat; what the model reasons and calls only where it does.</summary>
    public static CompletionDocument Of(Model model, Answer answer, TimeSpan load) => Of(model, answer.Completion, load) with
    {
        Text = answer.Text,
        Reasoning = answer.Reasoning.Length > 0 ? answer.Reasoning : null,
        ToolCalls = answer.ToolCalls.Count > 0 ? [.. answer.ToolCalls.Select(call => new ToolCallDocument(call.Id, call.Name, call.Arguments))] : null,
    };

    public static CompletionDocument Of(
        Model model, Completion completion, TimeSpan load, IReadOnlyList<BeamSearchResult>? beams = null, bool speculates = false,
        bool hasLogprobs = false, IReadOnlyList<TraceDocument>? trace = null) => new(
        completion.PromptIds,
        completion.Ids,
        completion.Text,
        Name(completion.FinishReason),
        UsageDocument.Of(completion.Usage, speculates),
        TimingsDocument.Of(completion.Timings, load),
        beams?.Select(beam => new BeamDocument(beam.Tokens, beam.Text, beam.LogProbability, beam.Score, Name(beam.FinishReason))).ToArray(),
        BackendNames.Of(model.LoadReport.Backend),
        model.LoadReport.Device,
        hasLogprobs ? [.. completion.LogProbabilities.Select(TokenLogprobsDocument.Of)] : null,
        trace);

    private static string Name(FinishReason reason) => reason switch
    {
        Engine.FinishReason.Stop or Engine.FinishReason.StopSequence => "stop",
        Engine.FinishReason.Time => "time",
        Engine.FinishReason.Cancelled => "cancelled",
        Engine.FinishReason.ConstraintUnmet => "constraint_unmet",
        _ => "length",
    };
}

/// <summary>A call of a tool; its arguments are JSON as text.</summary>
internal sealed record ToolCallDocument(string Id, string Name, string Arguments);

/// <summary>Tokens of a request; those drafted only where drafts were asked for.</summary>
internal sealed record UsageDocument(
    int PromptTokens,
    int CompletionTokens,
    int CachedTokens,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? DraftedTokens,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AcceptedTokens)
{
    public static UsageDocument Of(Usage usage, bool speculates) => new(
        usage.PromptTokens, usage.CompletionTokens, usage.CachedTokens, speculates ? usage.DraftedTokens : null, speculates ? usage.AcceptedTokens : null);
}

/// <summary>Where the time of a request went.</summary>
internal sealed record TimingsDocument(
    double LoadMs, double PrefillMs, double PrefillTokensPerSecond, double TtftMs, double DecodeMs, double DecodeTokensPerSecond, double SamplingMs)
{
    public static TimingsDocument Of(Timings timings, TimeSpan load) => new(
        load.TotalMilliseconds,
        timings.Prefill.TotalMilliseconds,
        timings.PrefillTokensPerSecond,
        timings.TimeToFirstToken.TotalMilliseconds,
        timings.Decode.TotalMilliseconds,
        timings.DecodeTokensPerSecond,
        timings.Sampling.TotalMilliseconds);
}

/// <summary>A text that a beam search found.</summary>
internal sealed record BeamDocument(IReadOnlyList<int> Ids, string Text, double LogProbability, double Score, string FinishReason);
