using Engine.Backends;
using Engine.Gguf;

namespace Engine.Models;

/// <summary>The LoRA adapters of a model: each file is read once, and exactly the listed ones are active.</summary>
/// <remarks>Used on the model's thread only.</remarks>
internal sealed class AdapterSet(IAdapterHost? host) : IDisposable
{
    private readonly Dictionary<string, IDisposable> _loaded = [];

    /// <summary>The active ones.</summary>
    public IReadOnlyList<LoraAdapter> Active { get; private set; } = [];

    /// <summary>Makes exactly <paramref name="adapters"/> active.</summary>
    /// <exception cref="InvalidOperationException">The backend has no adapters for this model.</exception>
    public void Set(IReadOnlyList<LoraAdapter> adapters)
    {
        if (adapters.Count == 0 && Active.Count == 0) return;
        if (host is null) throw new InvalidOperationException(UntrustedText.Sentence($"the adapter {adapters[0].Path} cannot be used: this backend has no LoRA adapters for this model"));
        var listed = new List<(IDisposable Adapter, float Scale)>();
        foreach (var adapter in adapters)
        {
            Check(adapter);
            string path = Path.GetFullPath(adapter.Path);
            if (!_loaded.TryGetValue(path, out var loaded)) _loaded[path] = loaded = host.LoadAdapter(path);
            listed.Add((loaded, adapter.Scale));
        }
        host.Apply(listed);
        Active = [.. adapters];
        foreach (var (path, loaded) in _loaded.Where(entry => !listed.Any(item => item.Adapter == entry.Value)).ToList())
        {
            _loaded.Remove(path);
            loaded.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var adapter in _loaded.Values) adapter.Dispose();
        _loaded.Clear();
    }

    /// <summary>Throws for an adapter that cannot be.</summary>
    public static void Check(LoraAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentException.ThrowIfNullOrEmpty(adapter.Path, nameof(adapter));
        if (!float.IsFinite(adapter.Scale)) throw new ArgumentException(UntrustedText.Sentence($"the scale of adapter {adapter.Path} is {adapter.Scale}; a finite number was expected"), nameof(adapter));
        RegularFile.Check(adapter.Path, "a LoRA adapter");
    }
}
