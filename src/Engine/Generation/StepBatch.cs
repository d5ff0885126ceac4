using Engine.Backends;

namespace Engine.Generation;

/// <summary>The entries of a step, from however many requests.</summary>
internal sealed class StepBatch(int capacity)
{
    private readonly BatchToken[] _entries = new BatchToken[capacity];

    /// <summary>Entries.</summary>
    public int Count { get; private set; }

    /// <summary>Entries that can still be added.</summary>
    public int Room => _entries.Length - Count;

    /// <summary>Entries it can have.</summary>
    public int Capacity => _entries.Length;

    /// <summary>The entries.</summary>
    public ReadOnlySpan<BatchToken> Entries => _entries.AsSpan(0, Count);

    /// <summary>Removes all entries.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds an entry; its place in the batch, by which its row of logits is found.</summary>
    public int Add(BatchToken entry)
    {
        _entries[Count] = entry;
        return Count++;
    }
}
