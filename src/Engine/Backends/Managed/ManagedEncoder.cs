using Engine.Gguf;
using Engine.Kernels.Attention;
using Engine.Kernels.Layers;
using Engine.Kernels.Memory;
using Engine.Kernels.Threading;

namespace Engine.Backends.Managed;

/// <summary>
/// The graph of the bert architecture on a team of threads, several texts at a time: their tokens are the columns of one batch, and each attends
/// to all of its own text. A row of the result depends on its text alone, to the bit.
/// </summary>
/// <remarks>Source: Devlin et al. 2018, "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding".</remarks>
internal sealed class ManagedEncoder : IEncoder, ITeamWork, IDisposable
{
    private const int ColumnsPerBlock = 8;   // texts of fewer tokens leave room for columns unused, rather than take a block of keys each

    private readonly Hyperparameters _shape;
    private readonly BertWeights _weights;
    private readonly AttentionShape _attention;
    private readonly Team _team;
    private readonly TensorReport _report;

    private readonly Projection _projection;
    private readonly KvBlocks _kv;                   // of the layer at hand
    private readonly int[] _blocks;                  // their numbers: a text takes as many in a row as it needs
    private readonly NativeBuffer<float> _residual;  // (columns, modelDim)
    private readonly NativeBuffer<float> _query;     // (columns, modelDim)
    private readonly NativeBuffer<float> _key;       // (columns, modelDim)
    private readonly NativeBuffer<float> _value;     // (columns, modelDim)
    private readonly NativeBuffer<float> _heads;     // (columns, modelDim)
    private readonly NativeBuffer<float> _hidden;    // (columns, feedForwardDim)
    private readonly NativeBuffer<float> _added;     // (columns, modelDim): what a block adds to the residual stream
    private readonly NativeBuffer<float> _scratch;   // (threads, attention scratch)
    private readonly int _scratchLength;

    private readonly List<Text> _texts = [];
    private readonly List<(Text Text, int Position, int Count)> _tiles = [];   // queries of one text, up to a vector of them
    private readonly int[] _tokens;       // of each column
    private readonly Text[] _textOf;      // of each column
    private int _columnCount, _blockCount;

    public ManagedEncoder(Hyperparameters shape, BertWeights weights, Team team, TensorReport report, ResolvedOptions options)
    {
        (_shape, _weights, _team, _report) = (shape, weights, team, report);
        _attention = new AttentionShape(shape.HeadCount, shape.HeadCount, shape.HeadDim, AttentionMask.None);
        MaxTokens = Math.Min(weights.MaxPositions, options.ContextLength);
        int n = MaxColumns = Math.Max(options.BatchSize, MaxTokens);
        _projection = new Projection(weights.Matrices, n, team.Size);
        _blocks = [.. Enumerable.Range(0, n / ColumnsPerBlock + BlocksFor(MaxTokens))];
        _kv = new KvBlocks(_blocks.Length, layerCount: 1, shape.HeadCount, shape.HeadDim, options.KeyType, options.ValueType);
        _residual = new((nint)n * shape.ModelDim);
        _query = new((nint)n * shape.ModelDim);
        _key = new((nint)n * shape.ModelDim);
        _value = new((nint)n * shape.ModelDim);
        _heads = new((nint)n * shape.ModelDim);
        _hidden = new((nint)n * shape.FeedForwardDim);
        _added = new((nint)n * shape.ModelDim);
        _scratchLength = PagedAttention.ScratchLength(_attention);
        _scratch = new((nint)team.Size * _scratchLength);
        _tokens = new int[n];
        _textOf = new Text[n];
    }

    /// <inheritdoc/>
    public int Dimensions => _shape.ModelDim;

    /// <inheritdoc/>
    public int MaxTokens { get; }

    /// <summary>Tokens of all texts of a batch together.</summary>
    public int MaxColumns { get; }

