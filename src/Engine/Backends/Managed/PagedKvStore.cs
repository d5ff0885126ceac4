using Engine.Kernels.Attention;
using Engine.KvCache;

namespace Engine.Backends.Managed;

/// <summary>
/// Sequences as tables of blocks with reference counts. A fork shares all blocks; whoever then writes into a shared block gets a copy of it.
/// </summary>
internal sealed class PagedKvStore : IKvStore
{
    private const int Block = KvBlocks.BlockTokens;

    private readonly KvBlocks _blocks;
    private readonly Stack<int> _free;
    private readonly int[] _references;
    private readonly int[][] _tables;   // per sequence, its blocks in order
    private readonly int[] _lengths;
    private readonly KeyRotation _rotate;
    private readonly int _layerCount;
    private readonly Lazy<byte[]> _fingerprint;

    /// <summary>A store over <paramref name="blocks"/>.</summary>
    /// <param name="blocks">The memory.</param>
    /// <param name="blockCount">Blocks in it.</param>
    /// <param name="layerCount">Layers of a block.</param>
    /// <param name="maxSequences">Sequence ids.</param>
    /// <param name="fingerprint">Of the model and its RoPE: saved sequences of another are refused.</param>
    /// <param name="rotate">Moves stored keys.</param>
    public PagedKvStore(KvBlocks blocks, int blockCount, int layerCount, int maxSequences, Lazy<byte[]> fingerprint, KeyRotation rotate)
    {
        _fingerprint = new Lazy<byte[]>(() => [.. fingerprint.Value, (byte)blocks.KeyType, (byte)blocks.ValueType]);
        _blocks = blocks;
        _layerCount = layerCount;
        _rotate = rotate;
        _references = new int[blockCount];
        _free = new Stack<int>(blockCount);
        for (int block = blockCount - 1; block >= 0; block--) _free.Push(block);
        _tables = new int[maxSequences][];
        for (int sequence = 0; sequence < maxSequences; sequence++) _tables[sequence] = new int[blockCount];
        _lengths = new int[maxSequences];
    }

    /// <inheritdoc/>
    public int Capacity => _references.Length * Block;

    /// <inheritdoc/>
    public int MaxSequences => _lengths.Length;

    /// <inheritdoc/>
    public bool CanShift => true;

    /// <summary>Tokens of <paramref name="sequence"/>.</summary>
    public int Length(int sequence) => _lengths[sequence];

    /// <summary>Its blocks in order.</summary>
    public ReadOnlySpan<int> Table(int sequence) => _tables[sequence].AsSpan(0, BlocksFor(_lengths[sequence]));

    /// <summary>Makes room for <paramref name="count"/> more tokens, in blocks that are the sequence's own.</summary>
    /// <exception cref="KvCacheFullException">There are not enough free blocks; nothing changed.</exception>
    public void Extend(int sequence, int count)
    {
        int length = _lengths[sequence];
        int[] table = _tables[sequence];
        int held = BlocksFor(length), needed = BlocksFor(length + count) - held;
        bool copies = length % Block != 0 && _references[table[held - 1]] > 1;
        if (needed + (copies ? 1 : 0) > _free.Count)
            throw new KvCacheFullException(count, Capacity - _free.Count * Block, 0, Capacity);

        if (copies)
        {
            int own = Take();
            _blocks.Copy(table[held - 1], own);
            Release(table[held - 1]);
            table[held - 1] = own;
        }
        for (int i = 0; i < needed; i++) table[held + i] = Take();
        _lengths[sequence] = length + count;
    }

    /// <inheritdoc/>
    public void Fork(int source, int target, int length)
    {
        Check(source, length);
        Check(target, 0);
        if (source == target)
        {
            Truncate(source, length);
            return;
        }
        Truncate(target, 0);
        for (int i = 0; i < BlocksFor(length); i++)
        {
            _tables[target][i] = _tables[source][i];
            _references[_tables[source][i]]++;
        }
        _lengths[target] = length;
    }

