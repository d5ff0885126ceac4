using System.Globalization;
using System.Text;
using Engine.KvCache;
using Engine.Native;

namespace Engine.Backends.LlamaCpp;

/// <summary>Shows nodes of llama.cpp's graph as <see cref="ProbePoint"/>s.</summary>
internal sealed class LlamaProbe(NativeContext context, bool hasRope) : ITensorProbe, INodeObserver
{
    // Several nodes share a name; the operation tells them apart.
    private readonly (ProbePoint Point, string Name, string Operation)[] _nodes =
    [
        (ProbePoint.Query, "Qcur", hasRope ? "ROPE" : "RESHAPE"),
        (ProbePoint.Key, "Kcur", hasRope ? "ROPE" : "RESHAPE"),
        (ProbePoint.Value, "Vcur", "RESHAPE"),
        (ProbePoint.Weights, "kq_soft_max", "SOFT_MAX"),
        (ProbePoint.HeadOutput, "kqv_out", "CONT"),
        (ProbePoint.AttentionNorm, "attn_norm", "MUL"),
        (ProbePoint.FeedForwardNorm, "ffn_norm", "MUL"),
        (ProbePoint.FeedForwardHidden, "ffn_swiglu", "SWIGLU"),
        (ProbePoint.FeedForwardHidden, "ffn_geglu", "GEGLU"),
        (ProbePoint.LayerOutput, "l_out", "ADD"),
    ];

    private ITensorSink? _sink;
    private int _tokens;

    public void Watch(ITensorSink? sink)
    {
        _sink = sink;
        context.Observer = sink is null ? null : this;
    }

    /// <summary>Sees to it that the batch starts an empty cache, so that cell i is position i and the columns of the weights are the keys in order.</summary>
    public void Prepare(ReadOnlySpan<BatchToken> batch, BlockTables tables)
    {
        if (_sink is null) return;
        foreach (var entry in batch)
            if (entry.Sequence != batch[0].Sequence) throw new InvalidOperationException("a watched batch must be one sequence");
        if (batch[0].Position != 0) throw new InvalidOperationException($"a watched batch must start at position 0, not {batch[0].Position}");
        if (tables.Pool.Free < tables.Pool.Count) throw new InvalidOperationException($"a watched batch needs an empty KV cache; {tables.Pool.Count - tables.Pool.Free} cells are used");
        context.Clear();
        _tokens = batch.Length;
    }

    /// <summary>Sees to it that a text is watched alone.</summary>
    public void Prepare(int texts, int tokens)
    {
        if (_sink is null) return;
        if (texts != 1) throw new InvalidOperationException($"a watched batch must be one text, not {texts}");
        _tokens = tokens;
    }

    public bool Wants(ReadOnlySpan<byte> name, ReadOnlySpan<byte> operation) =>
        _sink is not null && TryFind(name, operation, out var point, out int layer) && _sink.Wants(point, layer);

    public void Receive(ReadOnlySpan<byte> name, ReadOnlySpan<byte> operation, ReadOnlySpan<float> values, ReadOnlySpan<long> lengths)
    {
        if (_sink is null || !TryFind(name, operation, out var point, out int layer)) return;
        if (point == ProbePoint.Weights) DeliverWeights(layer, values, lengths);
        else if (lengths[2] == 1) _sink.Receive(point, layer, values, [(int)lengths[1], (int)lengths[0]]);
        else _sink.Receive(point, layer, values, [(int)lengths[2], (int)lengths[1], (int)lengths[0]]);
    }

    /// <summary>(heads, queries, cells) without the columns of cells that hold nothing yet.</summary>
    private void DeliverWeights(int layer, ReadOnlySpan<float> values, ReadOnlySpan<long> lengths)
    {
        var (cells, rows) = ((int)lengths[0], checked((int)(lengths[1] * lengths[2])));
        var weights = new float[rows * _tokens];
        for (int row = 0; row < rows; row++) values.Slice(row * cells, _tokens).CopyTo(weights.AsSpan(row * _tokens));
        _sink!.Receive(ProbePoint.Weights, layer, weights, [(int)lengths[2], (int)lengths[1], _tokens]);
    }

    private bool TryFind(ReadOnlySpan<byte> name, ReadOnlySpan<byte> operation, out ProbePoint point, out int layer)
    {
        point = default;
        layer = 0;
        int dash = name.LastIndexOf((byte)'-');
        if (dash < 0 || !int.TryParse(name[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out layer)) return false;
        foreach (var node in _nodes)
        {
            if (!Ascii.Equals(name[..dash], node.Name) || !Ascii.Equals(operation, node.Operation)) continue;
            point = node.Point;
            return true;
        }
        return false;
    }
}
