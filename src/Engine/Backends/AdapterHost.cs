namespace Engine.Backends;

/// <summary>The adapters of a model that are loaded, and those that are active.</summary>
/// <typeparam name="TAdapter">What a loaded adapter is to the backend.</typeparam>
internal abstract class AdapterHost<TAdapter> : IAdapterHost, IDisposable where TAdapter : IDisposable
{
    private readonly List<LoadedAdapter> _loaded = [];
    private List<(IDisposable Adapter, float Scale)> _active = [];

    /// <inheritdoc/>
    public IDisposable LoadAdapter(string path)
    {
        var loaded = new LoadedAdapter(this, Load(path));
        _loaded.Add(loaded);
        return loaded;
    }

    /// <inheritdoc/>
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
        Activate([.. adapters.Where(entry => entry.Scale != 0).Select(entry => (((LoadedAdapter)entry.Adapter).Adapter, entry.Scale))]);
        _active = [.. adapters];
    }

    public virtual void Dispose()
    {
        foreach (var adapter in _loaded) adapter.Adapter.Dispose();
        _loaded.Clear();
    }

    /// <summary>Reads an adapter.</summary>
    protected abstract TAdapter Load(string path);

    /// <summary>Makes exactly <paramref name="adapters"/> active; no scale is 0.</summary>
    protected abstract void Activate(IReadOnlyList<(TAdapter Adapter, float Scale)> adapters);

    private void Unload(LoadedAdapter adapter)
    {
        if (!_loaded.Contains(adapter)) return;
        // The model would go on reading it.
        if (_active.Any(entry => entry.Adapter == adapter)) Apply([.. _active.Where(entry => entry.Adapter != adapter)]);
        _loaded.Remove(adapter);
        adapter.Adapter.Dispose();
    }

    private sealed class LoadedAdapter(AdapterHost<TAdapter> host, TAdapter adapter) : IDisposable
    {
        public TAdapter Adapter { get; } = adapter;

        public void Dispose() => host.Unload(this);
    }
}
