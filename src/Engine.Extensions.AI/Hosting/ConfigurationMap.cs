using Engine.Sampling;
using Microsoft.Extensions.Configuration;

namespace Engine.Extensions.AI.Hosting;

/// <summary>What a configuration says of <see cref="EngineOptions"/>, every key by a row of a table. A key without one is refused, with those that are known.</summary>
internal static class ConfigurationMap
{
    /// <summary>How drafts from the text itself are asked for, as on the command line.</summary>
    private const string Ngram = "ngram";

    /// <summary>Every property of <see cref="ModelOptions"/>.</summary>
    public static IReadOnlyList<ConfigurationRow<ModelOptions>> Model { get; } =
    [
        ConfigurationRow.Name<ModelOptions, Backend>(nameof(ModelOptions.Backend), (options, value) => options with { Backend = value }),
        ConfigurationRow.Integer<ModelOptions>(nameof(ModelOptions.ContextLength), (options, value) => options with { ContextLength = value }),
        ConfigurationRow.Integer<ModelOptions>(nameof(ModelOptions.CacheTokens), (options, value) => options with { CacheTokens = value }),
        ConfigurationRow.Integer<ModelOptions>(nameof(ModelOptions.Threads), (options, value) => options with { Threads = value }),
        ConfigurationRow.Integer<ModelOptions>(nameof(ModelOptions.BatchSize), (options, value) => options with { BatchSize = value }),
        ConfigurationRow.Integer<ModelOptions>(nameof(ModelOptions.MaxSequences), (options, value) => options with { MaxSequences = value }),
        ConfigurationRow.Integer<ModelOptions>(nameof(ModelOptions.MaxQueuedRequests), (options, value) => options with { MaxQueuedRequests = value }),
        ConfigurationRow.Name<ModelOptions, GpuUse>(nameof(ModelOptions.Gpu), (options, value) => options with { Gpu = value }),
        ConfigurationRow.Integer<ModelOptions>(nameof(ModelOptions.GpuLayers), (options, value) => options with { GpuLayers = value }),
        ConfigurationRow.Integer<ModelOptions>(nameof(ModelOptions.MainGpu), (options, value) => options with { MainGpu = value }),
        ConfigurationRow.Name<ModelOptions, GpuSplit>(nameof(ModelOptions.GpuSplit), (options, value) => options with { GpuSplit = value }),
        ConfigurationRow.List<ModelOptions, float>(nameof(ModelOptions.TensorSplit), "a list of numbers", ReadShare, (options, value) => options with { TensorSplit = value }),
        ConfigurationRow.Name<ModelOptions, TensorType>(nameof(ModelOptions.KeyType), (options, value) => options with { KeyType = value }),
        ConfigurationRow.Name<ModelOptions, TensorType>(nameof(ModelOptions.ValueType), (options, value) => options with { ValueType = value }),
        ConfigurationRow.Name<ModelOptions, Toggle>(nameof(ModelOptions.FlashAttention), (options, value) => options with { FlashAttention = value }),
        ConfigurationRow.Flag<ModelOptions>(nameof(ModelOptions.Repack), (options, value) => options with { Repack = value }),
        ConfigurationRow.Real<ModelOptions>(nameof(ModelOptions.RopeFrequencyBase), (options, value) => options with { RopeFrequencyBase = value }),
        ConfigurationRow.Real<ModelOptions>(nameof(ModelOptions.RopeFrequencyScale), (options, value) => options with { RopeFrequencyScale = value }),
        ConfigurationRow.List<ModelOptions, LoraAdapter>(nameof(ModelOptions.Adapters), "a list of { Path, Scale }", ReadAdapter, (options, value) => options with { Adapters = value }),
        ConfigurationRow.Flag<ModelOptions>(nameof(ModelOptions.LoadIntoMemory), (options, value) => options with { LoadIntoMemory = value }),
        ConfigurationRow.Name<ModelOptions, TrialUse>(nameof(ModelOptions.Trial), (options, value) => options with { Trial = value }),
        ConfigurationRow.Text<ModelOptions>(nameof(ModelOptions.NativeDirectory), "a directory", (options, value) => options with { NativeDirectory = value }),
        ConfigurationRow.OnlyInCode<ModelOptions>(nameof(ModelOptions.Progress)),
        ConfigurationRow.OnlyInCode<ModelOptions>(nameof(ModelOptions.LoggerFactory)),
    ];

