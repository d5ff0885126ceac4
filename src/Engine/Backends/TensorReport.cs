using Engine.Kernels.Attention;

namespace Engine.Backends;

/// <summary>Delivers intermediate tensors of a graph that the backend computes itself to whoever watches; free when nobody does.</summary>
internal sealed class TensorReport : ITensorProbe
{
    private ITensorSink? _sink;

    public bool IsWatched => _sink is not null;

    public void Watch(ITensorSink? sink) => _sink = sink;

    /// <summary>Delivers <paramref name="values"/>, (tokens, rowLength).</summary>
    public void Rows(ProbePoint point, int layer, ReadOnlySpan<float> values, int rowLength)
    {
        if (_sink?.Wants(point, layer) == true) _sink.Receive(point, layer, values, [values.Length / rowLength, rowLength]);
    }

    /// <summary>Delivers <paramref name="values"/>, (tokens, heads, headDim).</summary>
    public void Heads(ProbePoint point, int layer, ReadOnlySpan<float> values, int heads, int headDim)
    {
        if (_sink?.Wants(point, layer) == true) _sink.Receive(point, layer, values, [values.Length / (heads * headDim), heads, headDim]);
    }

    /// <summary>
    /// Delivers queries, keys and values, (tokens, heads, headDim) each, and the softmax weights of the whole text. No pass keeps those: one that goes token
    /// by token, or block by block, forgets them as it goes. They are what the reference attention makes of the pass's own queries and keys.
    /// </summary>
    public void Attention(int layer, in AttentionShape shape, ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values)
    {
        if (_sink is null) return;
        Heads(ProbePoint.Query, layer, queries, shape.HeadCount, shape.HeadDim);
        Heads(ProbePoint.Key, layer, keys, shape.KvHeadCount, shape.HeadDim);
        Heads(ProbePoint.Value, layer, values, shape.KvHeadCount, shape.HeadDim);
        if (!_sink.Wants(ProbePoint.Weights, layer)) return;
        int tokens = queries.Length / (shape.HeadCount * shape.HeadDim);
        var weights = new float[shape.HeadCount * tokens * tokens];
        DenseAttention.Reference(shape, queries, keys, values, 0, weights, new float[queries.Length]);
        _sink.Receive(ProbePoint.Weights, layer, weights, [shape.HeadCount, tokens, tokens]);
    }
}
