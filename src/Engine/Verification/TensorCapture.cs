using Engine.Backends;

namespace Engine.Verification;

/// <summary>A captured tensor: its values, row-major, and its shape.</summary>
internal sealed record CapturedTensor(float[] Values, int[] Shape);

/// <summary>Keeps copies of the wanted intermediate tensors of a pass.</summary>
internal sealed class TensorCapture(params ProbePoint[] points) : ITensorSink
{
    private readonly Dictionary<(ProbePoint, int), CapturedTensor> _tensors = [];

    /// <summary>The only layer to capture; null for all.</summary>
    public int? OnlyLayer { get; init; }

    public bool Wants(ProbePoint point, int layer) => points.Contains(point) && (OnlyLayer is null || OnlyLayer == layer);

    public void Receive(ProbePoint point, int layer, ReadOnlySpan<float> values, ReadOnlySpan<int> shape) =>
        _tensors[(point, layer)] = new CapturedTensor(values.ToArray(), shape.ToArray());

    /// <summary>What <paramref name="point"/> of <paramref name="layer"/> was; null when it was not delivered.</summary>
    public CapturedTensor? Find(ProbePoint point, int layer) => _tensors.GetValueOrDefault((point, layer));

    /// <summary>What <paramref name="point"/> of <paramref name="layer"/> was.</summary>
    /// <exception cref="InvalidOperationException">The backend did not deliver it.</exception>
    public CapturedTensor Get(ProbePoint point, int layer) =>
        Find(point, layer) ?? throw new InvalidOperationException($"the backend did not show {point} of layer {layer}");
}
