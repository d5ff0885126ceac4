using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels;
using Engine.Kernels.Matrices;
using Engine.Kernels.Memory;
using Engine.Kernels.Threading;
using Engine.KvCache;

namespace Engine.Backends.Managed;

/// <summary>
/// The graph of a decoder, see <see cref="DecoderGraph"/>, on a team of threads. All run one program together: columns (tokens) are shared out where a token is
/// normalized, rotated or packed, rows where a matrix is multiplied, heads where tokens attend; a barrier stands between.
/// </summary>
internal sealed class ManagedForwardPass : IForwardPass, ITeamWork, IDisposable
{
    private const int RowGrain = 48;   // rows a thread takes together: whole row groups of every kernel, whole cache lines of the result

    private readonly Hyperparameters _shape;
    private readonly DecoderWeights _weights;
    private readonly AttentionShape[] _attention;   // per layer
    private readonly GateActivation _activation;
    private readonly LayerRopes _ropes;
    private readonly Team _team;
    private readonly KvBlocks _kv;
    private readonly PagedKvStore _store;

    private readonly PackedColumns _packed;
    private readonly NativeBuffer<float> _residual;     // (columns, modelDim)
    private readonly NativeBuffer<float> _normalized;   // (threads, max(modelDim, headCount * headDim, feedForwardDim)): one column at a time
    private readonly NativeBuffer<float> _query;        // (columns, headCount * headDim)
    private readonly NativeBuffer<float> _key;          // (columns, kvHeadCount * headDim)
    private readonly NativeBuffer<float> _value;        // (columns, kvHeadCount * headDim)
    private readonly NativeBuffer<float> _heads;        // (columns, headCount * headDim)
    private readonly NativeBuffer<float> _gate;         // (columns, feedForwardDim)
    private readonly NativeBuffer<float> _up;           // (columns, feedForwardDim)
    private readonly NativeBuffer<float> _added;        // (columns, modelDim): what a block adds to the residual stream
    private readonly NativeBuffer<float> _cosines;      // (rope tables, columns, pairs)
    private readonly NativeBuffer<float> _sines;        // (rope tables, columns, pairs)
    private readonly NativeBuffer<float> _scratch;      // (threads, attention scratch)
    private readonly int _scratchLength;
    private readonly int _normalizedLength;
    private NativeBuffer<float> _logits;                // (rows, vocabSize)

    private readonly BatchToken[] _columns;   // the batch, prefilling entries first
    private readonly int[] _batchIndex;       // entry of the batch each column came from
    private readonly int[] _rowOf;            // row of logits of each entry of the batch; -1 without
    private readonly int[] _wanted;           // column of each row of logits
    private readonly (int Column, int Count)[] _tiles;   // prefilling queries of one sequence, up to a vector of them
    private readonly int[] _batchedPerSequence;
    private int _columnCount, _prefillCount, _tileCount, _wantedCount, _batchCount;
    private int _nextItem;
    private CancellationToken _cancellation;
    private volatile bool _isCancelled;

    public ManagedForwardPass(GgufFile file, DecoderWeights weights, Hyperparameters shape, DecoderGraph graph, LayerRopes ropes, ManagedOptions options)
    {
        _shape = shape;
        _weights = weights;
        _ropes = ropes;
        _activation = graph.Activation;
        _attention = [.. Enumerable.Range(0, shape.LayerCount).Select(graph.Attention)];
        MaxBatchTokens = options.BatchSize;
        int blockCount = (options.ContextLength + KvBlocks.BlockTokens - 1) / KvBlocks.BlockTokens;
        _kv = new KvBlocks(blockCount, shape.LayerCount, shape.KvHeadCount, shape.HeadDim, options.KvType);
        _store = new PagedKvStore(_kv, blockCount, shape.LayerCount, options.MaxSequences, ropes.Fingerprint(file), ropes.Move);

        int n = MaxBatchTokens, heads = shape.HeadCount * shape.HeadDim, kvHeads = shape.KvHeadCount * shape.HeadDim;
        _packed = new PackedColumns([.. weights.Matrices.Select(weight => (weight.Matrix, weight.Kernel))], n, options.Threads);
        _residual = new((nint)n * shape.ModelDim);
        _normalizedLength = Math.Max(shape.ModelDim, Math.Max(heads, shape.FeedForwardDim));
        _normalized = new((nint)options.Threads * _normalizedLength);
        _query = new((nint)n * heads);
        _key = new((nint)n * kvHeads);
        _value = new((nint)n * kvHeads);
        _heads = new((nint)n * heads);
        _gate = new((nint)n * shape.FeedForwardDim);
        _up = new((nint)n * shape.FeedForwardDim);
        _added = new((nint)n * shape.ModelDim);
        _cosines = new((nint)ropes.Tables.Count * n * ropes.Pairs);
        _sines = new((nint)ropes.Tables.Count * n * ropes.Pairs);
        _scratchLength = PagedAttention.ScratchLength(_attention[0]);
        _scratch = new((nint)options.Threads * _scratchLength);
        _logits = new(shape.VocabSize);
        _columns = new BatchToken[n];
        _batchIndex = new int[n];
        _rowOf = new int[n];
        _wanted = new int[n];
        _tiles = new (int, int)[n];
        _batchedPerSequence = new int[options.MaxSequences];
        _team = new Team(options.Threads);
    }

