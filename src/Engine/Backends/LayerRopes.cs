using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Layers;

namespace Engine.Backends;

/// <summary>
/// How the positions of each layer turn, for the backends that compute it themselves: one table of frequencies for all layers, or a
/// few where layers differ.
/// </summary>
internal sealed class LayerRopes
{
    private readonly int _headDim;
    private readonly RopeFrequencies[] _tables;
    private readonly int[] _tableOf;   // per layer

    /// <summary>The tables of a decoder; what <paramref name="options"/> override is the model's own rotation, not one that a few layers have for themselves.</summary>
    /// <param name="graph">Its graph.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="options">What the user overrides.</param>
    /// <param name="divisors">Of the frequencies, one per pair; empty for none.</param>
    public LayerRopes(DecoderGraph graph, Hyperparameters shape, ModelOptions options, ReadOnlySpan<float> divisors)
    {
        Pairing = graph.Pairing;
        _headDim = shape.HeadDim;
        var rotations = new List<Rotation>();
        _tableOf = new int[graph.Layers.Count];
        for (int layer = 0; layer < _tableOf.Length; layer++)
        {
            var rotation = graph.Layers[layer].Rotation;
            if (!rotations.Contains(rotation)) rotations.Add(rotation);
            _tableOf[layer] = rotations.IndexOf(rotation);
        }
        _tables = new RopeFrequencies[rotations.Count];
        for (int i = 0; i < _tables.Length; i++)
        {
            bool isModels = rotations[i] == DecoderGraph.ModelRotation(shape);
            _tables[i] = Frequencies(rotations[i], shape, isModels ? options : new ModelOptions(), divisors);
        }
    }

    /// <summary>Which elements of a head turn together.</summary>
    public RopePairing Pairing { get; }

    /// <summary>Elements of a head that turn.</summary>
    public int RotatedDim => 2 * _tables[0].PerPair.Length;

    /// <summary>The different rotations.</summary>
    public IReadOnlyList<RopeFrequencies> Tables => _tables;

    /// <summary>Which of <see cref="Tables"/> is that of <paramref name="layer"/>.</summary>
    public int TableOf(int layer) => _tableOf[layer];

    /// <summary>Rotates <paramref name="heads"/>, (heads, headDim), to <paramref name="position"/>.</summary>
    public void Rotate(int layer, int position, Span<float> heads)
    {
        var table = _tables[_tableOf[layer]];
        Rotate(table, table.Magnitude, position, heads);
    }

    /// <summary>Moves <paramref name="heads"/>, (heads, headDim), that are rotated already, by <paramref name="positions"/>, which may be negative.</summary>
    public void Move(int layer, int positions, Span<float> heads) => Rotate(_tables[_tableOf[layer]], 1, positions, heads);

    private void Rotate(RopeFrequencies table, double magnitude, int position, Span<float> heads)
    {
        for (int at = 0; at < heads.Length; at += _headDim)
            RoPE.Reference(table.PerPair, magnitude, Pairing, position, heads.Slice(at, _headDim));
    }

    private static RopeFrequencies Frequencies(Rotation rotation, Hyperparameters shape, ModelOptions options, ReadOnlySpan<float> divisors)
    {
        var scaling = rotation.Scaling;
        bool yarn = scaling.Type == RopeScalingType.Yarn;
        double factor = scaling.Type == RopeScalingType.None ? 1 : scaling.Factor;
        var parameters = new RopeParameters(shape.RopeDimension, options.RopeFrequencyBase ?? rotation.Base)
        {
            Factor = options.RopeFrequencyScale is { } scale ? 1 / scale : factor,
            ExtrapolationFactor = yarn ? scaling.ExtrapolationFactor ?? 1 : 0,
            AttentionFactor = scaling.AttentionFactor,
            OriginalContext = scaling.OriginalContext > 0 ? scaling.OriginalContext : shape.ContextLength,
            BetaFast = scaling.BetaFast,
            BetaSlow = scaling.BetaSlow,
        };
        return new RopeFrequencies(parameters, divisors);
    }
}

/// <summary>How keys of a layer, (heads, headDim), move by some positions: what RoPE did to them at one is turned to another.</summary>
internal delegate void KeyRotation(int layer, int positions, Span<float> heads);
