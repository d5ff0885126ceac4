using System.CommandLine;

namespace Engine.Cli;

/// <summary>The options of every verb that loads a model to run it.</summary>
internal sealed class ModelFlags
{
    private readonly Option<string> _model = CommonOptions.Model();
    private readonly Option<Backend> _backend = CommonOptions.Backend();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<int> _context = CommonOptions.Context();
    private readonly Option<string> _gpu = new("--gpu") { Description = "Whether a GPU is used: auto, none or require.", DefaultValueFactory = _ => "auto" };
    private readonly Option<int?> _gpuLayers = new("--gpu-layers") { Description = "Layers put on the GPU; all without it." };
    private readonly Option<string[]> _lora = new("--lora") { Description = "A LoRA adapter, FILE or FILE=SCALE; may be repeated." };

    public ModelFlags()
    {
        _gpu.AcceptOnlyFromAmong("auto", "none", "require");
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_model, _backend, _threads, _context, _gpu, _gpuLayers, _lora]) command.Options.Add(option);
    }

    public ModelOptions Options(ParseResult result) => new()
    {
        Backend = result.GetValue(_backend),
        Threads = CommonOptions.Count(result, _threads),
        ContextLength = CommonOptions.Count(result, _context),
        Gpu = Enum.Parse<GpuUse>(result.GetRequiredValue(_gpu), ignoreCase: true),
        GpuLayers = result.GetValue(_gpuLayers) is { } layers ? layers >= 0 ? layers : throw new UsageException($"--gpu-layers is {layers}; 0 or more was expected") : null,
        Adapters = [.. (result.GetValue(_lora) ?? []).Select(ParseAdapter)],
    };

    /// <summary>Loads the model, with its progress on stderr where someone watches.</summary>
    public Task<Model> LoadAsync(ParseResult result, CancellationToken cancellationToken) => LoadAsync(result, Options(result), cancellationToken);

    /// <inheritdoc cref="LoadAsync(ParseResult, CancellationToken)"/>
    public async Task<Model> LoadAsync(ParseResult result, ModelOptions options, CancellationToken cancellationToken)
    {
        using var progress = LoadProgress.Start();
        // Not the load itself is waited for, which may be deep inside a library, but it or the interruption.
        var model = await Model.LoadAsync(result.GetRequiredValue(_model), options with { Progress = progress }, cancellationToken).WaitAsync(cancellationToken);
        progress?.Dispose();
        foreach (string warning in model.LoadReport.Warnings) await Console.Error.WriteLineAsync($"engine: {warning}");
        return model;
    }

    /// <summary>Asks for a model that generates before anything is run.</summary>
    public static void RequireGeneration(Model model)
    {
        if (!model.Info.CanGenerate) throw new UsageException($"{model.Info.Name} does not generate text; a language model was expected");
    }

    private static LoraAdapter ParseAdapter(string text)
    {
        int equals = text.LastIndexOf('=');
        if (equals < 0 || File.Exists(text)) return new LoraAdapter(text);
        return InvariantNumber.TryParse(text.AsSpan(equals + 1), out float scale)
            ? new LoraAdapter(text[..equals], scale)
            : throw new UsageException($"--lora is '{text}'; FILE or FILE=SCALE with a finite number was expected");
    }
}
