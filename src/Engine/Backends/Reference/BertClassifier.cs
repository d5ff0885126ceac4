using Engine.Gguf;
using Engine.Gguf.Architectures;

namespace Engine.Backends.Reference;

/// <summary>A classification head on the first token: output(tanh(dense(x))), where the file has the dense layer.</summary>
internal sealed class BertClassifier : IClassifier
{
    private readonly BertEncoder _encoder;
    private readonly WeightMatrix? _dense;
    private readonly WeightMatrix _output;

    public BertClassifier(BertEncoder encoder, GgufFile file, ReferenceWeights weights)
    {
        _encoder = encoder;
        _dense = file.TryGetTensor(TensorNames.Classifier + TensorNames.Weight, out _) ? weights.Matrix(TensorNames.Classifier) : null;   // (modelDim, modelDim)
        _output = weights.Matrix(TensorNames.ClassifierOutput);                                                                           // (classes, modelDim)
    }

    public int ClassCount => _output.Rows;

    public int MaxTokens => _encoder.MaxTokens;

    public float[][] Classify(IReadOnlyList<TokenText> texts, CancellationToken cancellationToken) =>
        _encoder.Encode(texts, cancellationToken).Select(vectors => Logits(vectors[.._encoder.Dimensions], cancellationToken)).ToArray();

    private float[] Logits(float[] first, CancellationToken cancellationToken)
    {
        if (_dense is not null)
        {
            var hidden = new float[_dense.Rows];
            _dense.Multiply(first, 1, hidden, cancellationToken);
            first = Array.ConvertAll(hidden, value => (float)Math.Tanh(value));
        }
        var logits = new float[_output.Rows];
        _output.Multiply(first, 1, logits, cancellationToken);
        return logits;
    }
}
