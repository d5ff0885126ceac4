using System.Runtime.InteropServices;

namespace Engine.Kernels.Attention;

/// <summary>
/// The keys and values of past tokens in blocks of <see cref="BlockTokens"/>. A block holds its tokens for all layers: per layer the keys of
/// all heads, then their values, as <see cref="KvFormat"/> describes. Memory is taken when a block is first used.
/// </summary>
/// <remarks>Source: Kwon et al. 2023, "Efficient Memory Management for Large Language Model Serving with PagedAttention".</remarks>
internal sealed unsafe class KvBlocks : IDisposable
{
    /// <summary>Tokens of a block, and keys of a step of the online softmax.</summary>
    public const int BlockTokens = 64;

    /// <summary>Bytes after the last row that may be read: whole vectors are.</summary>
    public const int Slack = 256;

    private readonly nint[] _blocks;
    private readonly KvFormat _keys, _values;
    private readonly int _keyBytes, _valueBytes;
    private readonly nuint _blockBytes;

    /// <summary>Room for <paramref name="blockCount"/> blocks.</summary>
    /// <exception cref="ArgumentException">A type is not one of <see cref="KvFormats"/>, or its block does not divide <paramref name="headDim"/>.</exception>
    public KvBlocks(int blockCount, int layerCount, int kvHeadCount, int headDim, TensorType keyType, TensorType valueType)
    {
        _keys = KvFormats.For(keyType, headDim);
        _values = KvFormats.For(valueType, headDim);
        _keyBytes = _keys.RowBytes(headDim);
        _valueBytes = _values.RowBytes(headDim);
        _blocks = new nint[blockCount];
        KvHeadCount = kvHeadCount;
        HeadDim = headDim;
        _blockBytes = (nuint)((long)layerCount * kvHeadCount * BlockTokens * (_keyBytes + _valueBytes));
    }

    /// <summary>Key and value heads.</summary>
    public int KvHeadCount { get; }

    /// <summary>Elements of a key or value.</summary>
    public int HeadDim { get; }

    /// <summary>How keys are stored.</summary>
    public TensorType KeyType => _keys.Type;

    /// <summary>How values are stored.</summary>
    public TensorType ValueType => _values.Type;

    /// <summary>Makes sure <paramref name="block"/> has memory.</summary>
    public void Commit(int block)
    {
        if (_blocks[block] == 0) _blocks[block] = (nint)NativeMemory.AlignedAlloc(_blockBytes + Slack, 64);
    }

    /// <summary>Copies a block, all layers.</summary>
    public void Copy(int source, int target)
    {
        Commit(target);
        NativeMemory.Copy((void*)_blocks[source], (void*)_blocks[target], _blockBytes);
    }

    /// <summary>Bytes that <see cref="Pack"/> writes of a block's first <paramref name="tokens"/> tokens.</summary>
    public long PackedBytes(int tokens, int layerCount) => (long)layerCount * KvHeadCount * (KeyBytes(tokens) + ValueBytes(tokens));

    /// <summary>Writes what is stored of a block's first <paramref name="tokens"/> tokens: per layer the keys of all heads, then their values.</summary>
    /// <remarks>Keys lie in groups of <see cref="KvFormat.GroupTokens"/>: the lanes of the last one that no token fills are written as zeros.</remarks>
    public void Pack(int block, int tokens, int layerCount, Span<byte> destination)
    {
        Shapes.RequireEqual(checked((int)PackedBytes(tokens, layerCount)), destination.Length, nameof(destination));
        for (int layer = 0; layer < layerCount; layer++)
        {
            for (int head = 0; head < KvHeadCount; head++, destination = destination[KeyBytes(tokens)..])
                PackKeys(block, layer, head, tokens, destination[..KeyBytes(tokens)]);
            for (int head = 0; head < KvHeadCount; head++, destination = destination[ValueBytes(tokens)..])
                new ReadOnlySpan<byte>(ValueRow(block, layer, head, 0), ValueBytes(tokens)).CopyTo(destination);
        }
    }

    /// <summary>Stores what <see cref="Pack"/> wrote.</summary>
    public void Unpack(int block, int tokens, int layerCount, ReadOnlySpan<byte> source)
    {
        Shapes.RequireEqual(checked((int)PackedBytes(tokens, layerCount)), source.Length, nameof(source));
        Commit(block);
        for (int layer = 0; layer < layerCount; layer++)
        {
            for (int head = 0; head < KvHeadCount; head++, source = source[KeyBytes(tokens)..])
                source[..KeyBytes(tokens)].CopyTo(new Span<byte>(KeyGroup(block, layer, head, 0), KeyBytes(tokens)));
            for (int head = 0; head < KvHeadCount; head++, source = source[ValueBytes(tokens)..])
                source[..ValueBytes(tokens)].CopyTo(new Span<byte>(ValueRow(block, layer, head, 0), ValueBytes(tokens)));
        }
    }