    /// <inheritdoc/>
    public int VocabSize => _weights.Logits.Matrix.Rows;

    /// <inheritdoc/>
    public int ContextLength => _store.Capacity;

    /// <inheritdoc/>
    public int MaxBatchTokens { get; }

    /// <inheritdoc/>
    public IKvStore KvStore => _store;

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<BatchToken> batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Validate(batch);
        Arrange(batch);
        Extend();
        _cancellation = cancellationToken;
        _isCancelled = false;
        _team.Run(this);
        if (!_isCancelled) return;
        Withdraw();
        throw new OperationCanceledException(cancellationToken);
    }

    /// <inheritdoc/>
    public Span<float> Logits(int index)
    {
        if ((uint)index >= (uint)_batchCount || _rowOf[index] < 0)
            throw new ArgumentOutOfRangeException(nameof(index), index, "no entry of the last batch that wanted logits");
        return _logits.Span((nint)_rowOf[index] * VocabSize, VocabSize);
    }

    public void Dispose()
    {
        _team.Dispose();
        _kv.Dispose();
        _packed.Dispose();
        foreach (var buffer in (NativeBuffer<float>[])[_residual, _normalized, _query, _key, _value, _heads, _gate, _up, _added, _cosines, _sines, _scratch, _logits])
            buffer.Dispose();
    }

    /// <summary>The program of each thread. Worker 0 notes a cancellation, and all leave after the same barrier.</summary>
    void ITeamWork.Run(Team team, int worker)
    {
        var (first, last) = team.Share(_columnCount, worker);
        for (int column = first; column < last; column++)
        {
            _weights.Embed(_columns[column].Token, Column(_residual, column, _shape.ModelDim));
            for (int table = 0; table < _ropes.Tables.Count; table++)
            {
                var rope = _ropes.Tables[table];
                RoPE.Angles(rope.PerPair, rope.Magnitude, _columns[column].Position, Angles(_cosines, table, column), Angles(_sines, table, column));
            }
        }
        for (int layer = 0; layer < _weights.Layers.Count; layer++)
        {
            if (worker == 0)
            {
                _isCancelled = _cancellation.IsCancellationRequested;
                _nextItem = 0;
            }
            team.Barrier(worker);
            if (_isCancelled) return;
            Attend(team, worker, layer);
            FeedForward(team, worker, _weights.Layers[layer]);
        }
        team.Barrier(worker);
        WriteLogits(team, worker);
    }

    private void Attend(Team team, int worker, int layerIndex)
    {
        var layer = _weights.Layers[layerIndex];
        int dim = _shape.ModelDim, heads = _shape.HeadCount * _shape.HeadDim, kvHeads = _shape.KvHeadCount * _shape.HeadDim;

        _packed.Begin(_prefillCount, _columnCount - _prefillCount);
        Project(team, worker, _residual, dim, layer.AttentionNorm, (layer.Query, _query), (layer.Key, _key), (layer.Value, _value));
        team.Barrier(worker);

        var (first, last) = team.Share(_columnCount, worker);
        for (int column = first; column < last; column++)
        {
            var query = Column(_query, column, heads);
            var key = Column(_key, column, kvHeads);
            NormalizeAndRotate(query, layer.QueryNorm, layerIndex, column);
            NormalizeAndRotate(key, layer.KeyNorm, layerIndex, column);
            var entry = _columns[column];
            _kv.Write(_store.Table(entry.Sequence)[entry.Position / KvBlocks.BlockTokens], layerIndex, entry.Position % KvBlocks.BlockTokens, key, Column(_value, column, kvHeads));
        }
        team.Barrier(worker);

        // Items are claimed, not shared out: later tiles see more keys, and threads may not run alike.
        var scratch = _scratch.Span((nint)worker * _scratchLength, _scratchLength);
        int items = (_tileCount + _columnCount - _prefillCount) * _shape.KvHeadCount;
        for (int item = Interlocked.Increment(ref _nextItem) - 1; item < items; item = Interlocked.Increment(ref _nextItem) - 1)
        {
            var (unit, kvHead) = Math.DivRem(item, _shape.KvHeadCount);
            var (column, count) = unit < _tileCount ? _tiles[_tileCount - 1 - unit] : (_prefillCount + unit - _tileCount, 1);
            var entry = _columns[column];
            var kv = new KvView(_kv, layerIndex, _store.Table(entry.Sequence), _store.Length(entry.Sequence));
            if (unit < _tileCount)
                PagedAttention.Prefill(_attention[layerIndex], kv, kvHead, entry.Position, count,
                    _query.Span((nint)column * heads, count * heads), _heads.Span((nint)column * heads, count * heads), heads, scratch);
            else
                PagedAttention.Decode(_attention[layerIndex], kv, kvHead, entry.Position, Column(_query, column, heads), Column(_heads, column, heads), scratch);
        }
        team.Barrier(worker);

        Project(team, worker, _heads, heads, [], (layer.Output, _added));
        AddToResidual(team, worker, layer.PostAttentionNorm);
        team.Barrier(worker);
    }

    private void FeedForward(Team team, int worker, DecoderLayer layer)
    {
        int hidden = _shape.FeedForwardDim;
        Project(team, worker, _residual, _shape.ModelDim, layer.FeedForwardNorm, (layer.Gate, _gate), (layer.Up, _up));
        var (first, last) = team.Share(hidden, worker, RowGrain);
        for (int column = 0; column < _columnCount; column++)
        {
            var gate = Column(_gate, column, hidden)[first..last];
            var up = Column(_up, column, hidden)[first..last];
            if (_activation == GateActivation.Silu) SwiGlu.Simd(gate, up, gate);
            else GeGlu.Simd(gate, up, gate);
        }
        team.Barrier(worker);
        Project(team, worker, _gate, hidden, [], (layer.Down, _added));
        AddToResidual(team, worker, layer.PostFeedForwardNorm);
    }

    /// <summary>Adds what a block computed to the residual stream, normalized before where the architecture has it.</summary>
    private void AddToResidual(Team team, int worker, float[]? norm)
    {
        int dim = _shape.ModelDim;
        if (norm is not null)
        {
            team.Barrier(worker);
            var (start, end) = team.Share(_columnCount, worker);
            for (int column = start; column < end; column++)
            {
                var added = Column(_added, column, dim);
                RmsNorm.Simd(added, norm, _shape.NormEpsilon, added);
                Elementwise.Add(Column(_residual, column, dim), added);
            }
            return;
        }
        // Each thread adds the rows it has multiplied itself: no barrier is needed before.
        var (first, last) = team.Share(dim, worker, RowGrain);
        for (int column = 0; column < _columnCount; column++)
            Elementwise.Add(Column(_residual, column, dim)[first..last], Column(_added, column, dim)[first..last]);
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
            if (norm is not null) RmsNorm.Simd(head, norm, _shape.NormEpsilon, head);
            RoPE.Rotate(_ropes.Pairing, cosines, sines, head);
        }
    }

    private void WriteLogits(Team team, int worker)
    {
        // Rows of logits always take the decoding path: their bits must not depend on how many are wanted.
        if (worker == 0) _packed.Begin(0, _wantedCount);
        team.Barrier(worker);
        var (first, last) = team.Share(_wantedCount, worker);
        for (int row = first; row < last; row++)
        {
            var normalized = _normalized.Span((nint)worker * _normalizedLength, _shape.ModelDim);
            RmsNorm.Simd(Column(_residual, _wanted[row], _shape.ModelDim), _weights.OutputNorm, _shape.NormEpsilon, normalized);
            _packed.Pack(_weights.Logits.Kernel, row, normalized);
        }
        team.Barrier(worker);
        var (start, end) = team.Share(VocabSize, worker, RowGrain);
        if (_wantedCount > 0) Multiply(_weights.Logits, _logits, _wantedCount, start, end, worker);
    }

    /// <summary>
    /// Multiplies each weight with all columns of <paramref name="source"/>, normalized first when <paramref name="norm"/> is not empty. Columns are
    /// packed once for weights in a row that share a kernel.
    /// </summary>
    private void Project(Team team, int worker, NativeBuffer<float> source, int length, ReadOnlySpan<float> norm, params ReadOnlySpan<(Weight Weight, NativeBuffer<float> Result)> products)
    {
        MatMulKernel? packedFor = null;
        foreach (var (weight, result) in products)
        {
            if (weight.Kernel != packedFor)
            {
                if (packedFor is not null) team.Barrier(worker);   // others still read the columns packed for the kernel before
                var (first, last) = team.Share(_columnCount, worker);
                for (int column = first; column < last; column++)
                {
                    var x = Column(source, column, length);
                    if (!norm.IsEmpty)
                    {
                        var normalized = _normalized.Span((nint)worker * _normalizedLength, length);
                        RmsNorm.Simd(x, norm, _shape.NormEpsilon, normalized);
                        x = normalized;
                    }
                    _packed.Pack(weight.Kernel, column, x);
                }
                packedFor = weight.Kernel;
                team.Barrier(worker);
            }
            var (start, end) = team.Share(weight.Matrix.Rows, worker, RowGrain);
            Multiply(weight, result, _columnCount, start, end, worker);
        }
    }

    /// <summary>Rows <paramref name="start"/> to <paramref name="end"/> of a weight times all packed columns, plus its bias.</summary>
    private void Multiply(Weight weight, NativeBuffer<float> result, int columns, int start, int end, int worker)
    {
        _packed.Multiply(weight.Kernel, weight.Matrix, result, start, end, worker);
        if (weight.Bias is not { } bias) return;
        for (int column = 0; column < columns; column++)
            Elementwise.Add(Column(result, column, weight.Matrix.Rows)[start..end], bias.AsSpan(start, end - start));
    }

    /// <summary>The cosines or sines of a column, (pairs).</summary>
    private Span<float> Angles(NativeBuffer<float> buffer, int table, int column) => Column(buffer, table * MaxBatchTokens + column, _ropes.Pairs);

    private static Span<float> Column(NativeBuffer<float> buffer, int column, int length) => buffer.Span((nint)column * length, length);

    private void Validate(ReadOnlySpan<BatchToken> batch)
    {
        if (batch.Length > MaxBatchTokens) throw new ArgumentException($"the batch has {batch.Length} entries; at most {MaxBatchTokens} were expected", nameof(batch));
        Array.Clear(_batchedPerSequence);
        foreach (var entry in batch)
        {
            if ((uint)entry.Token >= (uint)VocabSize) throw new ArgumentException($"token {entry.Token} is not among the {VocabSize} of the vocabulary", nameof(batch));
            if ((uint)entry.Sequence >= (uint)_store.MaxSequences)
                throw new ArgumentException($"sequence {entry.Sequence} is not among the {_store.MaxSequences} of the store", nameof(batch));
            int expected = _store.Length(entry.Sequence) + _batchedPerSequence[entry.Sequence]++;
            if (entry.Position != expected) throw new ArgumentException($"position {entry.Position} of sequence {entry.Sequence}; {expected} was expected", nameof(batch));
        }
    }

    /// <summary>Orders the columns, cuts prefilling runs into tiles, numbers the rows of logits.</summary>
    private void Arrange(ReadOnlySpan<BatchToken> batch)
    {
        _batchCount = batch.Length;
        _columnCount = _tileCount = _wantedCount = 0;
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < batch.Length; i++)
            {
                if (batch[i].IsDecoded != (pass == 1)) continue;
                _columns[_columnCount] = batch[i];
                _batchIndex[_columnCount++] = i;
            }
            if (pass == 0) _prefillCount = _columnCount;
        }
        for (int column = 0; column < _prefillCount; column++)
        {
            bool continues = _tileCount > 0 && column > 0 && _columns[column - 1].Sequence == _columns[column].Sequence
                && _columns[column - 1].Position + 1 == _columns[column].Position && _tiles[_tileCount - 1].Count < PagedAttention.TileQueries;
            if (continues) _tiles[_tileCount - 1].Count++;
            else _tiles[_tileCount++] = (column, 1);
        }
        for (int column = 0; column < _columnCount; column++)
        {
            _rowOf[_batchIndex[column]] = _columns[column].WantsLogits ? _wantedCount : -1;
            if (_columns[column].WantsLogits) _wanted[_wantedCount++] = column;
        }
        if ((nint)_wantedCount * VocabSize > _logits.Length)
        {
            _logits.Dispose();
            _logits = new((nint)_wantedCount * VocabSize);
        }
    }

    private void Extend()
    {
        for (int sequence = 0; sequence < _batchedPerSequence.Length; sequence++)
        {
            if (_batchedPerSequence[sequence] == 0) continue;
            try
            {
                _store.Extend(sequence, _batchedPerSequence[sequence]);
            }
            catch (KvCacheFullException)
            {
                for (int earlier = 0; earlier < sequence; earlier++) _store.Truncate(earlier, _store.Length(earlier) - _batchedPerSequence[earlier]);
                throw;
            }
        }
    }

    private void Withdraw()
    {
        for (int sequence = 0; sequence < _batchedPerSequence.Length; sequence++)
            _store.Truncate(sequence, _store.Length(sequence) - _batchedPerSequence[sequence]);
    }
}
