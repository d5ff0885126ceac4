using Engine.Gguf;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>LoRA adapters of one model and its context.</summary>
internal sealed class LlamaAdapterHost(NativeContext context, NativeModel native, GgufFile model) : AdapterHost<AdapterHandle>
{
    protected override AdapterHandle Load(string path)
    {
        LoraFile.Open(path, model).Dispose();   // checked before native code sees it
        return native.LoadAdapter(path);
    }

    protected override void Activate(IReadOnlyList<(AdapterHandle Adapter, float Scale)> adapters) =>
        context.SetAdapters([.. adapters.Select(entry => entry.Adapter)], [.. adapters.Select(entry => entry.Scale)]);
}
