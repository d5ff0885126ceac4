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

    public string? WhyNot(GgufFile file, ModelOptions options)
    {
        try
        {
            NativeAbort.ThrowIfAborted();
            LlamaLibrary.Load(options.NativeDirectory);
            CheckFile(file);
            return null;
        }
        catch (Exception reason) when (reason is NativeLibraryException or NativeAbortException or GgufException)
        {
            return reason.Message;
        }
    }

    public void CheckFile(GgufFile file) => LlamaFileRules.Check(file);

    public bool UsesGpu(ModelOptions options) =>
        options.Gpu != GpuUse.None && options.GpuLayers != 0 && DeviceTable.WhyNoGpu(LlamaLibrary.Load(options.NativeDirectory)) is null;

    public BackendModel Load(GgufFile file, ModelOptions options, CancellationToken cancellationToken)
    {
        NativeAbort.ThrowIfAborted();
        var library = LlamaLibrary.Load(options.NativeDirectory);
        LlamaFileRules.Check(file);
        var log = new LoadLog(options.Logger);
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
}
