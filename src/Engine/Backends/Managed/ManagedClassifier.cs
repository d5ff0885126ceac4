using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Memory;
using Engine.Kernels.Threading;

namespace Engine.Backends.Managed;

/// <summary>The weights of a classification head.</summary>
internal sealed record ClassifierHead(
    Weight? Dense,   // (modelDim, modelDim)
    Weight Output)   // (classes, modelDim)
{
    public static ClassifierHead Read(GgufFile file, ManagedWeights weights) =>
        new(file.TryGetTensor(TensorNames.Classifier + TensorNames.Weight, out _) ? weights.Matrix(TensorNames.Classifier) : null, weights.Matrix(TensorNames.ClassifierOutput));
}

/// <summary>A classification head on the first token: output(tanh(dense(x))), where the file has the dense layer. The columns of a batch are texts.</summary>
internal sealed class ManagedClassifier : IClassifier, ITeamWork, IDisposable
{
    private readonly ManagedEncoder _encoder;
    private readonly Team _team;
    private readonly Weight? _dense;
    private readonly Weight _output;
    private readonly Projection _projection;
    private readonly NativeBuffer<float> _first;    // (texts, modelDim): the output of the first token
    private readonly NativeBuffer<float> _hidden;   // (texts, modelDim)
    private readonly NativeBuffer<float> _logits;   // (texts, classes)
    private readonly int _modelDim;
    private readonly int _maxTexts;
    private int _textCount;

    public ManagedClassifier(ManagedEncoder encoder, ClassifierHead head, Team team, ResolvedOptions options)
    {
        (_encoder, _team, _dense, _output) = (encoder, team, head.Dense, head.Output);
        (_modelDim, _maxTexts) = (encoder.Dimensions, options.BatchSize);
        _projection = new Projection(_dense is { } dense ? [dense, _output] : [_output], _maxTexts, team.Size);
        _first = new((nint)_maxTexts * _modelDim);
        _hidden = new((nint)_maxTexts * _modelDim);
        _logits = new((nint)_maxTexts * _output.Matrix.Rows);
    }

    /// <inheritdoc/>
    public int ClassCount => _output.Matrix.Rows;

    /// <inheritdoc/>
    public int MaxTokens => _encoder.MaxTokens;

    /// <inheritdoc/>
    public float[][] Classify(IReadOnlyList<TokenText> texts, CancellationToken cancellationToken)
    {
        float[][] vectors = _encoder.Encode(texts, cancellationToken);
        float[][] logits = new float[vectors.Length][];
        for (int start = 0; start < vectors.Length; start += _textCount)
        {
            _textCount = Math.Min(_maxTexts, vectors.Length - start);
            for (int i = 0; i < _textCount; i++) vectors[start + i].AsSpan(0, _modelDim).CopyTo(_first.Row(i, _modelDim));
            _projection.Begin(_textCount, 0);
            _team.Run(this, cancellationToken);
            for (int i = 0; i < _textCount; i++) logits[start + i] = _logits.Row(i, ClassCount).ToArray();
        }
        return logits;
    }

    public void Dispose()
    {
        _projection.Dispose();
        foreach (var buffer in (NativeBuffer<float>[])[_first, _hidden, _logits]) buffer.Dispose();
    }

    void ITeamWork.Run(Team team, int worker)
    {
        if (_dense is not { } dense)
        {
            _projection.Pack(team, worker, _first, _output);
        }
        else
        {
            _projection.Pack(team, worker, _first, dense);
            team.Barrier(worker);
            _projection.Multiply(team, worker, dense, _hidden);
            team.Barrier(worker);
            foreach (var (first, last) in team.Claim(worker, _textCount))
                for (int text = first; text < last; text++) _projection.Pack(text, Tanh(_hidden.Row(text, _modelDim)), worker, _output);
        }
        team.Barrier(worker);
        _projection.Multiply(team, worker, _output, _logits);
    }

    private static Span<float> Tanh(Span<float> x)
    {
        foreach (ref float value in x) value = MathF.Tanh(value);
        return x;
    }
}
