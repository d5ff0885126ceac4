using System.Text.Json;

namespace Engine.Cli;

/// <summary>The JSON document of <c>generate</c> and of one turn of <c>chat</c>.</summary>
internal static class CompletionJson
{
    public static void Write(Model model, Completion completion, TimeSpan load, Action<Utf8JsonWriter>? more = null) => Output.Json(writer =>
    {
        writer.WriteStartObject();
        WriteIds(writer, "prompt_ids", completion.PromptIds);
        WriteIds(writer, "ids", completion.Ids);
        writer.WriteString("text", completion.Text);
        writer.WriteString("finish_reason", Name(completion.FinishReason));
        WriteUsage(writer, completion.Usage);
        WriteTimings(writer, completion.Timings, load);
        more?.Invoke(writer);
        writer.WriteString("backend", CommonOptions.Name(model.LoadReport.Backend));
        writer.WriteString("device", model.LoadReport.Device);
        writer.WriteEndObject();
    });

    public static string Name(FinishReason reason) => reason switch
    {
        FinishReason.Stop => "stop",
        _ => "length",
    };

    public static void WriteIds(Utf8JsonWriter writer, string name, IEnumerable<int> ids)
    {
        writer.WriteStartArray(name);
        foreach (int id in ids) writer.WriteNumberValue(id);
        writer.WriteEndArray();
    }

    private static void WriteUsage(Utf8JsonWriter writer, Usage usage)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("prompt_tokens", usage.PromptTokens);
        writer.WriteNumber("completion_tokens", usage.CompletionTokens);
        writer.WriteNumber("cached_tokens", usage.CachedTokens);
        writer.WriteEndObject();
    }

    private static void WriteTimings(Utf8JsonWriter writer, Timings timings, TimeSpan load)
    {
        writer.WriteStartObject("timings");
        writer.WriteNumber("load_ms", load.TotalMilliseconds);
        writer.WriteNumber("prefill_ms", timings.Prefill.TotalMilliseconds);
        writer.WriteNumber("prefill_tokens_per_second", timings.PrefillTokensPerSecond);
        writer.WriteNumber("ttft_ms", timings.TimeToFirstToken.TotalMilliseconds);
        writer.WriteNumber("decode_ms", timings.Decode.TotalMilliseconds);
        writer.WriteNumber("decode_tokens_per_second", timings.DecodeTokensPerSecond);
        writer.WriteNumber("sampling_ms", timings.Sampling.TotalMilliseconds);
        writer.WriteEndObject();
    }
}
