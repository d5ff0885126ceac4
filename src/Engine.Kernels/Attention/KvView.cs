namespace Engine.Kernels.Attention;

/// <summary>The keys and values that a layer keeps of one sequence.</summary>
/// <param name="blocks">Where they are.</param>
/// <param name="layer">The layer.</param>
/// <param name="table">The sequence's blocks, in order.</param>
/// <param name="length">Tokens stored.</param>
internal readonly unsafe ref struct KvView(KvBlocks blocks, int layer, ReadOnlySpan<int> table, int length)
{
    private readonly ReadOnlySpan<int> _table = table;

    /// <summary>Tokens stored.</summary>
    public int Length => length;

    /// <summary>The keys of the first <paramref name="tokens"/> tokens of block <paramref name="index"/>, as singles, in place or converted into <paramref name="scratch"/>; see <see cref="KvBlocks.Keys"/>.</summary>
    public float* Keys(int index, int kvHead, int tokens, float* scratch) => blocks.Keys(_table[index], layer, kvHead, tokens, scratch);

    /// <summary>The values, like <see cref="Keys"/>.</summary>
    public float* Values(int index, int kvHead, int tokens, float* scratch) => blocks.Values(_table[index], layer, kvHead, tokens, scratch);
}
