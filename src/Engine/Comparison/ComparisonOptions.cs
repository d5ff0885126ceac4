
namespace Engine.Comparison;

/// <summary>What is compared, and how.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Files that are held against the base.</summary>
    public IReadOnlyList<string> Candidates { get; init; } = [];

    /// <summary>What the base is quantized to on the spot, each to a file of the directory.</summary>
    public IReadOnlyList<ModelFileType> Types { get; init; } = [];

    /// <summary>Path of an importance matrix of the base, by which what is made on the spot is quantized; of another text than the one of the comparison. Null: all weights count alike.</summary>
    public string? ImportanceMatrix { get; init; }

    /// <summary>Types of the KV cache, keys and values, that the base is run with: what a smaller cache costs.</summary>
    public IReadOnlyList<KvCacheTypes> KvTypes { get; init; } = [];

    /// <summary>Other backends that run the base: what the choice of backend costs, and how far each is from itself when only the batches differ.</summary>
    public IReadOnlyList<Backend> Backends { get; init; } = [];

    /// <summary>The text's name in reports.</summary>
    public string TextName { get; init; } = "text";

    /// <summary>Tokens of a chunk, of which the second half is scored.</summary>
    public int ContextLength { get; init; } = 512;

    /// <summary>Chunks at most; 0 for all that the text has.</summary>
    public int MaxChunks { get; init; }

    /// <summary>Who runs base and candidates and how; its context length and sequences are taken from here.</summary>
    public ModelOptions Model { get; init; } = new();

    /// <summary>Tokens of the text by which is explained where a divergence comes from: weights, activations, KV cache or order of summation; 0 leaves it out. The reference reads them, slowly.</summary>
    public int ExplainTokens { get; init; }

    /// <summary>Candidates and types of which it is measured what each group of tensors costs alone, by the names of the tables.</summary>
    public IReadOnlyList<string> ExplainGroups { get; init; } = [];

    /// <summary>Bytes of weights for which a mix of types is proposed, chosen by what each group of tensors costs; 0 leaves it out.</summary>
    public long SuggestBytes { get; init; }

    /// <summary>Measures load time, speed and memory of a file with one backend, in a process of its own if memory is to mean something; null leaves them out.</summary>
    public Func<string, Backend, CancellationToken, Task<RunMeasurement>>? Measure { get; init; }
}

/// <summary>Types of cached keys and values.</summary>
public sealed record KvCacheTypes(TensorType Keys, TensorType Values)
{
    /// <summary>As flags spell it: Q8_0, or Q8_0/Q4_0 where they differ.</summary>
    public override string ToString() => Keys == Values ? Keys.ToString() : $"{Keys}/{Values}";
}

/// <summary>What a run of one file with one backend took.</summary>
/// <param name="Context">Tokens its KV cache had.</param>
/// <param name="LoadMs">Milliseconds until it was loaded.</param>
/// <param name="ProcessBytes">What the process held before.</param>
/// <param name="PeakRssBytes">The most it held.</param>
/// <param name="Speed">Tokens per second.</param>
public sealed record RunMeasurement(int Context, double LoadMs, long ProcessBytes, long PeakRssBytes, IReadOnlyList<SpeedReport> Speed);
