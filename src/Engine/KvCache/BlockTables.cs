namespace Engine.KvCache;

/// <summary>
/// The books of a KV cache, the only ones: the blocks of every sequence, shared where sequences begin alike, copied when one of them writes into a
/// shared block. A forward pass asks here where tokens lie; what is written there is the store's.
/// </summary>
/// <remarks>Used on the model's thread only.</remarks>
internal sealed class BlockTables
{
    private readonly BlockTable[] _tables;

    public BlockTables(IKvStore store)
    {
        Store = store;
        Pool = new BlockPool(store.BlockCount);
        _tables = new BlockTable[store.MaxSequences];
        for (int sequence = 0; sequence < _tables.Length; sequence++) _tables[sequence] = new BlockTable(store.BlockCount);
    }

    /// <summary>The bytes.</summary>
    public IKvStore Store { get; }

    /// <summary>The blocks.</summary>
    public BlockPool Pool { get; }

    /// <summary>Tokens of a block.</summary>
    public int BlockTokens => Store.BlockTokens;

    /// <summary>Tokens that all sequences together can hold when their blocks are full.</summary>
    public int Capacity => (int)Math.Min((long)Pool.Count * BlockTokens, int.MaxValue);

    /// <summary>Sequence ids are 0 to this, exclusive.</summary>
    public int MaxSequences => _tables.Length;

    /// <summary>Whether <see cref="TryShift"/> works for this model.</summary>
    public bool CanShift => Store.CanShift;

    /// <summary>Tokens of <paramref name="sequence"/>.</summary>
    public int Length(int sequence) => Checked(sequence).Length;

    /// <summary>Its blocks in order, the reserved ones last.</summary>
    public ReadOnlySpan<int> Table(int sequence) => _tables[sequence].Blocks;

    /// <summary>Blocks that <paramref name="tokens"/> tokens need.</summary>
    public int BlocksFor(int tokens) => (int)(((long)tokens + BlockTokens - 1) / BlockTokens);

    /// <summary>Blocks that <paramref name="count"/> more tokens of <paramref name="sequence"/> need beyond those that are reserved or free; 0 when there is room.</summary>
    public int Missing(int sequence, int count) => Math.Max(0, Needed(Checked(sequence), count, out bool copies) + (copies ? 1 : 0) - Pool.Free);

    /// <summary>Reserves blocks, its own, for <paramref name="count"/> more tokens; false, and nothing changed, when not enough are free.</summary>
    public bool TryReserve(int sequence, int count)
    {
        var table = Checked(sequence);
        int needed = Needed(table, count, out bool copies);
        if (needed + (copies ? 1 : 0) > Pool.Free) return false;
        if (copies) MakeOwn(table, table.Length / BlockTokens);
        for (int i = 0; i < needed; i++) table.Add(Take(table));
        return true;
    }

    /// <summary>Adds <paramref name="count"/> tokens to <paramref name="sequence"/>, whose keys and values the caller writes.</summary>
    /// <exception cref="KvCacheFullException">There are not enough free blocks; nothing changed.</exception>
    public void Extend(int sequence, int count)
    {
        if (!TryReserve(sequence, count)) throw new KvCacheFullException(count, (Pool.Count - Pool.Free) * BlockTokens, Pool.Evictable * BlockTokens, Capacity);
        _tables[sequence].Length += count;
    }

    /// <summary>Makes <paramref name="target"/> the first <paramref name="length"/> tokens of <paramref name="source"/>, in the same blocks.</summary>
    public void Fork(int source, int target, int length)
    {
        var from = Checked(source, length);
        var to = Checked(target);
        if (source == target)
        {
            Truncate(source, length);
            return;
        }
        Truncate(target, 0);
        if (length == 0) return;
        foreach (int block in from.Blocks[..BlocksFor(length)])
        {
            Pool.Share(block, to.IsPinned);
            to.Add(block);
        }
        to.Length = length;
        Store.Share(source, target, length);
    }