    /// <summary>Every property of <see cref="GenerationOptions"/>, those of sampling from its catalog.</summary>
    public static IReadOnlyList<ConfigurationRow<GenerationOptions>> Generation { get; } =
    [
        .. SamplingCatalog.All.Select(field => new ConfigurationRow<GenerationOptions>(Words(field.JsonField), field.Expected, (options, section) => Sampling(field, options, section))),
        ConfigurationRow.Integer<GenerationOptions>(nameof(GenerationOptions.MaxTokens), (options, value) => options with { MaxTokens = value }),
        ConfigurationRow.List<GenerationOptions, string>(nameof(GenerationOptions.StopSequences), "a list of texts", item => (!string.IsNullOrEmpty(item.Value), item.Value ?? ""), (options, value) => options with { StopSequences = value }),
        ConfigurationRow.Flag<GenerationOptions>(nameof(GenerationOptions.ParseSpecial), (options, value) => options with { ParseSpecial = value }),
        ConfigurationRow.Flag<GenerationOptions>(nameof(GenerationOptions.IgnoreEndOfGeneration), (options, value) => options with { IgnoreEndOfGeneration = value }),
        ConfigurationRow.Integer<GenerationOptions>(nameof(GenerationOptions.Priority), (options, value) => options with { Priority = value }),
        ConfigurationRow.Time<GenerationOptions>(nameof(GenerationOptions.MaxTime), (options, value) => options with { MaxTime = value }),
        ConfigurationRow.Name<GenerationOptions, ContextOverflow>(nameof(GenerationOptions.Overflow), (options, value) => options with { Overflow = value }),
        ConfigurationRow.Integer<GenerationOptions>(nameof(GenerationOptions.KeepTokens), (options, value) => options with { KeepTokens = value }),
        ConfigurationRow.Flag<GenerationOptions>(nameof(GenerationOptions.ReuseGenerated), (options, value) => options with { ReuseGenerated = value }),
        ConfigurationRow.Integer<GenerationOptions>(nameof(GenerationOptions.FinishWithin), (options, value) => options with { FinishWithin = value }),
        ConfigurationRow.Integer<GenerationOptions>(nameof(GenerationOptions.LogProbabilities), (options, value) => options with { LogProbabilities = value }),
        ConfigurationRow.Flag<GenerationOptions>(nameof(GenerationOptions.Trace), (options, value) => options with { Trace = value }),
        new(nameof(GenerationOptions.Constraint), ConstraintMap.Expected, (options, section) => ConstraintMap.Read(section) is { } constraint ? options with { Constraint = constraint } : null),
        new(nameof(GenerationOptions.Speculation), $"{Ngram} or {{ {nameof(Speculation.MaxTokens)} }}", Speculating),
        ConfigurationRow.OnlyInCode<GenerationOptions>(nameof(GenerationOptions.LogitsProcessors)),
    ];

    /// <summary>Every property of <see cref="EmbeddingOptions"/>.</summary>
    public static IReadOnlyList<ConfigurationRow<EmbeddingOptions>> Embedding { get; } =
    [
        ConfigurationRow.Name<EmbeddingOptions, Pooling>(nameof(EmbeddingOptions.Pooling), (options, value) => options with { Pooling = value }),
        ConfigurationRow.Flag<EmbeddingOptions>(nameof(EmbeddingOptions.Normalize), (options, value) => options with { Normalize = value }),
        ConfigurationRow.Integer<EmbeddingOptions>(nameof(EmbeddingOptions.Dimensions), (options, value) => options with { Dimensions = value }),
        ConfigurationRow.Text<EmbeddingOptions>(nameof(EmbeddingOptions.Prefix), "a text", (options, value) => options with { Prefix = value }),
        ConfigurationRow.Flag<EmbeddingOptions>(nameof(EmbeddingOptions.Truncate), (options, value) => options with { Truncate = value }),
    ];

    private static readonly ConfigurationRow<Speculation>[] s_speculation =
    [
        ConfigurationRow.Integer<Speculation>(nameof(Speculation.MaxTokens), (options, value) => options with { MaxTokens = value }),
    ];

