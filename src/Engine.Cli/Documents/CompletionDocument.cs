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
    string Device)
{
    public static CompletionDocument Of(Model model, Completion completion, TimeSpan load, IReadOnlyList<BeamSearchResult>? beams = null) => new(
        completion.PromptIds,
        completion.Ids,
        completion.Text,
        Name(completion.FinishReason),
        new UsageDocument(completion.Usage.PromptTokens, completion.Usage.CompletionTokens, completion.Usage.CachedTokens),
        TimingsDocument.Of(completion.Timings, load),
        beams?.Select(beam => new BeamDocument(beam.Tokens, beam.Text, beam.LogProbability, beam.Score, Name(beam.FinishReason))).ToArray(),
        BackendNames.Of(model.LoadReport.Backend),
        model.LoadReport.Device);

    private static string Name(FinishReason reason) => reason switch
    {
        Engine.FinishReason.Stop or Engine.FinishReason.StopSequence => "stop",
        Engine.FinishReason.Time => "time",
        Engine.FinishReason.Cancelled => "cancelled",
        _ => "length",
    };
}

/// <summary>Tokens of a request.</summary>
internal sealed record UsageDocument(int PromptTokens, int CompletionTokens, int CachedTokens);

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
