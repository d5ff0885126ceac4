using Engine.Gguf;

namespace Engine.Backends;

/// <summary>What a backend makes of an option: it is mapped exactly, or refused in a sentence, or without effect and warned about, each perhaps for some values only.</summary>
/// <param name="Option">The property of <see cref="ModelOptions"/>.</param>
/// <param name="Refusal">Why the backend cannot do what is asked, in a sentence; null when it can.</param>
/// <param name="Warning">What comes of what is asked where that is not what one would think, in a sentence; null when it is.</param>
internal sealed record OptionRule(string Option, Func<OptionCase, string?>? Refusal = null, Func<OptionCase, string?>? Warning = null);

/// <summary>Options and the model they are for.</summary>
internal readonly record struct OptionCase(ModelOptions Options, Hyperparameters Shape);

/// <summary>Rules that backends share. Every backend has one for each property of <see cref="ModelOptions"/>.</summary>
internal static class OptionRules
{
    /// <summary>What is alike everywhere.</summary>
    public static IReadOnlyList<OptionRule> Common { get; } =
    [
        new(nameof(ModelOptions.Backend)),
        new(nameof(ModelOptions.ContextLength), Warning: LongContext),
        new(nameof(ModelOptions.Threads), Warning: ManyThreads),
        new(nameof(ModelOptions.BatchSize)),
        new(nameof(ModelOptions.CacheTokens)),
        new(nameof(ModelOptions.MaxSequences)),
        new(nameof(ModelOptions.MaxQueuedRequests)),
        new(nameof(ModelOptions.RopeFrequencyBase), Refusal: at => WithoutRope(at, at.Options.RopeFrequencyBase, "RoPE frequency base")),
        new(nameof(ModelOptions.RopeFrequencyScale), Refusal: at => WithoutRope(at, at.Options.RopeFrequencyScale, "RoPE frequency scale")),
        new(nameof(ModelOptions.Adapters)),
        new(nameof(ModelOptions.LoadIntoMemory)),
        new(nameof(ModelOptions.Trial)),
        new(nameof(ModelOptions.NativeDirectory)),
        new(nameof(ModelOptions.Progress)),
        new(nameof(ModelOptions.LoggerFactory)),
    ];

    /// <summary>Options of GPUs where <paramref name="backend"/> runs on the CPU only.</summary>
    public static IEnumerable<OptionRule> WithoutGpu(string backend) =>
    [
        new(nameof(ModelOptions.Gpu), Refusal: at => at.Options.Gpu == GpuUse.Require ? $"a GPU is required, and the {backend} backend runs on the CPU" : null),
        new(nameof(ModelOptions.GpuLayers), Refusal: at =>
            at.Options.GpuLayers > 0 ? $"{at.Options.GpuLayers} layers on a GPU were asked for, and the {backend} backend runs on the CPU" : null),
        .. Placement(_ => $"the {backend} backend runs on the CPU"),
        new(nameof(ModelOptions.Repack)),   // it never does
    ];

    /// <summary>Where the parts of a model go on GPUs, without effect where there is none: <paramref name="whyNone"/> says why, or null where there is one.</summary>
    public static IEnumerable<OptionRule> Placement(Func<ModelOptions, string?> whyNone)
    {
        string? Idle(bool isAsked, ModelOptions options, string what) => isAsked && whyNone(options) is { } why ? $"{what} has no effect: {why}" : null;
        return
        [
            new(nameof(ModelOptions.MainGpu), Warning: at => Idle(at.Options.MainGpu != 0, at.Options, $"main GPU {at.Options.MainGpu}")),
            new(nameof(ModelOptions.GpuSplit), Warning: at => Idle(at.Options.GpuSplit != new ModelOptions().GpuSplit, at.Options, $"the GPU split {at.Options.GpuSplit}")),
            new(nameof(ModelOptions.TensorSplit), Warning: at => Idle(at.Options.TensorSplit.Count > 0, at.Options, $"a tensor split of {at.Options.TensorSplit.Count}")),
        ];
    }

    /// <summary>That a type of keys or values is asked for of an encoder, which keeps none.</summary>
    public static string? WithoutCache(OptionCase at, TensorType? type) =>
        type is not null && !at.Shape.IsCausal ? $"a KV cache of {type} has no effect: the model is an encoder and has none" : null;

    /// <summary>Why <paramref name="rules"/> refuse what is asked, in a sentence; null when they do not.</summary>
    public static string? WhyNot(IReadOnlyList<OptionRule> rules, ModelOptions options, Hyperparameters shape) =>
        rules.Select(rule => rule.Refusal?.Invoke(new OptionCase(options, shape))).FirstOrDefault(refusal => refusal is not null);

    /// <summary>What of <paramref name="options"/> comes out otherwise than one would think.</summary>
    public static IEnumerable<string> Warnings(IReadOnlyList<OptionRule> rules, ModelOptions options, Hyperparameters shape) =>
        rules.Select(rule => rule.Warning?.Invoke(new OptionCase(options, shape))).OfType<string>();

    private static string? LongContext(OptionCase at) => at.Shape.ContextLength > 0 && at.Options.ContextLength > at.Shape.ContextLength
        ? $"the context is {at.Options.ContextLength} tokens, and the model was trained on {at.Shape.ContextLength}: what it makes of text beyond them is not to be relied on"
        : null;

    private static string? ManyThreads(OptionCase at) => at.Options.Threads > Environment.ProcessorCount
        ? $"{at.Options.Threads} threads were asked for; this process may use {Environment.ProcessorCount} processors, and as many threads compute"
        : null;

    private static string? WithoutRope(OptionCase at, float? value, string what) =>
        value is not null && !at.Shape.IsCausal ? FormattableString.Invariant($"a {what} of {value} was asked for, and the model, an encoder, has learned positions") : null;
}
