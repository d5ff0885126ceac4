using Engine.Gguf;
using Engine.Kernels;
using Engine.Kernels.Matrices;
using Engine.Kernels.Memory;
using Engine.Kernels.Threading;
using Engine.KvCache;

namespace Engine.Backends.Managed;

/// <summary>
/// The llama architecture on a team of threads. All run one program together: columns (tokens) are shared out where a token is
/// normalized, rotated or packed, rows where a matrix is multiplied, heads where tokens attend; a barrier stands between.
/// </summary>
internal sealed class ManagedForwardPass : IForwardPass, ITeamWork, IDisposable
{
    private const int RowGrain = 48;   // rows a thread takes together: whole row groups of every kernel, whole cache lines of the result

    private readonly Hyperparameters _shape;
    private readonly LlamaWeights _weights;
    private readonly AttentionShape _attention;
    private readonly RopeFrequencies _frequencies;
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
    private readonly NativeBuffer<float> _cosines;      // (columns, pairs)
    private readonly NativeBuffer<float> _sines;        // (columns, pairs)
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

    public ManagedForwardPass(GgufFile file, LlamaWeights weights, Hyperparameters shape, RopeFrequencies frequencies, ManagedOptions options)
    {
        _shape = shape;
        _weights = weights;
        _frequencies = frequencies;
        _attention = new AttentionShape(shape.HeadCount, shape.KvHeadCount, shape.HeadDim, AttentionMask.Causal);
        MaxBatchTokens = options.BatchSize;
        int blockCount = (options.ContextLength + KvBlocks.BlockTokens - 1) / KvBlocks.BlockTokens;
        _kv = new KvBlocks(blockCount, shape.LayerCount, shape.KvHeadCount, shape.HeadDim, options.KvType);
        _store = new PagedKvStore(_kv, blockCount, shape.LayerCount, options.MaxSequences, RopeSettings.Fingerprint(file, frequencies),
            (key, positions) => RoPE.Rotate(frequencies.PerPair, 1, RopePairing.Adjacent, positions, key));

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
        _cosines = new((nint)n * frequencies.PerPair.Length);
        _sines = new((nint)n * frequencies.PerPair.Length);
        _scratchLength = PagedAttention.ScratchLength(_attention);
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
            int pairs = _frequencies.PerPair.Length;
            RoPE.Angles(_frequencies.PerPair, _frequencies.Magnitude, _columns[column].Position, Column(_cosines, column, pairs), Column(_sines, column, pairs));
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
            var cosines = Column(_cosines, column, _frequencies.PerPair.Length);
            var sines = Column(_sines, column, _frequencies.PerPair.Length);
            var query = Column(_query, column, heads);
            var key = Column(_key, column, kvHeads);
            for (int head = 0; head < _shape.HeadCount; head++) RoPE.Rotate(RopePairing.Adjacent, cosines, sines, query.Slice(head * _shape.HeadDim, _shape.HeadDim));
            for (int head = 0; head < _shape.KvHeadCount; head++) RoPE.Rotate(RopePairing.Adjacent, cosines, sines, key.Slice(head * _shape.HeadDim, _shape.HeadDim));
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
                PagedAttention.Prefill(_attention, kv, kvHead, entry.Position, count,
                    _query.Span((nint)column * heads, count * heads), _heads.Span((nint)column * heads, count * heads), heads, scratch);
            else
                PagedAttention.Decode(_attention, kv, kvHead, entry.Position, Column(_query, column, heads), Column(_heads, column, heads), scratch);
        }
        team.Barrier(worker);

        Project(team, worker, _heads, heads, [], (layer.Output, _added));
        AddToResidual(team, worker);
        team.Barrier(worker);
    }

    private void FeedForward(Team team, int worker, LlamaLayer layer)
    {
        int hidden = _shape.FeedForwardDim;
        Project(team, worker, _residual, _shape.ModelDim, layer.FeedForwardNorm, (layer.Gate, _gate), (layer.Up, _up));
        var (first, last) = team.Share(hidden, worker, RowGrain);
        for (int column = 0; column < _columnCount; column++)
        {
            var gate = Column(_gate, column, hidden)[first..last];
            SwiGlu.Simd(gate, Column(_up, column, hidden)[first..last], gate);
        }
        team.Barrier(worker);
        Project(team, worker, _gate, hidden, [], (layer.Down, _added));
        AddToResidual(team, worker);
    }

    /// <summary>Each thread adds the rows it has multiplied itself: no barrier is needed before.</summary>
    private void AddToResidual(Team team, int worker)
    {
        int dim = _shape.ModelDim;
        var (first, last) = team.Share(dim, worker, RowGrain);
        for (int column = 0; column < _columnCount; column++)
            Elementwise.Add(Column(_residual, column, dim)[first..last], Column(_added, column, dim)[first..last]);
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
        if (_wantedCount > 0) _packed.Multiply(_weights.Logits.Kernel, _weights.Logits.Matrix, _logits, start, end, worker);
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
            _packed.Multiply(weight.Kernel, weight.Matrix, result, start, end, worker);
        }
    }

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