    /// <inheritdoc/>
    public float[][] Encode(IReadOnlyList<TokenText> texts, CancellationToken cancellationToken)
    {
        foreach (var text in texts) Check(text.Ids);
        if (_report.IsWatched && texts.Count != 1) throw new ArgumentException($"a watched batch must be one text, not {texts.Count}", nameof(texts));
        int dim = _shape.ModelDim;
        var vectors = new float[texts.Count][];
        for (int first = 0; first < texts.Count; first += _texts.Count)
        {
            Arrange(texts, first);
            _team.Run(this, isLong: _columnCount >= ManagedForwardPass.LongPassTokens, cancellationToken);
            for (int i = 0; i < _texts.Count; i++) vectors[first + i] = _residual.Span((nint)_texts[i].FirstColumn * dim, _texts[i].Length * dim).ToArray();
        }
        return vectors;
    }

    public void Dispose()
    {
        _projection.Dispose();
        _kv.Dispose();
        foreach (var buffer in (NativeBuffer<float>[])[_residual, _query, _key, _value, _heads, _hidden, _added, _scratch]) buffer.Dispose();
    }

    /// <summary>The program of each thread.</summary>
    void ITeamWork.Run(Team team, int worker)
    {
        int dim = _shape.ModelDim;
        foreach (var (first, last) in team.Claim(worker, _columnCount))
        {
            for (int column = first; column < last; column++)
            {
                var x = _residual.Row(column, dim);
                int position = column - _textOf[column].FirstColumn;
                _weights.Embed(_tokens[column], position, _textOf[column].Tokens.TypeAt(position, _weights.TokenTypes), _shape.NormEpsilon, x, _added.Row(column, dim));
                Pack(column, x, worker, _weights.Layers[0]);
            }
        }
        team.Barrier(worker);
        for (int layer = 0; layer < _weights.Layers.Count; layer++)
        {
            Attend(team, worker, layer);
            FeedForward(team, worker, layer);
        }
    }

    private void Attend(Team team, int worker, int layerIndex)
    {
        var layer = _weights.Layers[layerIndex];
        int dim = _shape.ModelDim;
        Show(worker, ProbePoint.AttentionNorm, layerIndex, _residual);
        foreach (var (first, last) in _projection.Claim(team, worker, layer.Query))
        {
            _projection.Multiply(layer.Query, _query, first, last, worker);
            _projection.Multiply(layer.Key, _key, first, last, worker);
            _projection.Multiply(layer.Value, _value, first, last, worker);
        }
        team.Barrier(worker);

        foreach (var (first, last) in team.Claim(worker, _columnCount))
        {
            for (int column = first; column < last; column++)
            {
                var (block, slot) = Math.DivRem(column - _textOf[column].FirstColumn, KvBlocks.BlockTokens);
                _kv.Write(_textOf[column].FirstBlock + block, 0, slot, _key.Row(column, dim), _value.Row(column, dim));
            }
        }
        team.Barrier(worker);

        if (worker == 0) _report.Attention(layerIndex, _attention, _query.Span(_columnCount * dim), _key.Span(_columnCount * dim), _value.Span(_columnCount * dim));
        foreach (var (first, last) in team.Claim(worker, _tiles.Count * _shape.HeadCount, most: 1))
        {
            for (int item = first; item < last; item++)
            {
                var (tile, head) = Math.DivRem(item, _shape.HeadCount);
                var (text, position, count) = _tiles[tile];
                var kv = new KvView(_kv, 0, _blocks.AsSpan(text.FirstBlock, BlocksFor(text.Length)), text.Length);
                nint row = (nint)(text.FirstColumn + position) * dim;
                PagedAttention.Prefill(_attention, kv, head, position, count, _query.Span(row, count * dim), _heads.Span(row, count * dim), dim, _scratch.Row(worker, _scratchLength));
            }
        }
        team.Barrier(worker);

        Show(worker, ProbePoint.HeadOutput, layerIndex, _heads);
        _projection.Pack(team, worker, _heads, layer.AttentionOutput);
        team.Barrier(worker);
        _projection.Multiply(team, worker, layer.AttentionOutput, _added);
        team.Barrier(worker);
    }

