using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Layers;
using Engine.KvCache;

namespace Engine.Backends.Reference;

/// <summary>
/// The graph of a decoder, see <see cref="DecoderGraph"/>, layer by layer over all tokens of a batch. Every row is computed on its own,
/// so its bits depend on the tokens before it and on nothing else.
/// </summary>
internal sealed class DecoderForwardPass : IForwardPass
{
    private readonly Hyperparameters _shape;
    private readonly DecoderGraph _graph;
    private readonly DecoderWeights _weights;
    private readonly LayerRopes _ropes;
    private readonly ReferenceKvStore _store;
    private readonly BatchCheck _check;
    private readonly ReferenceAttention _attention;
    private readonly TensorReport _report;
    private readonly int _modelDim, _queryDim, _keyDim;

    // Activations of a batch, (tokens, ...); they grow to the largest batch seen.
    private float[] _residual = [], _normalized = [], _queries = [], _keys = [], _values = [], _heads = [], _change = [], _gate = [], _up = [];
    private float[] _outputs = [], _logits = [];
    private int[] _logitsRow = [];
    private bool[] _wantsHidden = [];
    private int _batchLength;

    public DecoderForwardPass(
        Hyperparameters shape, DecoderGraph graph, DecoderWeights weights, LayerRopes ropes, ReferenceKvStore store, int contextLength, int maxBatchTokens,
        RowTeam team, TensorReport report)
    {
        (_shape, _graph, _weights, _ropes, _store, _report) = (shape, graph, weights, ropes, store, report);
        _attention = new ReferenceAttention(graph.Attention(0), contextLength, team);
        (_modelDim, _queryDim, _keyDim) = (shape.ModelDim, shape.HeadCount * shape.HeadDim, shape.KvHeadCount * shape.HeadDim);
        KvStore = new BlockTables(store);
        ContextLength = contextLength;
        MaxBatchTokens = maxBatchTokens;
        _check = new BatchCheck(KvStore, VocabSize, maxBatchTokens);
    }

    public int VocabSize => _weights.Embedding.Rows;

    public int ContextLength { get; }

    public int MaxBatchTokens { get; }

    public BlockTables KvStore { get; }

    public void Forward(ReadOnlySpan<BatchToken> batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _check.Validate(batch);
        if (_report.IsWatched) BatchCheck.ValidateWatched(batch);
        Resize(batch.Length);
        _check.Extend();
        _batchLength = 0;   // no logits until the batch is through
        try
        {
            for (int t = 0; t < batch.Length; t++) Embed(batch[t].Token, Row(_residual, t, _modelDim));
            for (int layer = 0; layer < _weights.Layers.Length; layer++)
            {
                Attend(_weights.Layers[layer], layer, batch, cancellationToken);
                FeedForward(_weights.Layers[layer], layer, batch.Length, cancellationToken);
            }
            Output(batch, cancellationToken);
        }
        catch
        {
            _check.RollBack();
            throw;
        }
        _batchLength = batch.Length;
    }

