using System.Text.Json.Serialization;

namespace Engine.Cli.Documents;

/// <summary>A row of what <c>bench</c> shows, named as llama-bench does.</summary>
internal sealed record BenchRow(
    string Backend,
    string Model,
    [property: JsonPropertyName("n_threads")] int Threads,
    [property: JsonPropertyName("n_prompt")] int PromptTokens,
    [property: JsonPropertyName("n_gen")] int GeneratedTokens,
    [property: JsonPropertyName("n_depth")] int Depth,
    [property: JsonPropertyName("n_seq")] int Sequences,
    [property: JsonPropertyName("avg_ts")] double Average,
    [property: JsonPropertyName("stddev_ts")] double Deviation,
    [property: JsonPropertyName("samples_ts")] IReadOnlyList<double> Samples);
