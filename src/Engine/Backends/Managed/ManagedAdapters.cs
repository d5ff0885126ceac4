using Engine.Gguf;

namespace Engine.Backends.Managed;

/// <summary>The LoRA adapters of a managed model, and the memory of those that are active.</summary>
internal sealed class ManagedAdapters : IDisposable
{
    private readonly ManagedWeights _weights;
    private readonly int _maxColumns, _threads;
    private LowRankScratch[] _scratch = [];

    public ManagedAdapters(GgufFile file, ManagedWeights weights, int maxColumns, int threads)
    {
        (_weights, _maxColumns, _threads) = (weights, maxColumns, threads);
        Host = new GraphAdapterHost(file, weights.Matrices.Keys, Apply);
    }

    /// <summary>What loads and applies them.</summary>
    public GraphAdapterHost Host { get; }

    public void Dispose()
    {
        Release();
        Host.Dispose();
    }

    private void Apply(ILookup<string, LoraChange> changes)
    {
        Release();
        var pairs = changes.SelectMany(matrix => matrix.Select(change =>
            (Weight: _weights.Matrices[matrix.Key], A: _weights.Matrix(change.File, change.A), B: _weights.Matrix(change.File, change.B), change.Scale))).ToList();
        if (pairs.Count == 0) return;
        Weight[] factors = [.. pairs.SelectMany(pair => new[] { pair.A, pair.B })];
        _scratch = [.. Enumerable.Range(0, _threads).Select(_ => new LowRankScratch(factors))];
        foreach (var (weight, a, b, scale) in pairs) weight.Changes = [.. weight.Changes, new LowRankChange(a, b, scale, _maxColumns, _scratch)];
    }

    private void Release()
    {
        foreach (var weight in _weights.Matrices.Values)
        {
            foreach (var change in weight.Changes) change.Dispose();
            weight.Changes = [];
        }
        foreach (var scratch in _scratch) scratch.Dispose();
        _scratch = [];
    }
}
