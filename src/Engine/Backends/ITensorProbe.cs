namespace Engine.Backends;

/// <summary>Intermediate tensors that every implementation of a forward pass computes in some form.</summary>
internal enum ProbePoint
{
    /// <summary>Queries after RoPE, (tokens, headCount, headDim).</summary>
    Query,
    /// <summary>Keys after RoPE, (tokens, kvHeadCount, headDim).</summary>
    Key,
    /// <summary>Values, (tokens, kvHeadCount, headDim).</summary>
    Value,
    /// <summary>Softmax weights, (headCount, tokens, keys); keys are those of the sequence so far, unpadded.</summary>
    Weights,
    /// <summary>Concatenated head outputs before the output projection, (tokens, headCount * headDim).</summary>
    HeadOutput,
    /// <summary>Normalized input of the attention, (tokens, modelDim).</summary>
    AttentionNorm,
    /// <summary>Normalized input of the feed-forward network, (tokens, modelDim).</summary>
    FeedForwardNorm,
    /// <summary>What the feed-forward network's last matrix is multiplied with, (tokens, feedForwardDim).</summary>
    FeedForwardHidden,
    /// <summary>The residual stream after the layer, (tokens, modelDim).</summary>
    LayerOutput,
}

/// <summary>Receives intermediate tensors while a batch runs.</summary>
internal interface ITensorSink
{
    /// <summary>Whether this tensor should be delivered.</summary>
    bool Wants(ProbePoint point, int layer);

    /// <summary>A wanted tensor, row-major, in the shape <see cref="ProbePoint"/> gives; valid during the call.</summary>
    void Receive(ProbePoint point, int layer, ReadOnlySpan<float> values, ReadOnlySpan<int> shape);
}

/// <summary>A forward pass or encoder whose intermediate tensors can be watched.</summary>
internal interface ITensorProbe
{
    /// <summary>Watches the batches that follow; null stops. Requires the whole batch to be one sequence from position 0.</summary>
    void Watch(ITensorSink? sink);
}
