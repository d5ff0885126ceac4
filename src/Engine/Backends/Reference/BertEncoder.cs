using Engine.Gguf;
using Engine.Kernels.Attention;
using Engine.Kernels.Layers;

namespace Engine.Backends.Reference;

/// <summary>The graph of the bert architecture: every token sees every other, and norms follow the residual sums.</summary>
/// <remarks>Source: Devlin et al. 2018, "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding".</remarks>
internal sealed class BertEncoder : IEncoder
{
    private readonly Hyperparameters _shape;
    private readonly BertWeights _weights;
    private readonly ReferenceAttention _attention;
    private readonly TensorReport _report;

    public BertEncoder(Hyperparameters shape, BertWeights weights, int contextLength, RowTeam team, TensorReport report)
    {
        (_shape, _weights, _report) = (shape, weights, report);
        MaxTokens = Math.Min(weights.Positions.Rows, contextLength);
        _attention = new ReferenceAttention(new AttentionShape(shape.HeadCount, shape.HeadCount, shape.HeadDim, AttentionMask.None), MaxTokens, team);
    }

    public int Dimensions => _shape.ModelDim;

    public int MaxTokens { get; }

    public float[][] Encode(IReadOnlyList<TokenText> texts, CancellationToken cancellationToken)
    {
        foreach (var text in texts) Check(text.Ids);
        return texts.Select(text => Run(text, cancellationToken)).ToArray();
    }

    /// <summary>The last layer's output for a text, (tokens, modelDim).</summary>
    /// <exception cref="ArgumentException">The text is empty, too long, or holds a token that does not exist.</exception>
    public float[] Run(TokenText text, CancellationToken cancellationToken)
    {
        Check(text.Ids);
        int tokens = text.Length, dim = _shape.ModelDim;
        var x = Embed(text);
        var normalized = new float[x.Length];
        float[] queries = new float[x.Length], keys = new float[x.Length], values = new float[x.Length], heads = new float[x.Length], change = new float[x.Length];
        var hidden = new float[tokens * _shape.FeedForwardDim];

        for (int i = 0; i < _weights.Layers.Length; i++)
        {
            var layer = _weights.Layers[i];
            _report.Rows(ProbePoint.AttentionNorm, i, x, dim);
            layer.Query.Multiply(x, tokens, queries, cancellationToken);
            layer.Key.Multiply(x, tokens, keys, cancellationToken);
            layer.Value.Multiply(x, tokens, values, cancellationToken);
            _report.Attention(i, _attention.Shape, queries, keys, values);
            keys.CopyTo(_attention.Keys(tokens));
            values.CopyTo(_attention.Values(tokens));
            _attention.Run(queries, 0, tokens, 0, tokens, heads, cancellationToken);
            _report.Rows(ProbePoint.HeadOutput, i, heads, dim);
            layer.AttentionOutput.Multiply(heads, tokens, change, cancellationToken);
            AddAndNormalize(x, change, layer.AttentionNorm, normalized);
            _report.Rows(ProbePoint.FeedForwardNorm, i, normalized, dim);

            layer.Up.Multiply(normalized, tokens, hidden, cancellationToken);
            Gelu.ReferenceExact(hidden, hidden);
            _report.Rows(ProbePoint.FeedForwardHidden, i, hidden, _shape.FeedForwardDim);
            layer.Down.Multiply(hidden, tokens, change, cancellationToken);
            AddAndNormalize(normalized, change, layer.OutputNorm, x);
            _report.Rows(ProbePoint.LayerOutput, i, x, dim);
        }
        return x;
    }

    /// <summary>The sum of the embeddings of token, position and token type, normalized; (tokens, modelDim).</summary>
    private float[] Embed(TokenText text)
    {
        int dim = _shape.ModelDim;
        float[] sum = new float[text.Length * dim], position = new float[dim];
        for (int t = 0; t < text.Length; t++)
        {
            var row = sum.AsSpan(t * dim, dim);
            _weights.Tokens.ReadRow(text.Ids[t], row);
            _weights.Positions.ReadRow(t, position);
            float[]? type = _weights.TokenTypes.Length > 0 ? _weights.TokenTypes[text.TypeAt(t, _weights.TokenTypes.Length)] : null;
            for (int d = 0; d < dim; d++) row[d] += position[d] + (type is null ? 0 : type[d]);
            Normalize(row, _weights.EmbeddingNorm, row);
        }
        return sum;
    }

    private void AddAndNormalize(float[] x, float[] change, NormWeights norm, float[] destination)
    {
        int dim = _shape.ModelDim;
        for (int i = 0; i < x.Length; i++) destination[i] = x[i] + change[i];
        for (int at = 0; at < x.Length; at += dim) Normalize(destination.AsSpan(at, dim), norm, destination.AsSpan(at, dim));
    }

    private void Normalize(ReadOnlySpan<float> x, NormWeights norm, Span<float> destination) =>
        LayerNorm.Reference(x, norm.Weight, norm.Bias, _shape.NormEpsilon, destination);

    private void Check(int[] text)
    {
        if (text.Length == 0 || text.Length > MaxTokens)
            throw new ArgumentException($"the text has {text.Length} tokens; 1 to {MaxTokens} were expected", nameof(text));
        foreach (int token in text)
            if ((uint)token >= (uint)_weights.Tokens.Rows)
                throw new ArgumentException($"token {token} does not exist; ids are 0 to {_weights.Tokens.Rows - 1}", nameof(text));
    }
}