    /// <summary>Forgets all but the first <paramref name="length"/> tokens of <paramref name="sequence"/>, and what was reserved; 0 frees it.</summary>
    public void Truncate(int sequence, int length)
    {
        var table = Checked(sequence);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > table.Length) throw new ArgumentOutOfRangeException(nameof(length), length, $"sequence {sequence} has {table.Length} tokens");
        if (length < table.Length) Store.Forget(sequence, length);
        while (table.Count > BlocksFor(length)) Pool.Release(table.RemoveLast(), table.IsPinned);
        table.Length = length;
    }

    /// <summary>
    /// Forgets the tokens at positions [<paramref name="start"/>, <paramref name="start"/> + <paramref name="count"/>) and moves those after them down, their
    /// keys turned to their new positions. False, and nothing changed, when blocks that others share would have to be copied and not enough are free.
    /// </summary>
    public bool TryShift(int sequence, int start, int count)
    {
        var table = Checked(sequence, start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (start + count > table.Length) throw new ArgumentOutOfRangeException(nameof(count), count, $"sequence {sequence} has {table.Length} tokens; there are not {count} from {start} on");
        if (!CanShift) throw new InvalidOperationException("the positions of this model's cache cannot be shifted");
        if (count == 0) return true;
        if (start + count == table.Length)
        {
            Truncate(sequence, start);
            return true;
        }
        // What is written must be the sequence's own; where the store chooses cells itself, a sequence moves with all its cells or not at all.
        int first = start / BlockTokens, end = BlocksFor(table.Length - count);
        if (Store.ChoosesCells) (first, end) = CountShared(table, first, table.Count) > 0 ? (0, table.Count) : (0, 0);
        if (CountShared(table, first, end) > Pool.Free) return false;
        for (int i = first; i < end; i++)
            if (Pool.IsShared(table.Blocks[i])) MakeOwn(table, i);
        Store.Shift(sequence, table.Blocks, start, count, table.Length);
        table.Length -= count;
        while (table.Count > BlocksFor(table.Length)) Pool.Release(table.RemoveLast(), table.IsPinned);
        return true;
    }

    /// <summary>Whether <paramref name="sequence"/> is in use: blocks of one that is not are evictable.</summary>
    public void SetPinned(int sequence, bool pinned)
    {
        var table = Checked(sequence);
        if (table.IsPinned == pinned) return;
        foreach (int block in table.Blocks)
        {
            if (pinned) Pool.Pin(block);
            else Pool.Unpin(block);
        }
        table.IsPinned = pinned;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        for (int sequence = 0; sequence < _tables.Length; sequence++) Truncate(sequence, 0);
    }

    /// <summary>Blocks to add for <paramref name="count"/> more tokens, and whether the block they begin in is shared and must be copied.</summary>
    private int Needed(BlockTable table, int count, out bool copies)
    {
        copies = count > 0 && table.Length % BlockTokens != 0 && Pool.IsShared(table.Blocks[table.Length / BlockTokens]);
        return Math.Max(0, BlocksFor(table.Length + count) - table.Count);
    }

    /// <summary>Replaces a shared block of <paramref name="table"/> by a copy of its own.</summary>
    private void MakeOwn(BlockTable table, int index)
    {
        int own = Take(table);
        Store.CopyBlock(table.Blocks[index], own);
        Pool.Release(table.Blocks[index], table.IsPinned);
        table.Blocks[index] = own;
    }

    private int CountShared(BlockTable table, int first, int end)
    {
        int shared = 0;
        foreach (int block in table.Blocks[first..end])
            if (Pool.IsShared(block)) shared++;
        return shared;
    }

    private int Take(BlockTable table)
    {
        int block = Pool.Take(table.IsPinned);
        Store.Prepare(block);
        return block;
    }

    private BlockTable Checked(int sequence, int length = 0)
    {
        if ((uint)sequence >= (uint)_tables.Length)
            throw new ArgumentOutOfRangeException(nameof(sequence), sequence, $"0 to {_tables.Length - 1} was expected");
        if (length < 0 || length > _tables[sequence].Length)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"sequence {sequence} has {_tables[sequence].Length} tokens");
        return _tables[sequence];
    }
}
