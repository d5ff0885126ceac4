using Engine.Gguf;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>LoRA adapters of one model and its context.</summary>
internal sealed class LlamaAdapterHost(NativeContext context, NativeModel native, GgufFile model, LoadLog log) : AdapterHost<AdapterHandle>
{
    protected override AdapterHandle Load(string path)
    {
        using (var file = LoraFile.Open(path, model))   // checked before native code sees it
            if (file.Norms.Count > 0)
                log.Warn($"the adapter {path} has {file.Norms.Count} norms, the first is {file.Norms[0]}; llama.cpp leaves them out");
        return native.LoadAdapter(path);
    }

    protected override void Activate(IReadOnlyList<(AdapterHandle Adapter, float Scale)> adapters) =>
        context.SetAdapters([.. adapters.Select(entry => entry.Adapter)], [.. adapters.Select(entry => entry.Scale)]);
}
