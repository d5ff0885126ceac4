using Engine.Kernels;

namespace Engine.Backends.Reference;

/// <summary>Delivers intermediate tensors to whoever watches; free when nobody does.</summary>
internal sealed class TensorReport : ITensorProbe
{
    private ITensorSink? _sink;

    public bool IsWatched => _sink is not null;

    public void Watch(ITensorSink? sink) => _sink = sink;

    /// <summary>Delivers <paramref name="values"/>, (tokens, rowLength).</summary>
    public void Rows(ProbePoint point, int layer, float[] values, int tokens, int rowLength)
    {
        if (_sink?.Wants(point, layer) == true) _sink.Receive(point, layer, values.AsSpan(0, tokens * rowLength), [tokens, rowLength]);
    }

    /// <summary>Delivers <paramref name="values"/>, (tokens, heads, headDim).</summary>
    public void Heads(ProbePoint point, int layer, float[] values, int tokens, int heads, int headDim)
    {
        if (_sink?.Wants(point, layer) == true)
            _sink.Receive(point, layer, values.AsSpan(0, tokens * heads * headDim), [tokens, heads, headDim]);
    }

    /// <summary>Delivers the softmax weights of a whole text, which the pass itself keeps only token by token.</summary>
    public void Weights(int layer, in AttentionShape shape, int tokens, float[] queries, float[] keys, float[] values)
    {
        if (_sink?.Wants(ProbePoint.Weights, layer) != true) return;
        int queryLength = tokens * shape.HeadCount * shape.HeadDim, rowLength = tokens * shape.KvHeadCount * shape.HeadDim;
        var weights = new float[shape.HeadCount * tokens * tokens];
        Attention.Forward(shape, queries.AsSpan(0, queryLength), keys.AsSpan(0, rowLength), values.AsSpan(0, rowLength), 0, weights, new float[queryLength]);
        _sink.Receive(ProbePoint.Weights, layer, weights, [shape.HeadCount, tokens, tokens]);
    }
}
