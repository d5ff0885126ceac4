using System.Text.Json.Nodes;

namespace Engine.Benchmarks.Speed;

/// <summary>Tokens per second of one process: medians of its repetitions, 0 for what it did not measure.</summary>
/// <param name="Prefill">Of the prompt.</param>
/// <param name="Decode">Of generated tokens.</param>
internal readonly record struct SpeedRun(double Prefill, double Decode)
{
    /// <summary>Reads the array of <c>engine bench --json</c>, or the object of the bare C program with <c>pp_tps</c> and <c>tg_tps</c>.</summary>
    public static SpeedRun Parse(JsonNode output) => output is JsonArray rows
        ? new(Rate(rows, "n_prompt"), Rate(rows, "n_gen"))
        : new((double?)output["pp_tps"]?["median"] ?? 0, (double?)output["tg_tps"]?["median"] ?? 0);

    private static double Rate(JsonArray rows, string count) => rows.FirstOrDefault(row => (int)row![count]! > 0) is { } row
        ? Samples.Median(row["samples_ts"]!.AsArray().Select(sample => (double)sample!))
        : 0;
}
