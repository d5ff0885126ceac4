using Engine.Kernels.Attention;

namespace Engine.Backends.Managed;

/// <summary>
/// How a batch becomes columns: those that are read first, cut into tiles that attend together, then those that are decoded; and which of them have a
/// row of logits or of hidden states.
/// </summary>
internal sealed class BatchLayout
{
    private readonly BatchToken[] _columns;
    private readonly int[] _rowOf;            // row of each entry of the batch; -1 without
    private readonly int[] _wanted;           // column of each row: those of logits from the front, those of hidden states from the back
    private readonly (int Column, int Count)[] _tiles;
    private int _tileCount, _batchCount;

    public BatchLayout(int maxTokens)
    {
        _columns = new BatchToken[maxTokens];
        _rowOf = new int[maxTokens];
        _wanted = new int[maxTokens];
        _tiles = new (int, int)[maxTokens];
    }

    /// <summary>Columns.</summary>
    public int Count { get; private set; }

    /// <summary>The first of them, which are read.</summary>
    public int PrefillCount { get; private set; }

    /// <summary>Rows of logits.</summary>
    public int RowCount { get; private set; }

    /// <summary>Rows of hidden states.</summary>
    public int HiddenCount { get; private set; }

    /// <summary>What attends on its own: tiles of up to a vector of queries that are read, and queries that are decoded.</summary>
    public int UnitCount => _tileCount + Count - PrefillCount;

    /// <summary>The entry of a column.</summary>
    public BatchToken this[int column] => _columns[column];

    /// <summary>The column of a row of logits.</summary>
    public int Wanted(int row) => _wanted[row];

    /// <summary>The column of a row of hidden states.</summary>
    public int WantedHidden(int row) => _wanted[^(row + 1)];

    /// <summary>The columns of a unit, and whether they are a tile.</summary>
    public (int Column, int Count, bool IsTile) Unit(int unit)
    {
        if (unit >= _tileCount) return (PrefillCount + unit - _tileCount, 1, false);
        // The last tile, which sees most keys, comes first.
        var (column, count) = _tiles[_tileCount - 1 - unit];
        return (column, count, true);
    }

    /// <summary>The row of logits of entry <paramref name="index"/> of the batch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The batch has no such entry, or it did not want logits.</exception>
    public int Row(int index) => (uint)index < (uint)_batchCount && _rowOf[index] is var row && row >= 0 && row < RowCount
        ? row
        : throw new ArgumentOutOfRangeException(nameof(index), index, "no entry of the last batch that wanted logits");

    /// <summary>The row of hidden states of entry <paramref name="index"/> of the batch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The batch has no such entry, or it did not want its hidden state.</exception>
    public int HiddenRow(int index) => (uint)index < (uint)_batchCount && _rowOf.Length - 1 - _rowOf[index] is var row && row >= 0 && row < HiddenCount
        ? row
        : throw new ArgumentOutOfRangeException(nameof(index), index, "no entry of the last batch that wanted its hidden state");

    /// <summary>Forgets the batch: it has no rows of logits.</summary>
    public void Clear() => _batchCount = 0;

    /// <summary>Lays out <paramref name="batch"/>.</summary>
    public void Arrange(ReadOnlySpan<BatchToken> batch)
    {
        _batchCount = batch.Length;
        Count = RowCount = HiddenCount = _tileCount = 0;
        Add(batch, decoded: false);
        PrefillCount = Count;
        Add(batch, decoded: true);
        for (int column = 0; column < PrefillCount; column++)
        {
            if (column > 0 && Continues(column) && _tiles[_tileCount - 1].Count < PagedAttention.TileQueries) _tiles[_tileCount - 1].Count++;
            else _tiles[_tileCount++] = (column, 1);
        }
    }

    private void Add(ReadOnlySpan<BatchToken> batch, bool decoded)
    {
        for (int i = 0; i < batch.Length; i++)
        {
            if (batch[i].IsDecoded != decoded) continue;
            _rowOf[i] = batch[i].WantsLogits ? RowCount++ : batch[i].WantsHidden ? _wanted.Length - ++HiddenCount : -1;
            if (_rowOf[i] >= 0) _wanted[_rowOf[i]] = Count;
            _columns[Count++] = batch[i];
        }
    }

    private bool Continues(int column) =>
        _columns[column - 1].Sequence == _columns[column].Sequence && _columns[column - 1].Position + 1 == _columns[column].Position;
}
