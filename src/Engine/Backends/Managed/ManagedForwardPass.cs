using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Attention;
using Engine.Kernels.Layers;
using Engine.Kernels.Memory;
using Engine.Kernels.Threading;
using Engine.KvCache;

namespace Engine.Backends.Managed;

/// <summary>
/// The graph of a decoder, see <see cref="DecoderGraph"/>, on a team of threads. All run one program together: they claim columns (tokens) where a token is
/// normalized, rotated or packed, rows where a matrix is multiplied, heads where tokens attend; a barrier stands between.
/// </summary>
internal sealed class ManagedForwardPass : IForwardPass, ITeamWork, IDisposable
{
    /// <summary>A pass over as many tokens is long for a team of threads.</summary>
    public const int LongPassTokens = 64;

    private readonly Hyperparameters _shape;
    private readonly DecoderWeights _weights;
    private readonly AttentionShape[] _attention;   // per layer
    private readonly GatedUnit _activate;
    private readonly LayerRopes _ropes;
    private readonly Team _team;
    private readonly KvBlocks _kv;
    private readonly BlockTables _tables;

    private readonly Projection _projection;
    private readonly Projection _toLogits;
    private readonly NativeBuffer<float> _residual;     // (columns, modelDim)
    private readonly NativeBuffer<float> _normalized;   // (threads, modelDim): the column each has at hand
    private NativeBuffer<float>? _watchedNormalized;    // (columns, modelDim): all columns, for whoever watches
    private readonly NativeBuffer<float> _query;        // (columns, headCount * headDim)
    private readonly NativeBuffer<float> _key;          // (columns, kvHeadCount * headDim)
    private readonly NativeBuffer<float> _value;        // (columns, kvHeadCount * headDim)
    private readonly NativeBuffer<float> _heads;        // (columns, headCount * headDim)
    private readonly NativeBuffer<float> _gate;         // (columns, feedForwardDim)
    private readonly NativeBuffer<float> _up;           // (columns, feedForwardDim)
    private readonly NativeBuffer<float> _added;        // (columns, modelDim): what a block adds to the residual stream
    private readonly NativeBuffer<float> _cosines;      // (rope tables, columns, rotatedDim)
    private readonly NativeBuffer<float> _sines;        // (rope tables, columns, rotatedDim)
    private readonly NativeBuffer<float> _scratch;      // (threads, attention scratch)
    private readonly int _scratchLength;
    private NativeBuffer<float> _logits;                // (rows, vocabSize)
    private NativeBuffer<float>? _hidden;               // (columns, modelDim): hidden states that were asked for

    private readonly BatchLayout _batch;
    private readonly BatchCheck _check;

    public ManagedForwardPass(Lazy<byte[]> fingerprint, DecoderWeights weights, Hyperparameters shape, DecoderGraph graph, LayerRopes ropes, ResolvedOptions options)
    {
        _shape = shape;
        _weights = weights;
        _ropes = ropes;
        _activate = graph.Activation.Simd;
        _attention = new AttentionShape[shape.LayerCount];
        for (int layer = 0; layer < _attention.Length; layer++) _attention[layer] = graph.Attention(layer);
        MaxBatchTokens = options.BatchSize;
        ContextLength = options.ContextLength;
        int blockCount = (options.CacheTokens + KvBlocks.BlockTokens - 1) / KvBlocks.BlockTokens;
        _kv = new KvBlocks(blockCount, shape.LayerCount, shape.KvHeadCount, shape.HeadDim, options.KeyType, options.ValueType);
        _tables = new BlockTables(new PagedKvStore(_kv, blockCount, shape.LayerCount, options.SequenceIds, fingerprint, ropes.Move));

        int n = MaxBatchTokens, heads = shape.HeadCount * shape.HeadDim, kvHeads = shape.KvHeadCount * shape.HeadDim;
        _projection = new Projection(weights.Layers.SelectMany(layer => layer.Matrices), n, options.Threads);
        _toLogits = new Projection([weights.Logits], n, options.Threads);
        _residual = new((nint)n * shape.ModelDim);
        _normalized = new((nint)options.Threads * shape.ModelDim);
        _query = new((nint)n * heads);
        _key = new((nint)n * kvHeads);
        _value = new((nint)n * kvHeads);
        _heads = new((nint)n * heads);
        _gate = new((nint)n * shape.FeedForwardDim);
        _up = new((nint)n * shape.FeedForwardDim);
        _added = new((nint)n * shape.ModelDim);
        _cosines = new((nint)ropes.Tables.Count * n * ropes.RotatedDim);
        _sines = new((nint)ropes.Tables.Count * n * ropes.RotatedDim);
        _scratchLength = PagedAttention.ScratchLength(_attention[0]);
        _scratch = new((nint)options.Threads * _scratchLength);
        _logits = new(shape.VocabSize);
        _batch = new BatchLayout(n);
        _check = new BatchCheck(_tables, VocabSize, n);
        _team = new Team(options.Threads);
    }

