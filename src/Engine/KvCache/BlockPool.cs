namespace Engine.KvCache;

/// <summary>
/// The blocks of a KV cache: which are free, how many sequences list each, and how many of those are in use. Integers only.
/// </summary>
/// <remarks>Source: Kwon et al. 2023, "Efficient Memory Management for Large Language Model Serving with PagedAttention".</remarks>
internal sealed class BlockPool
{
    private readonly int[] _references;   // sequences that list each block
    private readonly int[] _pins;         // of them, those in use: their blocks are never given up
    private readonly int[] _free;         // a stack; the lowest block on top at first

    public BlockPool(int count)
    {
        _references = new int[count];
        _pins = new int[count];
        _free = new int[count];
        for (int i = 0; i < count; i++) _free[i] = count - 1 - i;
        Free = count;
    }

    /// <summary>All blocks.</summary>
    public int Count => _references.Length;

    /// <summary>Blocks that no sequence lists.</summary>
    public int Free { get; private set; }

    /// <summary>Blocks that some sequence in use lists.</summary>
    public int Pinned { get; private set; }

    /// <summary>Blocks that only cached prefixes list: they can be given up.</summary>
    public int Evictable => Count - Free - Pinned;

    /// <summary>Whether more than one sequence lists <paramref name="block"/>.</summary>
    public bool IsShared(int block) => _references[block] > 1;

    /// <summary>How many sequences list <paramref name="block"/>.</summary>
    public int References(int block) => _references[block];

    /// <summary>A free block, listed once; there must be one.</summary>
    public int Take(bool pinned)
    {
        int block = _free[--Free];
        _references[block] = 1;
        if (pinned) Pin(block);
        return block;
    }

    /// <summary>One more sequence lists <paramref name="block"/>.</summary>
    public void Share(int block, bool pinned)
    {
        _references[block]++;
        if (pinned) Pin(block);
    }

    /// <summary>One sequence less lists <paramref name="block"/>.</summary>
    public void Release(int block, bool pinned)
    {
        if (pinned) Unpin(block);
        if (--_references[block] == 0) _free[Free++] = block;
    }

    /// <summary>A sequence that lists <paramref name="block"/> came into use.</summary>
    public void Pin(int block)
    {
        if (_pins[block]++ == 0) Pinned++;
    }

    /// <summary>A sequence that lists <paramref name="block"/> is in use no longer.</summary>
    public void Unpin(int block)
    {
        if (--_pins[block] == 0) Pinned--;
    }
}