    /// <summary>Stores one token's <paramref name="key"/> and <paramref name="value"/>, each (kvHeadCount, headDim).</summary>
    public void Write(int block, int layer, int slot, ReadOnlySpan<float> key, ReadOnlySpan<float> value)
    {
        Shapes.RequireEqual(KvHeadCount * HeadDim, key.Length, nameof(key));
        Shapes.RequireEqual(key.Length, value.Length, nameof(value));
        byte* row = stackalloc byte[_keyBytes];
        fixed (float* k = key, v = value)
        {
            for (int head = 0; head < KvHeadCount; head++)
            {
                _keys.Write(k + head * HeadDim, row, HeadDim);
                _keys.Interleave(row, KeyGroup(block, layer, head, slot), slot % KvFormat.GroupTokens, HeadDim);
                _values.Write(v + head * HeadDim, ValueRow(block, layer, head, slot), HeadDim);
            }
        }
    }

    /// <summary>Reads one token's stored key of a head into <paramref name="key"/>, (headDim).</summary>
    public void ReadKey(int block, int layer, int slot, int head, Span<float> key)
    {
        Shapes.RequireEqual(HeadDim, key.Length, nameof(key));
        byte* row = stackalloc byte[_keyBytes];
        _keys.Deinterleave(KeyGroup(block, layer, head, slot), row, slot % KvFormat.GroupTokens, HeadDim);
        fixed (float* k = key) _keys.Read(row, k, HeadDim);
    }

    /// <summary>Reads one token's stored value of a head into <paramref name="value"/>, (headDim).</summary>
    public void ReadValue(int block, int layer, int slot, int head, Span<float> value)
    {
        Shapes.RequireEqual(HeadDim, value.Length, nameof(value));
        fixed (float* v = value) _values.Read(ValueRow(block, layer, head, slot), v, HeadDim);
    }

    /// <summary>
    /// The keys of a head's first <paramref name="tokens"/> tokens as singles, (groups, headDim, GroupTokens): in place, or converted into
    /// <paramref name="scratch"/>, (BlockTokens, headDim). Lanes of the last group that were never written hold anything.
    /// </summary>
    public float* Keys(int block, int layer, int head, int tokens, float* scratch) =>
        _keys.Keys(KeyGroup(block, layer, head, 0), (tokens + KvFormat.GroupTokens - 1) / KvFormat.GroupTokens, HeadDim, scratch);

    /// <summary>The values of a head's first <paramref name="tokens"/> tokens as singles, (tokens, headDim), like <see cref="Keys"/>.</summary>
    public float* Values(int block, int layer, int head, int tokens, float* scratch) =>
        _values.Values(ValueRow(block, layer, head, 0), tokens, HeadDim, scratch);

    public void Dispose()
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            NativeMemory.AlignedFree((void*)_blocks[i]);
            _blocks[i] = 0;
        }
    }

    /// <summary>The keys of a head's first tokens, and no byte that was left by others.</summary>
    private void PackKeys(int block, int layer, int head, int tokens, Span<byte> destination)
    {
        int whole = tokens / KvFormat.GroupTokens * KvFormat.GroupTokens;
        new ReadOnlySpan<byte>(KeyGroup(block, layer, head, 0), whole * _keyBytes).CopyTo(destination);
        if (whole == tokens) return;
        destination = destination[(whole * _keyBytes)..];
        destination.Clear();
        byte* row = stackalloc byte[_keyBytes];
        fixed (byte* group = destination)
        {
            for (int slot = 0; slot < tokens - whole; slot++)
            {
                _keys.Deinterleave(KeyGroup(block, layer, head, whole), row, slot, HeadDim);
                _keys.Interleave(row, group, slot, HeadDim);
            }
        }
    }

    private int KeyBytes(int tokens) => (tokens + KvFormat.GroupTokens - 1) / KvFormat.GroupTokens * KvFormat.GroupTokens * _keyBytes;

    private int ValueBytes(int tokens) => tokens * _valueBytes;

    /// <summary>The group of keys that the token is in.</summary>
    private byte* KeyGroup(int block, int layer, int head, int slot) =>
        Layer(block, layer) + ((long)head * BlockTokens + slot / KvFormat.GroupTokens * KvFormat.GroupTokens) * _keyBytes;

    private byte* ValueRow(int block, int layer, int head, int slot) =>
        Layer(block, layer) + (long)KvHeadCount * BlockTokens * _keyBytes + ((long)head * BlockTokens + slot) * _valueBytes;

    private byte* Layer(int block, int layer) => (byte*)_blocks[block] + (long)layer * KvHeadCount * BlockTokens * (_keyBytes + _valueBytes);
}
