namespace Engine.Comparison;

/// <summary>What a comparison found; report.json is this, in snake case.</summary>
public sealed record ComparisonReport
{
    /// <summary>The file the candidates were measured against.</summary>
    public required string Base { get; init; }

    /// <summary>The text's name.</summary>
    public required string Text { get; init; }

    /// <summary>Scored tokens.</summary>
    public required int Tokens { get; init; }

    /// <summary>Chunks they are from.</summary>
    public required int Chunks { get; init; }

    /// <summary>Tokens of a chunk.</summary>
    public required int Context { get; init; }

    /// <summary>Tokens the model was made for.</summary>
    public required int ModelContext { get; init; }

    /// <summary>Who ran base and candidates, unless a candidate says otherwise.</summary>
    public required string Backend { get; init; }

    /// <summary>The processor.</summary>
    public required string Machine { get; init; }

    /// <summary>The base itself: no divergence, the rest as of a candidate.</summary>
    public required CandidateReport BaseModel { get; init; }

    /// <summary>The candidates in the order they were given.</summary>
    public required IReadOnlyList<CandidateReport> Candidates { get; init; }

    /// <summary>The mix that was proposed for a size; null where none was asked for.</summary>
    public SuggestionReport? Suggestion { get; init; }

    /// <summary>Which one to take, in sentences.</summary>
    public IReadOnlyList<string> Advice => [.. Reports.Advice.For(this), .. Reports.Advice.Beaten(this)];
}

/// <summary>What was measured of one candidate.</summary>
public sealed record CandidateReport
{
    /// <summary>What tables call it.</summary>
    public required string Name { get; init; }

    /// <summary>The type most of its weights have, or the mix it was made as.</summary>
    public required string Type { get; init; }

    /// <summary>Its file.</summary>
    public required string File { get; init; }

    /// <summary>Which question it answers: weights, kv, backend or noise.</summary>
    public string Axis { get; init; } = "weights";

    /// <summary>Who ran it.</summary>
    public required string Backend { get; init; }

    /// <summary>The types of its cached keys and values; null for the backend's own.</summary>
    public string? KvType { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bits a parameter takes on average.</summary>
    public required double BitsPerWeight { get; init; }

    /// <summary>How far its predictions are from the base's, per token.</summary>
    public required DivergenceReport Kl { get; init; }

    /// <summary>Share of tokens whose most probable successor is the base's.</summary>
    public required double Top1 { get; init; }

    /// <summary>Share of the base's five most probable successors that are among its own five, on average.</summary>
    public required double Top5 { get; init; }

    /// <summary>Root mean square change of the probability of the token that really follows.</summary>
    public required double DeltaPRms { get; init; }

    /// <summary>How well it predicts the text.</summary>
    public required PerplexityReport Perplexity { get; init; }

    /// <summary>Memory of the run whose speed was measured.</summary>
    public required MemoryReport Memory { get; init; }

    /// <summary>Memory predicted for several contexts and types of the KV cache.</summary>
    public required IReadOnlyList<ContextMemory> Contexts { get; init; }

    /// <summary>The largest context that fits into memories of several sizes.</summary>
    public required IReadOnlyList<LargestContext> LargestContexts { get; init; }

    /// <summary>Milliseconds until it was loaded; null where it was not measured.</summary>
    public double? LoadMs { get; init; }

    /// <summary>Tokens per second by backend and depth; empty where it was not measured.</summary>
    public IReadOnlyList<SpeedReport> Speed { get; init; } = [];

    /// <summary>What the divergence comes from; null where it was not asked for.</summary>
    public AttributionReport? Attribution { get; init; }

    /// <summary>The divergence that each group of tensors causes alone; empty where it was not asked for.</summary>
    public IReadOnlyList<GroupDivergence> Groups { get; init; } = [];
}

/// <summary>Kullback-Leibler divergence from the base per token, in nats: its mean and its quantiles.</summary>
public sealed record DivergenceReport(double Mean, double Median, double P90, double P99, double P999, double Max);

/// <summary>Perplexity, its standard error, and its ratio to the base's on the same tokens with the error of that.</summary>
public sealed record PerplexityReport(double Value, double Error, double Ratio, double RatioError);

/// <summary>Memory in bytes: predicted for a context, and measured in a process of its own.</summary>
/// <param name="Context">Tokens of the KV cache.</param>
/// <param name="WeightsBytes">Weights.</param>
/// <param name="KvBytes">Keys and values.</param>
/// <param name="ComputeBytes">Buffers of a batch, estimated.</param>
/// <param name="PredictedBytes">All three.</param>
/// <param name="PeakRssBytes">The most the process held; null where it was not measured.</param>
/// <param name="ProcessBytes">What it held before it opened the file: the runtime and the code.</param>
public sealed record MemoryReport(int Context, long WeightsBytes, long KvBytes, long ComputeBytes, long PredictedBytes, long? PeakRssBytes, long? ProcessBytes);

/// <summary>Memory predicted for one context and type of the KV cache, in bytes.</summary>
public sealed record ContextMemory(int Context, string KvType, long WeightsBytes, long KvBytes, long ComputeBytes);

/// <summary>The largest context, in tokens, that fits into so much memory; 0 where the weights alone do not.</summary>
/// <param name="Gigabytes">The memory, in GiB.</param>
/// <param name="KvType">Type of the KV cache.</param>
/// <param name="Tokens">The context, at most the model's own.</param>
public sealed record LargestContext(int Gigabytes, string KvType, int Tokens);

/// <summary>Tokens per second of one test, as <c>bench</c> measures it.</summary>
public sealed record SpeedReport(string Backend, int NPrompt, int NGen, int NDepth, double AvgTs);

/// <summary>The parts of a divergence, in nats; together they are the mean divergence of the tokens that were looked at.</summary>
/// <param name="Weights">From rounding the weights.</param>
/// <param name="Activations">From rounding what they are multiplied with to 8 bits.</param>
/// <param name="Kv">From the type of the KV cache.</param>
/// <param name="Order">What is left when all of that is exact: the order of summation.</param>
/// <param name="Tokens">Tokens that were looked at.</param>
public sealed record AttributionReport(double Weights, double Activations, double Kv, double Order, int Tokens);

/// <summary>The mean divergence when only one group of tensors is the candidate's and all others are the base's.</summary>
/// <param name="Group">The tensor's name without layer and suffix, such as <c>ffn_down</c>.</param>
/// <param name="Layer">Its layer; null for those outside.</param>
/// <param name="Type">Its type in the candidate.</param>
/// <param name="Bytes">Its bytes there.</param>
/// <param name="Kl">The divergence, in nats.</param>
public sealed record GroupDivergence(string Group, int? Layer, string Type, long Bytes, double Kl);

/// <summary>A mix of types for a size.</summary>
/// <param name="Target">The size asked for, in bytes.</param>
/// <param name="Bytes">The size it has.</param>
/// <param name="Standard">The standard mix it was held against.</param>
/// <param name="StandardBytes">The size of that.</param>
/// <param name="Kl">Its mean divergence on text it was not chosen by.</param>
/// <param name="StandardKl">That of the standard mix on the same text.</param>
/// <param name="Tensors">What to quantize how: patterns and types, as <c>quantize --tensor</c> takes them.</param>
public sealed record SuggestionReport(long Target, long Bytes, string Standard, long StandardBytes, double Kl, double StandardKl, IReadOnlyList<string> Tensors);
