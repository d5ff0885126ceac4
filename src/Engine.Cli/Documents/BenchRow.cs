using System.Text.Json.Serialization;

namespace Engine.Cli.Documents;

/// <summary>A row of what <c>bench</c> shows, named as llama-bench does where that has the field.</summary>
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
    [property: JsonPropertyName("samples_ts")] IReadOnlyList<double> Samples)
{
    /// <summary>Tokens of a batch.</summary>
    [JsonPropertyName("n_batch")]
    public int BatchSize { get; init; }

    /// <summary>Types of cached keys and values; auto for the backend's own.</summary>
    public string TypeK { get; init; } = "auto";

    public string TypeV { get; init; } = "auto";

    /// <summary>The type that most of the weights have.</summary>
    public string ModelType { get; init; } = "";

    /// <summary>Bytes of the file.</summary>
    public long ModelSize { get; init; }

    /// <summary>Tokens its KV cache holds.</summary>
    [JsonPropertyName("n_ctx")]
    public int Context { get; init; }

    /// <summary>What was measured, and on what: two runs can be compared.</summary>
    public string Build { get; init; } = "";

    public string Cpu { get; init; } = "";

    public double LoadMs { get; init; }

    /// <summary>What the process held before the first model, and the most it held; null where several models share it.</summary>
    public long? ProcessBytes { get; init; }

    public long? PeakRssBytes { get; init; }

    /// <summary>Bytes that a generated token reads: the weights, and its share of the cache.</summary>
    public long? BytesPerToken { get; init; }

    /// <summary>Bytes per second that as many threads read from memory in this run.</summary>
    public double? MemoryRate { get; init; }

    /// <summary>Bytes read per token x tokens per second over that rate: 1 is the roof.</summary>
    public double? Roofline { get; init; }

    /// <summary>Microseconds of a draw over the vocabulary, and megabytes of text tokenized per second: not part of the tokens per second.</summary>
    public double? SamplingUs { get; init; }

    public double? TokenizeMbS { get; init; }

    /// <summary>What two rows must have in common to be the same measurement.</summary>
    public string Key() => $"{Path.GetFileName(Model)} {Backend} {Threads} {PromptTokens} {GeneratedTokens} {Depth} {Sequences} {BatchSize} {TypeK} {TypeV}";

    /// <summary>The test as llama-bench calls it.</summary>
    public string Test()
    {
        string name = PromptTokens == 0 ? $"tg{GeneratedTokens}" : SamplingUs is null ? $"embed{PromptTokens}" : $"pp{PromptTokens}";
        if (Sequences > 1) name = $"{Sequences} x {name}";
        return Depth > 0 ? $"{name} @ d{Depth}" : name;
    }
}
