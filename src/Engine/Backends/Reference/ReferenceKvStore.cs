using System.Buffers;
using System.Runtime.InteropServices;
using Engine.KvCache;

namespace Engine.Backends.Reference;

/// <summary>Keys and values in one array per layer, a row per token: its blocks have one token each.</summary>
/// <param name="layerCount">Layers.</param>
/// <param name="rowLength">Elements of a token's keys, and of its values, in one layer.</param>
/// <param name="capacity">Rows.</param>
/// <param name="maxSequences">Sequences.</param>
/// <param name="fingerprint">Of the model and its RoPE.</param>
/// <param name="rotate">Moves the keys of a token.</param>
internal sealed class ReferenceKvStore(int layerCount, int rowLength, int capacity, int maxSequences, Lazy<byte[]> fingerprint, KeyRotation rotate) : IKvStore
{
    // Tokens saved together: few calls, little memory.
    private const int PartTokens = 64;

    // The pages of a large array that was never touched take no memory, so the whole capacity can be had at once.
    private readonly float[][] _keys = Rows(layerCount, rowLength, capacity);
    private readonly float[][] _values = Rows(layerCount, rowLength, capacity);

    public int BlockTokens => 1;

    public int BlockCount => capacity;

    public int MaxSequences => maxSequences;

    public bool CanShift => true;

    public string Format => "reference F32/F32";

    public ReadOnlySpan<byte> Fingerprint => fingerprint.Value;

    public Span<float> Key(int layer, int row) => _keys[layer].AsSpan(row * rowLength, rowLength);

    public Span<float> Value(int layer, int row) => _values[layer].AsSpan(row * rowLength, rowLength);

    /// <summary>Copies the rows of a sequence's first <paramref name="blocks"/>, in order of position.</summary>
    public void Gather(int layer, ReadOnlySpan<int> blocks, Span<float> keys, Span<float> values)
    {
        for (int i = 0; i < blocks.Length; i++)
        {
            Key(layer, blocks[i]).CopyTo(keys.Slice(i * rowLength, rowLength));
            Value(layer, blocks[i]).CopyTo(values.Slice(i * rowLength, rowLength));
        }
    }

    public void CopyBlock(int source, int target)
    {
        for (int layer = 0; layer < layerCount; layer++)
        {
            Key(layer, source).CopyTo(Key(layer, target));
            Value(layer, source).CopyTo(Value(layer, target));
        }
    }

    public void Shift(int sequence, ReadOnlySpan<int> blocks, int start, int count, int length)
    {
        for (int to = start; to < length - count; to++)
        {
            CopyBlock(blocks[to + count], blocks[to]);
            for (int layer = 0; layer < layerCount; layer++) rotate(layer, -count, Key(layer, blocks[to]));
        }
    }

    public int PartCount(int length) => (length + PartTokens - 1) / PartTokens;

    public long PartBytes(int length, int part) => (long)Part(length, part).Length * layerCount * rowLength * 2 * sizeof(float);

    public void SavePart(int sequence, ReadOnlySpan<int> blocks, int length, int part, IBufferWriter<byte> destination)
    {
        foreach (int block in blocks[Part(length, part).Range])
        {
            for (int layer = 0; layer < layerCount; layer++)
            {
                destination.Write(MemoryMarshal.AsBytes(Key(layer, block)));
                destination.Write(MemoryMarshal.AsBytes(Value(layer, block)));
            }
        }
    }

    public void LoadPart(int sequence, ReadOnlySpan<int> blocks, int length, int part, ReadOnlySpan<byte> source)
    {
        int rowBytes = rowLength * sizeof(float);
        foreach (int block in blocks[Part(length, part).Range])
        {
            for (int layer = 0; layer < layerCount; layer++, source = source[(2 * rowBytes)..])
            {
                source[..rowBytes].CopyTo(MemoryMarshal.AsBytes(Key(layer, block)));
                source.Slice(rowBytes, rowBytes).CopyTo(MemoryMarshal.AsBytes(Value(layer, block)));
            }
        }
    }

    private static (Range Range, int Length) Part(int length, int part)
    {
        int start = part * PartTokens, end = Math.Min(length, start + PartTokens);
        return (start..end, end - start);
    }

    private static float[][] Rows(int layers, int length, int capacity)
    {
        var rows = new float[layers][];
        for (int layer = 0; layer < layers; layer++) rows[layer] = GC.AllocateUninitializedArray<float>(checked(length * capacity));
        return rows;
    }
}