    public Span<float> Logits(int index)
    {
        if ((uint)index >= (uint)_batchLength || _logitsRow[index] < 0)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"the last batch had {_batchLength} entries, and only those that wanted logits have them");
        return Row(_logits, _logitsRow[index], VocabSize);
    }

    public int HiddenDim => _modelDim;

    public ReadOnlySpan<float> Hidden(int index)
    {
        if ((uint)index >= (uint)_batchLength || !_wantsHidden[index])
            throw new ArgumentOutOfRangeException(nameof(index), index, $"the last batch had {_batchLength} entries, and only those that wanted their hidden state have it");
        return Row(_normalized, index, _modelDim);
    }

    private void Embed(int token, Span<float> destination)
    {
        _weights.Embedding.ReadRow(token, destination);
        for (int i = 0; i < destination.Length; i++) destination[i] *= _graph.EmbeddingScale;
    }

    private void Attend(DecoderLayer layer, int index, ReadOnlySpan<BatchToken> batch, CancellationToken cancellationToken)
    {
        int tokens = batch.Length;
        Normalize(layer.AttentionNorm, tokens);
        _report.Rows(ProbePoint.AttentionNorm, index, _normalized.AsSpan(0, tokens * _modelDim), _modelDim);

        layer.Query.Multiply(_normalized, tokens, _queries, cancellationToken);
        layer.Key.Multiply(_normalized, tokens, _keys, cancellationToken);
        layer.Value.Multiply(_normalized, tokens, _values, cancellationToken);
        for (int t = 0; t < tokens; t++)
        {
            NormalizeHeads(Row(_queries, t, _queryDim), layer.QueryNorm);
            NormalizeHeads(Row(_keys, t, _keyDim), layer.KeyNorm);
            _ropes.Rotate(index, batch[t].Position, Row(_queries, t, _queryDim));
            _ropes.Rotate(index, batch[t].Position, Row(_keys, t, _keyDim));
            int row = KvStore.Table(batch[t].Sequence)[batch[t].Position];
            Row(_keys, t, _keyDim).CopyTo(_store.Key(index, row));
            Row(_values, t, _keyDim).CopyTo(_store.Value(index, row));
        }
        _attention.Shape = _graph.Attention(index);
        _report.Attention(index, _attention.Shape, _queries.AsSpan(0, tokens * _queryDim), _keys.AsSpan(0, tokens * _keyDim), _values.AsSpan(0, tokens * _keyDim));

        for (int start = 0, end; start < tokens; start = end)
        {
            end = RunEnd(batch, start);
            var first = batch[start];
            int keyCount = first.Position + end - start;
            _store.Gather(index, KvStore.Table(first.Sequence)[..keyCount], _attention.Keys(keyCount), _attention.Values(keyCount));
            _attention.Run(_queries, start, end - start, first.Position, keyCount, _heads, cancellationToken);
        }
        _report.Rows(ProbePoint.HeadOutput, index, _heads.AsSpan(0, tokens * _queryDim), _queryDim);

        layer.AttentionOutput.Multiply(_heads, tokens, _change, cancellationToken);
        AddChange(layer.PostAttentionNorm, tokens);
    }

    private void FeedForward(DecoderLayer layer, int index, int tokens, CancellationToken cancellationToken)
    {
        Normalize(layer.FeedForwardNorm, tokens);
        _report.Rows(ProbePoint.FeedForwardNorm, index, _normalized.AsSpan(0, tokens * _modelDim), _modelDim);

        layer.Gate.Multiply(_normalized, tokens, _gate, cancellationToken);
        layer.Up.Multiply(_normalized, tokens, _up, cancellationToken);
        var gate = _gate.AsSpan(0, tokens * _shape.FeedForwardDim);
        _graph.Activation.Reference(gate, _up.AsSpan(0, gate.Length), gate);
        _report.Rows(ProbePoint.FeedForwardHidden, index, gate, _shape.FeedForwardDim);
        layer.Down.Multiply(_gate, tokens, _change, cancellationToken);
        AddChange(layer.PostFeedForwardNorm, tokens);
        _report.Rows(ProbePoint.LayerOutput, index, _residual.AsSpan(0, tokens * _modelDim), _modelDim);
    }

    /// <summary>The hidden states and logits of the entries that want them.</summary>
    private void Output(ReadOnlySpan<BatchToken> batch, CancellationToken cancellationToken)
    {
        for (int t = 0; t < batch.Length; t++)
        {
            _wantsHidden[t] = batch[t].WantsHidden;
            if (_wantsHidden[t]) RmsNorm.Reference(Row(_residual, t, _modelDim), _weights.OutputNorm, _shape.NormEpsilon, Row(_normalized, t, _modelDim));
        }
        int rows = 0;
        for (int t = 0; t < batch.Length; t++) _logitsRow[t] = batch[t].WantsLogits ? rows++ : -1;
        if (rows == 0) return;

        Scratch.Ensure(ref _outputs, rows * _modelDim);
        Scratch.Ensure(ref _logits, rows * VocabSize);
        for (int t = 0; t < batch.Length; t++)
            if (_logitsRow[t] >= 0)
                RmsNorm.Reference(Row(_residual, t, _modelDim), _weights.OutputNorm, _shape.NormEpsilon, Row(_outputs, _logitsRow[t], _modelDim));
        _weights.Output.Multiply(_outputs, rows, _logits, cancellationToken);
    }

    private void Normalize(float[] weight, int tokens)
    {
        for (int t = 0; t < tokens; t++)
            RmsNorm.Reference(Row(_residual, t, _modelDim), weight, _shape.NormEpsilon, Row(_normalized, t, _modelDim));
    }

    /// <summary>Normalizes each of <paramref name="heads"/>, where the architecture has it.</summary>
    private void NormalizeHeads(Span<float> heads, float[]? weight)
    {
        if (weight is null) return;
        for (int at = 0; at < heads.Length; at += _shape.HeadDim)
            RmsNorm.Reference(heads.Slice(at, _shape.HeadDim), weight, _shape.NormEpsilon, heads.Slice(at, _shape.HeadDim));
    }

    /// <summary>Adds what a block computed to the residual stream, normalized before where the architecture has it.</summary>
    private void AddChange(float[]? norm, int tokens)
    {
        for (int t = 0; t < tokens; t++)
        {
            var change = Row(_change, t, _modelDim);
            if (norm is not null) RmsNorm.Reference(change, norm, _shape.NormEpsilon, change);
            for (int i = 0; i < _modelDim; i++) _residual[t * _modelDim + i] += change[i];
        }
    }

    /// <summary>The end of the run of entries, from <paramref name="start"/> on, that continue one sequence.</summary>
    private static int RunEnd(ReadOnlySpan<BatchToken> batch, int start)
    {
        int end = start + 1;
        while (end < batch.Length && batch[end].Sequence == batch[start].Sequence) end++;
        return end;
    }

    private void Resize(int tokens)
    {
        if (tokens <= _logitsRow.Length) return;
        _logitsRow = new int[tokens];
        _wantsHidden = new bool[tokens];
        _residual = new float[tokens * _modelDim];
        _normalized = new float[tokens * _modelDim];
        _change = new float[tokens * _modelDim];
        _queries = new float[tokens * _queryDim];
        _heads = new float[tokens * _queryDim];
        _keys = new float[tokens * _keyDim];
        _values = new float[tokens * _keyDim];
        _gate = new float[tokens * _shape.FeedForwardDim];
        _up = new float[tokens * _shape.FeedForwardDim];
    }

    private static Span<float> Row(float[] rows, int row, int length) => rows.AsSpan(row * length, length);
}
