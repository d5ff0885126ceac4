using System.Buffers;
using Engine.Kernels.Attention;
using Engine.KvCache;

namespace Engine.Backends.Managed;

/// <summary>Keys and values in blocks of memory that is taken when a block is first used.</summary>
/// <param name="blocks">The memory.</param>
/// <param name="blockCount">Blocks in it.</param>
/// <param name="layerCount">Layers of a block.</param>
/// <param name="maxSequences">Sequence ids.</param>
/// <param name="fingerprint">Of the model and its RoPE.</param>
/// <param name="rotate">Moves stored keys.</param>
internal sealed class PagedKvStore(KvBlocks blocks, int blockCount, int layerCount, int maxSequences, Lazy<byte[]> fingerprint, KeyRotation rotate) : IKvStore
{
    private const int Block = KvBlocks.BlockTokens;

    /// <inheritdoc/>
    public int BlockTokens => Block;

    /// <inheritdoc/>
    public int BlockCount => blockCount;

    /// <inheritdoc/>
    public int MaxSequences => maxSequences;

    /// <inheritdoc/>
    public bool CanShift => true;

    /// <inheritdoc/>
    public string Format => $"managed {blocks.KeyType}/{blocks.ValueType}";

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Fingerprint => fingerprint.Value;

    /// <inheritdoc/>
    public void Prepare(int block) => blocks.Commit(block);

    /// <inheritdoc/>
    public void CopyBlock(int source, int target) => blocks.Copy(source, target);

    /// <inheritdoc/>
    public void Shift(int sequence, ReadOnlySpan<int> table, int start, int count, int length)
    {
        int dim = blocks.HeadDim;
        float[] keys = new float[blocks.KvHeadCount * dim], values = new float[keys.Length];
        for (int to = start; to < length - count; to++)
        {
            int from = to + count;
            for (int layer = 0; layer < layerCount; layer++)
            {
                for (int head = 0; head < blocks.KvHeadCount; head++)
                {
                    blocks.ReadKey(table[from / Block], layer, from % Block, head, keys.AsSpan(head * dim, dim));
                    blocks.ReadValue(table[from / Block], layer, from % Block, head, values.AsSpan(head * dim, dim));
                }
                rotate(layer, -count, keys);
                blocks.Write(table[to / Block], layer, to % Block, keys, values);
            }
        }
    }

    /// <inheritdoc/>
    public int PartCount(int length) => (length + Block - 1) / Block;

    /// <inheritdoc/>
    public long PartBytes(int length, int part) => blocks.PackedBytes(TokensOf(length, part), layerCount);

    /// <inheritdoc/>
    public void SavePart(int sequence, ReadOnlySpan<int> table, int length, int part, IBufferWriter<byte> destination)
    {
        int bytes = checked((int)PartBytes(length, part));
        blocks.Pack(table[part], TokensOf(length, part), layerCount, destination.GetSpan(bytes)[..bytes]);
        destination.Advance(bytes);
    }

    /// <inheritdoc/>
    public void LoadPart(int sequence, ReadOnlySpan<int> table, int length, int part, ReadOnlySpan<byte> source) =>
        blocks.Unpack(table[part], TokensOf(length, part), layerCount, source);

    private static int TokensOf(int length, int part) => Math.Min(Block, length - part * Block);
}
