using System.CommandLine;

namespace Engine.Cli;

/// <summary>The flags about how a file is loaded and where its parts go, alike in every verb that runs a model.</summary>
internal sealed class LoadFlags
{
    private readonly Option<string[]> _lora = new("--lora") { Description = "A LoRA adapter, FILE or FILE=SCALE; may be repeated.", HelpName = "file=scale" };
    private readonly Option<string> _gpu = Choice("--gpu", "Whether a GPU is used.", GpuUse.Auto);
    private readonly Option<int?> _gpuLayers = new("--gpu-layers") { Description = "Layers put on the GPU; all without it.", HelpName = "count" };
    private readonly Option<int> _mainGpu = new("--main-gpu") { Description = "The GPU that holds what is not split.", HelpName = "number" };
    private readonly Option<string> _splitMode = Choice("--split-mode", "How several GPUs share the model.", GpuSplit.Layer);
    private readonly Option<string?> _tensorSplit = new("--tensor-split") { Description = "Each GPU's share of a split model, relative, a list: 3,1; their free memory without it.", HelpName = "shares" };
    private readonly Option<float?> _ropeBase = new("--rope-freq-base") { Description = "Base frequency of RoPE; the model's without it.", HelpName = "number" };
    private readonly Option<float?> _ropeScale = new("--rope-freq-scale") { Description = "Scale of RoPE's frequencies, 0.5 for twice the context; the model's without it.", HelpName = "number" };
    private readonly Option<bool> _noMmap = new("--no-mmap") { Description = "Copy the file into memory instead of mapping it." };
    private readonly Option<string> _trial = Choice("--trial", "Whether llama.cpp loads the file in a process of its own first.", TrialUse.Auto);
    private readonly Option<string>? _flashAttention;
    private readonly Option<bool>? _noRepack;

    /// <param name="choosesKernels">Whether the kernels are the caller's to choose; a verb that watches what they compute has a choice of its own.</param>
    public LoadFlags(bool choosesKernels)
    {
        if (!choosesKernels) return;
        _flashAttention = Choice("--flash-attention", "Fused attention, which never materializes its weights.", Toggle.Auto);
        _noRepack = new Option<bool>("--no-repack") { Description = "Keep llama.cpp from rearranging weights for speed, which changes rounding." };
    }

    private IEnumerable<Option> All =>
        ((Option?[])[_lora, _gpu, _gpuLayers, _mainGpu, _splitMode, _tensorSplit, _ropeBase, _ropeScale, _flashAttention, _noRepack, _noMmap, _trial]).OfType<Option>();

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
    }

    /// <summary><paramref name="options"/> with what the flags say.</summary>
    public ModelOptions Apply(ParseResult result, ModelOptions options) => options with
    {
        Adapters = [.. (result.GetValue(_lora) ?? []).Select(ParseAdapter)],
        Gpu = Chosen<GpuUse>(result, _gpu),
        GpuLayers = result.GetValue(_gpuLayers) is { } layers ? NotNegative(_gpuLayers.Name, layers) : null,
        MainGpu = CommonOptions.Count(result, _mainGpu),
        GpuSplit = Chosen<GpuSplit>(result, _splitMode),
        TensorSplit = result.GetValue(_tensorSplit) is { } shares ? ParseShares(shares) : [],
        RopeFrequencyBase = Positive(result, _ropeBase),
        RopeFrequencyScale = Positive(result, _ropeScale),
        FlashAttention = _flashAttention is null ? Toggle.Auto : Chosen<Toggle>(result, _flashAttention),
        Repack = _noRepack is null || !result.GetValue(_noRepack),
        LoadIntoMemory = result.GetValue(_noMmap),
        Trial = Chosen<TrialUse>(result, _trial),
    };

    /// <summary>The flags that were given, for another process that loads the same.</summary>
    public IEnumerable<string> Given(ParseResult result) =>
        from option in All
        let given = result.GetResult(option)
        where given is { Implicit: false }
        from part in given.Tokens.Count == 0 ? [option.Name] : given.Tokens.SelectMany(token => (string[])[option.Name, token.Value])
        select part;

    internal static LoraAdapter ParseAdapter(string text)
    {
        int equals = text.LastIndexOf('=');
        if (equals < 0 || File.Exists(text)) return new LoraAdapter(text);
        return InvariantNumber.TryParse(text.AsSpan(equals + 1), out float scale)
            ? new LoraAdapter(text[..equals], scale)
            : throw new UsageException($"--lora is {UntrustedText.Quote(text)}; FILE or FILE=SCALE with a finite number was expected");
    }

    private float[] ParseShares(string text)
    {
        float[] shares = Array.ConvertAll(text.Split(','), share => InvariantNumber.TryParse(share, out float number) && number >= 0 ? number : -1);
        return Array.TrueForAll(shares, share => share >= 0) && shares.Any(share => share > 0)
            ? shares
            : throw new UsageException($"{_tensorSplit.Name} is {UntrustedText.Quote(text)}; a share for each GPU, as in 3,1, was expected");
    }

    private static float? Positive(ParseResult result, Option<float?> option) => result.GetValue(option) switch
    {
        null or > 0 => result.GetValue(option),
        { } value => throw new UsageException(FormattableString.Invariant($"{option.Name} is {value}; a number above 0 was expected")),
    };

    private static int NotNegative(string name, int value) => value >= 0 ? value : throw new UsageException($"{name} is {value}; 0 or more was expected");

    private static Option<string> Choice<T>(string name, string description, T otherwise) where T : struct, Enum
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => otherwise.ToString().ToLowerInvariant() };
        option.AcceptOnlyFromAmong([.. Enum.GetNames<T>().Select(value => value.ToLowerInvariant())]);
        return option;
    }

    private static T Chosen<T>(ParseResult result, Option<string> option) where T : struct, Enum => Enum.Parse<T>(result.GetRequiredValue(option), ignoreCase: true);
}
