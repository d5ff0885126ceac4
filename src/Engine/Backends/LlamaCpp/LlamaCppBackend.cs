using Engine.Gguf;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>Models run by llama.cpp's shared library: every architecture and type it knows, on the CPU and on GPUs.</summary>
internal sealed class LlamaCppBackend : IBackend
{
    public Backend Kind => Backend.LlamaCpp;

    public string Name => "llama.cpp";

    public CancellationToken Aborted => NativeAbort.Token;

    public Exception? AbortError => NativeAbort.Error;

    public IReadOnlyList<OptionRule> Options { get; } =
    [
        .. OptionRules.Common,
        new(nameof(ModelOptions.Gpu)),
        new(nameof(ModelOptions.GpuLayers), Warning: at =>
            at.Options.GpuLayers > 0 && WhyNoGpu(at.Options) is { } why ? $"{at.Options.GpuLayers} layers on a GPU were asked for, and none can be used: {why}" : null),
        .. OptionRules.Placement(WhyNoGpu),
        new(nameof(ModelOptions.Repack)),
        // What is refused of these depends on one another and on the file; see LlamaCppSettings.
        new(nameof(ModelOptions.FlashAttention)),
        new(nameof(ModelOptions.KeyType), Warning: at => OptionRules.WithoutCache(at, at.Options.KeyType)),
        new(nameof(ModelOptions.ValueType), Warning: at => OptionRules.WithoutCache(at, at.Options.ValueType)),
    ];

    public string? WhyNot(GgufFile file, ModelOptions options)
    {
        try
        {
            NativeAbort.ThrowIfAborted();
            LlamaLibrary.Load(options.NativeDirectory);
            CheckFile(file);
            return OptionRules.WhyNot(Options, options, Hyperparameters.Read(file.Metadata));
        }
        catch (Exception reason) when (reason is NativeLibraryException or NativeAbortException or GgufException)
        {
            return reason.Message;
        }
    }

    public void CheckFile(GgufFile file) => LlamaFileRules.Check(file);

    public bool MightUseGpu(ModelOptions options) => options.Gpu != GpuUse.None && options.GpuLayers != 0 && LlamaLibrary.MightHaveGpu(options.NativeDirectory);

    public bool UsesGpu(ModelOptions options) =>
        options.Gpu != GpuUse.None && options.GpuLayers != 0 && DeviceTable.WhyNoGpu(LlamaLibrary.Load(options.NativeDirectory)) is null;

    public BackendModel Load(GgufFile file, ModelOptions options, CancellationToken cancellationToken)
    {
        NativeAbort.ThrowIfAborted();
        var library = LlamaLibrary.Load(options.NativeDirectory);
        LlamaFileRules.Check(file);
        var log = new LoadLog(options.LoggerFactory?.CreateLogger(LoadLog.Category));
        using var scope = NativeLog.Receive(log.Receive);
        var settings = new LlamaCppSettings(file, options, library);
        string? precaution = Trial.Run(file, options, cancellationToken);
        var native = NativeModel.Load(library, file.Path, settings.Model, options.Progress, cancellationToken);
        try
        {
            return new LlamaCppModel(file, native, settings, log) { Precaution = precaution };
        }
        catch
        {
            native.Dispose();
            throw;
        }
    }

    private static string? WhyNoGpu(ModelOptions options) =>
        options.Gpu == GpuUse.None ? "none is to be used" : DeviceTable.WhyNoGpu(LlamaLibrary.Load(options.NativeDirectory));
}