    /// <inheritdoc/>
    public int VocabSize => _weights.Logits.Matrix.Rows;

    /// <inheritdoc/>
    public int ContextLength { get; }

    /// <inheritdoc/>
    public int MaxBatchTokens { get; }

    /// <inheritdoc/>
    public BlockTables KvStore => _tables;

    /// <summary>Shows the pass's tensors.</summary>
    public TensorReport Report { get; } = new();

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<BatchToken> batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _check.Validate(batch);
        if (Report.IsWatched)
        {
            BatchCheck.ValidateWatched(batch);
            _watchedNormalized ??= new((nint)MaxBatchTokens * _shape.ModelDim);
        }
        _check.Extend();
        Prepare(batch);
        try
        {
            _team.Run(this, isLong: batch.Length >= LongPassTokens, cancellationToken);
        }
        catch
        {
            _batch.Clear();
            _check.RollBack();
            throw;
        }
    }

    /// <inheritdoc/>
    public int HiddenDim => _shape.ModelDim;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Hidden(int index) => _hidden!.Row(_batch.HiddenRow(index), HiddenDim);

    /// <inheritdoc/>
    public Span<float> Logits(int index) => _logits.Span((nint)_batch.Row(index) * VocabSize, VocabSize);

    public void Dispose()
    {
        _team.Dispose();
        _kv.Dispose();
        _projection.Dispose();
        _toLogits.Dispose();
        _watchedNormalized?.Dispose();
        _hidden?.Dispose();
        foreach (var buffer in (NativeBuffer<float>[])[_residual, _normalized, _query, _key, _value, _heads, _gate, _up, _added, _cosines, _sines, _scratch, _logits])
            buffer.Dispose();
    }

    /// <summary>The program of each thread.</summary>
    void ITeamWork.Run(Team team, int worker)
    {
        foreach (var (first, last) in team.Claim(worker, _batch.Count))
            for (int column = first; column < last; column++) Embed(column);
        team.Barrier(worker);

        float[]? postNorm = null;
        for (int layer = 0; layer < _weights.Layers.Count; layer++)
        {
            Attend(team, worker, layer, postNorm);
            FeedForward(team, worker, layer);
            postNorm = _weights.Layers[layer].PostFeedForwardNorm;
        }
        if (Report.IsWatched)
        {
            if (worker == 0) ShowLastOutput(postNorm);
            team.Barrier(worker);
        }
        WriteLogits(team, worker, postNorm);
    }

    private void Embed(int column)
    {
        var entry = _batch[column];
        _weights.Embed(entry.Token, _residual.Row(column, _shape.ModelDim));
        _added.Row(column, _shape.ModelDim).Clear();
        for (int table = 0; table < _ropes.Tables.Count; table++)
        {
            var rope = _ropes.Tables[table];
            RoPE.Angles(rope.PerPair, rope.Magnitude, _ropes.Pairing, entry.Position, Angles(_cosines, table, column), Angles(_sines, table, column));
        }
    }

    private void Attend(Team team, int worker, int layerIndex, float[]? postNorm)
    {
        var layer = _weights.Layers[layerIndex];
        int heads = _shape.HeadCount * _shape.HeadDim, kvHeads = _shape.KvHeadCount * _shape.HeadDim;
        foreach (var (first, last) in team.Claim(worker, _batch.Count))
            for (int column = first; column < last; column++)
                _projection.Pack(column, Advance(column, postNorm, layer.AttentionNorm, worker), worker, layer.Query, layer.Key, layer.Value);
        team.Barrier(worker);

        Show(worker, ProbePoint.AttentionNorm, layerIndex, _watchedNormalized, _shape.ModelDim);
        if (layerIndex > 0) Show(worker, ProbePoint.LayerOutput, layerIndex - 1, _residual, _shape.ModelDim);
        foreach (var (first, last) in _projection.Claim(team, worker, layer.Query))
        {
            _projection.Multiply(layer.Query, _query, first, last, worker);
            _projection.MultiplyPart(layer.Key, _key, first, last, heads, worker);
            _projection.MultiplyPart(layer.Value, _value, first, last, heads, worker);
        }
        team.Barrier(worker);

        foreach (var (first, last) in team.Claim(worker, _batch.Count))
        {
            for (int column = first; column < last; column++)
            {
                var key = _key.Row(column, kvHeads);
                NormalizeAndRotate(_query.Row(column, heads), layer.QueryNorm, layerIndex, column);
                NormalizeAndRotate(key, layer.KeyNorm, layerIndex, column);
                var entry = _batch[column];
                _kv.Write(_tables.Table(entry.Sequence)[entry.Position / KvBlocks.BlockTokens], layerIndex, entry.Position % KvBlocks.BlockTokens, key, _value.Row(column, kvHeads));
            }
        }
        team.Barrier(worker);

        if (worker == 0)
            Report.Attention(layerIndex, _attention[layerIndex], _query.Span(_batch.Count * heads), _key.Span(_batch.Count * kvHeads), _value.Span(_batch.Count * kvHeads));
        foreach (var (first, last) in team.Claim(worker, _batch.UnitCount * _shape.KvHeadCount, most: 1))
        {
            for (int item = first; item < last; item++)
            {
                var (unit, kvHead) = Math.DivRem(item, _shape.KvHeadCount);
                Attend(layerIndex, unit, kvHead, _scratch.Row(worker, _scratchLength));
            }
        }
        team.Barrier(worker);

        Show(worker, ProbePoint.HeadOutput, layerIndex, _heads, heads);
        _projection.Pack(team, worker, _heads, layer.Output);
        team.Barrier(worker);
        _projection.Multiply(team, worker, layer.Output, _added);
        team.Barrier(worker);
    }

    /// <summary>The heads of a group attend: for a tile of prefilling queries, or for one that decodes.</summary>
    private void Attend(int layerIndex, int unit, int kvHead, Span<float> scratch)
    {
        int heads = _shape.HeadCount * _shape.HeadDim;
        var (column, count, isTile) = _batch.Unit(unit);
        var entry = _batch[column];
        var kv = new KvView(_kv, layerIndex, _tables.Table(entry.Sequence), _tables.Length(entry.Sequence));
        var query = _query.Span((nint)column * heads, count * heads);
        var result = _heads.Span((nint)column * heads, count * heads);
        if (isTile) PagedAttention.Prefill(_attention[layerIndex], kv, kvHead, entry.Position, count, query, result, heads, scratch);
        else PagedAttention.Decode(_attention[layerIndex], kv, kvHead, entry.Position, query, result, scratch);
    }

    private void FeedForward(Team team, int worker, int layerIndex)
    {
        var layer = _weights.Layers[layerIndex];
        foreach (var (first, last) in team.Claim(worker, _batch.Count))
            for (int column = first; column < last; column++)
                _projection.Pack(column, Advance(column, layer.PostAttentionNorm, layer.FeedForwardNorm, worker), worker, layer.Gate, layer.Up);
        team.Barrier(worker);

        Show(worker, ProbePoint.FeedForwardNorm, layerIndex, _watchedNormalized, _shape.ModelDim);
        foreach (var (first, last) in _projection.Claim(team, worker, layer.Gate))
        {
            _projection.Multiply(layer.Gate, _gate, first, last, worker);
            _projection.Multiply(layer.Up, _up, first, last, worker);
        }
        team.Barrier(worker);

        foreach (var (first, last) in team.Claim(worker, _batch.Count))
        {
            for (int column = first; column < last; column++)
            {
                var gate = _gate.Row(column, _shape.FeedForwardDim);
                _activate(gate, _up.Row(column, _shape.FeedForwardDim), gate);
                _projection.Pack(column, gate, worker, layer.Down);
            }
        }
        team.Barrier(worker);
        Show(worker, ProbePoint.FeedForwardHidden, layerIndex, _gate, _shape.FeedForwardDim);
        _projection.Multiply(team, worker, layer.Down, _added);
        team.Barrier(worker);
    }

    /// <summary>
    /// Adds to a column of the residual stream what the block before has computed, normalized by <paramref name="postNorm"/> where the architecture has
    /// one, and returns it normalized by <paramref name="norm"/> for the next.
    /// </summary>
    private Span<float> Advance(int column, float[]? postNorm, float[] norm, int worker)
    {
        AddBlock(column, postNorm);
        var normalized = Report.IsWatched ? _watchedNormalized!.Row(column, _shape.ModelDim) : _normalized.Row(worker, _shape.ModelDim);
        RmsNorm.Forward(_residual.Row(column, _shape.ModelDim), norm, _shape.NormEpsilon, normalized);
        return normalized;
    }

    private void AddBlock(int column, float[]? postNorm)
    {
        var added = _added.Row(column, _shape.ModelDim);
        if (postNorm is not null) RmsNorm.Forward(added, postNorm, _shape.NormEpsilon, added);
        Elementwise.Add(_residual.Row(column, _shape.ModelDim), added);
    }

    /// <summary>Shows what all columns have in <paramref name="buffer"/>, (columns, rowLength), to whoever watches; nobody writes to it before the next barrier.</summary>
    private void Show(int worker, ProbePoint point, int layer, NativeBuffer<float>? buffer, int rowLength)
    {
        if (worker == 0 && Report.IsWatched) Report.Rows(point, layer, buffer!.Span(_batch.Count * rowLength), rowLength);
    }

    /// <summary>Adds the last block for every column, as the columns without logits would not have it, so that nothing is left to add to the others.</summary>
    private void ShowLastOutput(float[]? postNorm)
    {
        for (int column = 0; column < _batch.Count; column++)
        {
            AddBlock(column, postNorm);
            _added.Row(column, _shape.ModelDim).Clear();
        }
        Show(0, ProbePoint.LayerOutput, _weights.Layers.Count - 1, _residual, _shape.ModelDim);
    }

    /// <summary>Each of <paramref name="heads"/> of a column, normalized where the architecture has it, turned to the column's position.</summary>
    private void NormalizeAndRotate(Span<float> heads, float[]? norm, int layer, int column)
    {
        int table = _ropes.TableOf(layer);
        var cosines = Angles(_cosines, table, column);
        var sines = Angles(_sines, table, column);
        for (int at = 0; at < heads.Length; at += _shape.HeadDim)
        {
            var head = heads.Slice(at, _shape.HeadDim);
            if (norm is not null) RmsNorm.Forward(head, norm, _shape.NormEpsilon, head);
            RoPE.Forward(_ropes.Pairing, cosines, sines, head);
        }
    }

    private void WriteLogits(Team team, int worker, float[]? postNorm)
    {
        if (_batch.HiddenCount > 0) WriteHidden(team, worker, postNorm);
        foreach (var (first, last) in team.Claim(worker, _batch.RowCount))
            for (int row = first; row < last; row++)
                _toLogits.Pack(row, Advance(_batch.Wanted(row), postNorm, _weights.OutputNorm, worker), worker, _weights.Logits);
        team.Barrier(worker);
        if (_batch.RowCount > 0) _toLogits.Multiply(team, worker, _weights.Logits, _logits);
    }

    private void WriteHidden(Team team, int worker, float[]? postNorm)
    {
        foreach (var (first, last) in team.Claim(worker, _batch.HiddenCount))
            for (int row = first; row < last; row++)
                Advance(_batch.WantedHidden(row), postNorm, _weights.OutputNorm, worker).CopyTo(_hidden!.Row(row, HiddenDim));
        team.Barrier(worker);
    }

    /// <summary>The cosines or sines of a column, (pairs).</summary>
    private Span<float> Angles(NativeBuffer<float> buffer, int table, int column) => buffer.Row(table * MaxBatchTokens + column, _ropes.RotatedDim);

    /// <summary>Lays the batch out and makes room for its rows of logits.</summary>
    private void Prepare(ReadOnlySpan<BatchToken> batch)
    {
        _batch.Arrange(batch);
        _projection.Begin(_batch.PrefillCount, _batch.Count - _batch.PrefillCount);
        // Rows of logits always take the decoding path: their bits must not depend on how many are wanted.
        _toLogits.Begin(0, _batch.RowCount);
        if (_batch.HiddenCount > 0) _hidden ??= new((nint)MaxBatchTokens * HiddenDim);
        nint logits = (nint)_batch.RowCount * VocabSize;
        if (logits <= _logits.Length) return;
        _logits.Dispose();
        _logits = new(logits);
    }
}
