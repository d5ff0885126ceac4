using Engine.Gguf;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>LoRA adapters of one model and its context.</summary>
internal sealed class LlamaAdapterHost(NativeContext context, NativeModel native, GgufFile model) : IAdapterHost, IDisposable
{
    private readonly List<LoadedAdapter> _loaded = [];
    private List<(IDisposable Adapter, float Scale)> _active = [];

    public IDisposable LoadAdapter(string path)
    {
        using (var adapter = GgufFile.Open(path)) LoraFile.Check(adapter, model);
        var loaded = new LoadedAdapter(this, native.LoadAdapter(path));
        _loaded.Add(loaded);
        return loaded;
    }

    public void Apply(IReadOnlyList<(IDisposable Adapter, float Scale)> adapters)
    {
        foreach (var (adapter, scale) in adapters)
        {
            if (adapter is not LoadedAdapter loaded || !_loaded.Contains(loaded))
                throw new ArgumentException("an adapter is disposed or another model's", nameof(adapters));
            if (!float.IsFinite(scale)) throw new ArgumentException($"the scale of an adapter is {scale}; a finite number was expected", nameof(adapters));
        }
        if (adapters.Select(entry => entry.Adapter).Distinct().Count() != adapters.Count)
            throw new ArgumentException("an adapter is named twice", nameof(adapters));
        // An adapter at scale 0 adds zeros, and zeros may still change the order of sums: left out, it changes nothing to the bit.
        var effective = adapters.Where(entry => entry.Scale != 0).ToArray();
        context.SetAdapters(
            [.. effective.Select(entry => ((LoadedAdapter)entry.Adapter).Handle)],
            [.. effective.Select(entry => entry.Scale)]);
        _active = [.. adapters];
    }

    public void Dispose()
    {
        foreach (var adapter in _loaded) adapter.Handle.Dispose();
        _loaded.Clear();
    }

    private void Unload(LoadedAdapter adapter)
    {
        if (!_loaded.Contains(adapter)) return;
        // The context would go on reading it.
        if (_active.Any(entry => entry.Adapter == adapter)) Apply([.. _active.Where(entry => entry.Adapter != adapter)]);
        _loaded.Remove(adapter);
        adapter.Handle.Dispose();
    }

    private sealed class LoadedAdapter(LlamaAdapterHost host, AdapterHandle handle) : IDisposable
    {
        public AdapterHandle Handle { get; } = handle;

        public void Dispose() => host.Unload(this);
    }
}
