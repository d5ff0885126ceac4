namespace Engine.KvCache;

/// <summary>The blocks of one sequence, in order: those its tokens fill, and after them those reserved for the next.</summary>
/// <param name="capacity">Blocks it may come to hold.</param>
internal sealed class BlockTable(int capacity)
{
    private int[] _blocks = [];

    /// <summary>Tokens that were run.</summary>
    public int Length { get; set; }

    /// <summary>Blocks, the reserved ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the sequence is in use: its blocks must stay.</summary>
    public bool IsPinned { get; set; }

    /// <summary>The blocks.</summary>
    public Span<int> Blocks => _blocks.AsSpan(0, Count);

    public void Add(int block)
    {
        // As long as it can ever be, at first use: it must not grow while tokens are decoded.
        if (_blocks.Length == 0) _blocks = new int[capacity];
        _blocks[Count++] = block;
    }

    public int RemoveLast() => _blocks[--Count];

    /// <summary>Takes <paramref name="count"/> blocks from <paramref name="start"/> on out; those after them move down.</summary>
    public void RemoveRange(int start, int count)
    {
        Blocks[(start + count)..].CopyTo(Blocks[start..]);
        Count -= count;
    }
}