    private static readonly ConfigurationRow<EngineOptions>[] s_engine =
    [
        ConfigurationRow.Text<EngineOptions>(nameof(EngineOptions.Path), "a file", (options, value) => { options.Path = value; return options; }),
        ConfigurationRow.Text<EngineOptions>(nameof(EngineOptions.DraftPath), "a file", (options, value) => { options.DraftPath = value; return options; }),
        ConfigurationRow.Text<EngineOptions>(nameof(EngineOptions.Instructions), "a text", (options, value) => { options.Instructions = value; return options; }),
        ConfigurationRow.Name<EngineOptions, ModelLoading>(nameof(EngineOptions.Loading), (options, value) => { options.Loading = value; return options; }),
        ConfigurationRow.Time<EngineOptions>(nameof(EngineOptions.DrainTime), (options, value) => { options.DrainTime = value; return options; }),
        new(nameof(EngineOptions.Model), "options", (options, section) => { options.Model = Read(Model, options.Model, section); return options; }),
        new(nameof(EngineOptions.Generation), "options", (options, section) => { options.Generation = Read(Generation, options.Generation, section); return options; }),
        new(nameof(EngineOptions.Embedding), "options", (options, section) => { options.Embedding = Read(Embedding, options.Embedding, section); return options; }),
    ];

    /// <summary>Sets on <paramref name="options"/> what <paramref name="configuration"/> says.</summary>
    /// <exception cref="FormatException">A key is not known, or its value cannot be read; the message says which and what was expected.</exception>
    public static void Apply(IConfiguration configuration, EngineOptions options) => Read(s_engine, options, configuration);

    /// <summary>Sets on <paramref name="options"/> what <paramref name="configuration"/> says, by <paramref name="rows"/>.</summary>
    public static T Read<T>(IReadOnlyList<ConfigurationRow<T>> rows, T options, IConfiguration configuration) where T : class
    {
        foreach (var section in configuration.GetChildren())
        {
            string key = section.Key.Replace("_", "", StringComparison.Ordinal);
            var row = rows.FirstOrDefault(row => row.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
                ?? throw new FormatException($"{UntrustedText.Quote(section.Path)} is no option; one of {string.Join(", ", rows.Select(row => row.Key))} was expected");
            options = row.Set(options, section) ?? throw new FormatException($"{section.Path} is {Shown(section)}; {row.Expected} was expected");
        }
        return options;
    }

    private static string Shown(IConfigurationSection section) =>
        section.Value is { } value ? UntrustedText.Quote(value) : section.GetChildren().Any() ? UntrustedText.Quote(string.Join(", ", section.GetChildren().Select(child => child.Value ?? "{...}"))) : "empty";

    private static GenerationOptions? Sampling(SamplingField field, GenerationOptions options, IConfigurationSection section)
    {
        object? value = section.Value ?? (object?)(section.GetChildren().Select(child => child.Value ?? "").ToArray() is { Length: > 0 } items ? items : null);
        try
        {
            return value is null ? null : field.Apply(options, PropertyText.Of(field, value));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static GenerationOptions? Speculating(GenerationOptions options, IConfigurationSection section)
    {
        if (Ngram.Equals(section.Value, StringComparison.OrdinalIgnoreCase)) return options with { Speculation = new() };
        return section.Value is null && section.GetChildren().Any() ? options with { Speculation = Read(s_speculation, options.Speculation ?? new(), section) } : null;
    }

    private static (bool, float) ReadShare(IConfigurationSection item) => (InvariantNumber.TryParse(item.Value, out float share), share);

    private static (bool, LoraAdapter) ReadAdapter(IConfigurationSection item)
    {
        float scale = 1;
        bool isRead = item["Path"] is { Length: > 0 } && (item["Scale"] is null || InvariantNumber.TryParse(item["Scale"], out scale)) && item.GetChildren().All(child => child.Key.ToUpperInvariant() is "PATH" or "SCALE");
        return (isRead, new LoraAdapter(item["Path"] ?? "", scale));
    }

    /// <summary>"top_k" as the property is called: "TopK".</summary>
    private static string Words(string name) => string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
