using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Engine.Kernels.Tensors;

namespace Engine.Kernels;

/// <summary>
/// The keys and values of past tokens in blocks of <see cref="BlockTokens"/>. A block holds its tokens for all layers:
/// (layers, 2, kvHeadCount, BlockTokens, headDim), keys before values. Memory is taken when a block is first used.
/// </summary>
/// <remarks>Source: Kwon et al. 2023, "Efficient Memory Management for Large Language Model Serving with PagedAttention".</remarks>
internal sealed unsafe class KvBlocks : IDisposable
{
    /// <summary>Tokens of a block, and keys of a step of the online softmax.</summary>
    public const int BlockTokens = 64;

    private readonly nint[] _blocks;
    private readonly int _elementBytes;
    private readonly nuint _blockBytes;

    /// <summary>Room for <paramref name="blockCount"/> blocks of type F16 or F32.</summary>
    public KvBlocks(int blockCount, int layerCount, int kvHeadCount, int headDim, TensorType type)
    {
        if (type is not (TensorType.F16 or TensorType.F32)) throw new ArgumentException($"keys and values of type {type}; F16 or F32 was expected", nameof(type));
        _blocks = new nint[blockCount];
        _elementBytes = TensorTypes.Get(type).BlockBytes;
        KvHeadCount = kvHeadCount;
        HeadDim = headDim;
        Type = type;
        _blockBytes = (nuint)((long)layerCount * 2 * kvHeadCount * BlockTokens * headDim * _elementBytes);
    }

    /// <summary>Key and value heads.</summary>
    public int KvHeadCount { get; }

    /// <summary>Elements of a key or value.</summary>
    public int HeadDim { get; }

    /// <summary>How they are stored.</summary>
    public TensorType Type { get; }

    /// <summary>Makes sure <paramref name="block"/> has memory.</summary>
    public void Commit(int block)
    {
        if (_blocks[block] == 0) _blocks[block] = (nint)NativeMemory.AlignedAlloc(_blockBytes, 64);
    }

    /// <summary>Copies a block, all layers.</summary>
    public void Copy(int source, int target)
    {
        Commit(target);
        NativeMemory.Copy((void*)_blocks[source], (void*)_blocks[target], _blockBytes);
    }

    /// <summary>The raw bytes of a block, for saving and loading; at most 2 GiB.</summary>
    public Span<byte> Bytes(int block)
    {
        Commit(block);
        return new Span<byte>((void*)_blocks[block], checked((int)_blockBytes));
    }

    /// <summary>Stores one token's <paramref name="key"/> and <paramref name="value"/>, each (kvHeadCount, headDim).</summary>
    public void Write(int block, int layer, int slot, ReadOnlySpan<float> key, ReadOnlySpan<float> value)
    {
        Shapes.RequireEqual(KvHeadCount * HeadDim, key.Length, nameof(key));
        Shapes.RequireEqual(key.Length, value.Length, nameof(value));
        fixed (float* k = key, v = value)
        {
            for (int head = 0; head < KvHeadCount; head++)
            {
                Write(k + head * HeadDim, Row(block, layer, 0, head, slot));
                Write(v + head * HeadDim, Row(block, layer, 1, head, slot));
            }
        }
    }

    /// <summary>Reads one token's stored key of a head into <paramref name="key"/>, (headDim).</summary>
    public void ReadKey(int block, int layer, int slot, int head, Span<float> key)
    {
        Shapes.RequireEqual(HeadDim, key.Length, nameof(key));
        fixed (float* k = key) new ReadOnlySpan<float>(Read(Row(block, layer, 0, head, slot), 1, k), HeadDim).CopyTo(key);
    }

    /// <summary>Reads one token's stored value of a head into <paramref name="value"/>, (headDim).</summary>
    public void ReadValue(int block, int layer, int slot, int head, Span<float> value)
    {
        Shapes.RequireEqual(HeadDim, value.Length, nameof(value));
        fixed (float* v = value) new ReadOnlySpan<float>(Read(Row(block, layer, 1, head, slot), 1, v), HeadDim).CopyTo(value);
    }

    /// <summary>The keys of a head, (tokens, headDim), as singles: in place, or converted into <paramref name="scratch"/>.</summary>
    public float* Keys(int block, int layer, int head, int tokens, float* scratch) => Read(Row(block, layer, 0, head, 0), tokens, scratch);

    /// <summary>The values of a head, like <see cref="Keys"/>.</summary>
    public float* Values(int block, int layer, int head, int tokens, float* scratch) => Read(Row(block, layer, 1, head, 0), tokens, scratch);

    public void Dispose()
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            NativeMemory.AlignedFree((void*)_blocks[i]);
            _blocks[i] = 0;
        }
    }

    private byte* Row(int block, int layer, int valueNotKey, int head, int slot) =>
        (byte*)_blocks[block] + ((((long)layer * 2 + valueNotKey) * KvHeadCount + head) * BlockTokens + slot) * HeadDim * _elementBytes;

    private void Write(float* source, byte* row)
    {
        if (Type == TensorType.F32)
        {
            new ReadOnlySpan<float>(source, HeadDim).CopyTo(new Span<float>(row, HeadDim));
            return;
        }
        int i = 0;
        for (; i + 16 <= HeadDim; i += 16) HalfVector.Store(Vector512.Load(source + i), (ushort*)row + i);
        for (; i < HeadDim; i++) ((Half*)row)[i] = (Half)source[i];
    }

    private float* Read(byte* rows, int tokens, float* scratch)
    {
        if (Type == TensorType.F32) return (float*)rows;
        int count = tokens * HeadDim, i = 0;
        for (; i + 16 <= count; i += 16) HalfVector.Load((ushort*)rows + i).Store(scratch + i);
        for (; i < count; i++) scratch[i] = (float)((Half*)rows)[i];
        return scratch;
    }
}