    /// <inheritdoc/>
    public void Truncate(int sequence, int length)
    {
        Check(sequence, length);
        for (int i = BlocksFor(length); i < BlocksFor(_lengths[sequence]); i++) Release(_tables[sequence][i]);
        _lengths[sequence] = length;
    }

    /// <inheritdoc/>
    public void Shift(int sequence, int start, int count)
    {
        Check(sequence, start);
        Check(sequence, start + count);
        int length = _lengths[sequence];
        int moved = length - start - count;
        int dim = _blocks.HeadDim;
        float[] keys = new float[_blocks.KvHeadCount * dim], values = new float[keys.Length];

        // What moves is read from the old blocks and written to fresh ones, so shared blocks stay as others know them.
        int spare = BlocksFor(length) - start / Block;
        if (moved > 0 && spare > _free.Count) throw new KvCacheFullException(spare * Block, Capacity - _free.Count * Block, 0, Capacity);
        int[] old = _tables[sequence].AsSpan(0, BlocksFor(length)).ToArray();
        foreach (int block in old) _references[block]++;
        Truncate(sequence, start);
        if (moved > 0) Extend(sequence, moved);
        for (int i = 0; i < moved; i++)
        {
            var (from, fromSlot) = (old[(start + count + i) / Block], (start + count + i) % Block);
            var (to, toSlot) = (_tables[sequence][(start + i) / Block], (start + i) % Block);
            for (int layer = 0; layer < _layerCount; layer++)
            {
                for (int head = 0; head < _blocks.KvHeadCount; head++)
                {
                    _blocks.ReadKey(from, layer, fromSlot, head, keys.AsSpan(head * dim, dim));
                    _blocks.ReadValue(from, layer, fromSlot, head, values.AsSpan(head * dim, dim));
                }
                _rotate(layer, -count, keys);
                _blocks.Write(to, layer, toSlot, keys, values);
            }
        }
        foreach (int block in old) Release(block);
    }

    /// <inheritdoc/>
    public void Save(int sequence, Stream destination)
    {
        using var writer = new BinaryWriter(destination, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(_fingerprint.Value);
        writer.Write(_lengths[sequence]);
        foreach (int block in Table(sequence)) writer.Write(_blocks.Bytes(block));
    }

    /// <inheritdoc/>
    public void Load(int sequence, Stream source)
    {
        Truncate(sequence, 0);
        try
        {
            using var reader = new BinaryReader(source, System.Text.Encoding.UTF8, leaveOpen: true);
            if (!reader.ReadBytes(_fingerprint.Value.Length).AsSpan().SequenceEqual(_fingerprint.Value))
                throw new InvalidDataException("these bytes are not a sequence saved by this backend with this model and KV type");
            int length = reader.ReadInt32();
            if (length < 0 || length > Capacity) throw new InvalidDataException($"the saved sequence has {length} tokens; 0 to {Capacity} were expected");
            Extend(sequence, length);
            foreach (int block in Table(sequence)) source.ReadExactly(_blocks.Bytes(block));
        }
        catch (EndOfStreamException error)
        {
            Truncate(sequence, 0);
            throw new InvalidDataException("the saved sequence is truncated", error);
        }
    }

    private int Take()
    {
        int block = _free.Pop();
        _references[block] = 1;
        _blocks.Commit(block);
        return block;
    }

    private void Release(int block)
    {
        if (--_references[block] == 0) _free.Push(block);
    }

    private void Check(int sequence, int length)
    {
        if ((uint)sequence >= (uint)_lengths.Length)
            throw new ArgumentOutOfRangeException(nameof(sequence), sequence, $"0 to {_lengths.Length - 1} was expected");
        if ((uint)length > (uint)_lengths[sequence])
            throw new ArgumentOutOfRangeException(nameof(length), length, $"sequence {sequence} has {_lengths[sequence]} tokens");
    }

    private static int BlocksFor(int length) => (length + Block - 1) / Block;
}