    private void FeedForward(Team team, int worker, int layerIndex)
    {
        var layer = _weights.Layers[layerIndex];
        var next = layerIndex + 1 < _weights.Layers.Count ? _weights.Layers[layerIndex + 1] : null;
        foreach (var (first, last) in team.Claim(worker, _columnCount))
            for (int column = first; column < last; column++) _projection.Pack(column, Advance(column, layer.AttentionNorm), worker, layer.Up);
        team.Barrier(worker);

        Show(worker, ProbePoint.FeedForwardNorm, layerIndex, _residual);
        foreach (var (first, last) in _projection.Claim(team, worker, layer.Up))
        {
            _projection.Multiply(layer.Up, _hidden, first, last, worker);
            for (int column = 0; column < _columnCount; column++)
            {
                var rows = _hidden.Row(column, _shape.FeedForwardDim)[first..last];
                Gelu.ForwardExact(rows, rows);
            }
        }
        team.Barrier(worker);

        if (worker == 0) _report.Rows(ProbePoint.FeedForwardHidden, layerIndex, _hidden.Span(_columnCount * _shape.FeedForwardDim), _shape.FeedForwardDim);
        _projection.Pack(team, worker, _hidden, layer.Down);
        team.Barrier(worker);
        _projection.Multiply(team, worker, layer.Down, _added);
        team.Barrier(worker);

        foreach (var (first, last) in team.Claim(worker, _columnCount))
        {
            for (int column = first; column < last; column++)
            {
                var x = Advance(column, layer.OutputNorm);
                if (next is not null) Pack(column, x, worker, next);
            }
        }
        team.Barrier(worker);
        Show(worker, ProbePoint.LayerOutput, layerIndex, _residual);
    }

    /// <summary>Shows what all columns have in <paramref name="buffer"/>, (columns, modelDim), to whoever watches; nobody writes to it before the next barrier.</summary>
    private void Show(int worker, ProbePoint point, int layer, NativeBuffer<float> buffer)
    {
        if (worker == 0) _report.Rows(point, layer, buffer.Span(_columnCount * _shape.ModelDim), _shape.ModelDim);
    }

    private void Pack(int column, ReadOnlySpan<float> x, int worker, BertLayer layer) => _projection.Pack(column, x, worker, layer.Query, layer.Key, layer.Value);

    /// <summary>Adds to a column of the residual stream what the block before has computed, and normalizes it.</summary>
    private Span<float> Advance(int column, NormWeights norm)
    {
        var x = _residual.Row(column, _shape.ModelDim);
        Elementwise.Add(x, _added.Row(column, _shape.ModelDim));
        norm.Apply(x, _shape.NormEpsilon);
        return x;
    }

    /// <summary>Takes as many texts, from <paramref name="first"/> on, as columns and blocks have room for: at least one.</summary>
    private void Arrange(IReadOnlyList<TokenText> texts, int first)
    {
        _columnCount = _blockCount = 0;
        _texts.Clear();
        _tiles.Clear();
        for (int i = first; i < texts.Count; i++)
        {
            int[] tokens = texts[i].Ids;
            int blocks = BlocksFor(tokens.Length);
            if (_columnCount + tokens.Length > MaxColumns || _blockCount + blocks > _blocks.Length) break;
            var text = new Text(_columnCount, tokens.Length, _blockCount, texts[i]);
            _texts.Add(text);
            tokens.CopyTo(_tokens, _columnCount);
            _textOf.AsSpan(_columnCount, tokens.Length).Fill(text);
            for (int block = 0; block < blocks; block++) _kv.Commit(_blockCount + block);
            for (int position = 0; position < tokens.Length; position += PagedAttention.TileQueries)
                _tiles.Add((text, position, Math.Min(PagedAttention.TileQueries, tokens.Length - position)));
            _columnCount += tokens.Length;
            _blockCount += blocks;
        }
        _projection.Begin(_columnCount, 0);
    }

    private void Check(int[] text)
    {
        if (text.Length == 0 || text.Length > MaxTokens)
            throw new ArgumentException($"the text has {text.Length} tokens; 1 to {MaxTokens} were expected", nameof(text));
        foreach (int token in text)
            if ((uint)token >= (uint)_weights.VocabSize)
                throw new ArgumentException($"token {token} does not exist; ids are 0 to {_weights.VocabSize - 1}", nameof(text));
    }

    private static int BlocksFor(int tokens) => (tokens + KvBlocks.BlockTokens - 1) / KvBlocks.BlockTokens;

    /// <summary>Where a text of the batch is: its columns, and its blocks of keys and values.</summary>
    private readonly record struct Text(int FirstColumn, int Length, int FirstBlock, TokenText Tokens);
}
