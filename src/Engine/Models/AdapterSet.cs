using System.IO.Hashing;
using Engine.Backends;
using Engine.Gguf;
using Engine.KvCache;

namespace Engine.Models;

/// <summary>The LoRA adapters of a model: each file is read once, and exactly the listed ones are active.</summary>
/// <remarks>Used on the model's thread only.</remarks>
internal sealed class AdapterSet(IAdapterHost? host) : IDisposable
{
    private readonly Dictionary<string, Loaded> _loaded = [];

    /// <summary>The active ones.</summary>
    public IReadOnlyList<LoraAdapter> Active { get; private set; } = [];

    /// <summary>Identifies the active ones and their scales, 16 bytes; zeros for none.</summary>
    public byte[] Fingerprint { get; private set; } = new byte[SavedSequence.HashBytes];

    /// <summary>Makes exactly <paramref name="adapters"/> active.</summary>
    /// <exception cref="InvalidOperationException">The backend has no adapters for this model.</exception>
    public void Set(IReadOnlyList<LoraAdapter> adapters)
    {
        if (adapters.Count == 0 && Active.Count == 0) return;
        if (host is null) throw new InvalidOperationException(UntrustedText.Sentence($"the adapter {adapters[0].Path} cannot be used: this backend has no LoRA adapters for this model"));
        var listed = new List<(Loaded Adapter, float Scale)>();
        foreach (var adapter in adapters)
        {
            Check(adapter);
            string path = Path.GetFullPath(adapter.Path);
            if (!_loaded.TryGetValue(path, out var loaded)) _loaded[path] = loaded = Load(host, path);
            listed.Add((loaded, adapter.Scale));
        }
        host.Apply([.. listed.Select(item => (item.Adapter.Adapter, item.Scale))]);
        Active = [.. adapters];
        Fingerprint = Identify(listed);
        foreach (var (path, loaded) in _loaded.Where(entry => !listed.Any(item => item.Adapter == entry.Value)).ToList())
        {
            _loaded.Remove(path);
            loaded.Adapter.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var loaded in _loaded.Values) loaded.Adapter.Dispose();
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

    private static Loaded Load(IAdapterHost host, string path)
    {
        using var file = File.OpenRead(path);
        var hash = new XxHash128();
        hash.Append(file);
        return new Loaded(host.LoadAdapter(path), hash.GetHashAndReset());
    }

    private static byte[] Identify(List<(Loaded Adapter, float Scale)> adapters)
    {
        if (adapters.Count == 0) return new byte[SavedSequence.HashBytes];
        var hash = new XxHash128();
        foreach (var (adapter, scale) in adapters)
        {
            hash.Append(adapter.Hash);
            hash.Append(BitConverter.GetBytes(scale));
        }
        return hash.GetHashAndReset();
    }

    /// <summary>An adapter and the hash, XXH128, of its file.</summary>
    private sealed record Loaded(IDisposable Adapter, byte[] Hash);
}
