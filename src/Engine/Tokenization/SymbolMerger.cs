namespace Engine.Tokenization;

/// <summary>A run of text while it is being merged: an element of a linked list over an array.</summary>
internal struct Symbol
{
    public int Start;
    public int Length;   // bytes; 0 once it has gone into its left neighbour
    public int Id;
    public int Previous;
    public int Next;
}

/// <summary>Which neighbours become one, in which order, and what they become.</summary>
internal interface IMergeRule
{
    /// <summary>Smaller merges first; among equals the leftmost.</summary>
    bool TryMerge(in Symbol left, in Symbol right, out int priority, out int merged);
}

/// <summary>The merge loop of BPE: while any neighbours can merge, merge the best. O(n log n) in the number of symbols.</summary>
internal sealed class SymbolMerger
{
    private readonly PriorityQueue<Candidate, long> _candidates = new();
    private Symbol[] _symbols = new Symbol[64];
    private int _count;

    /// <summary>Symbols in text order; those of length 0 have been merged away.</summary>
    public ReadOnlySpan<Symbol> Symbols => _symbols.AsSpan(0, _count);

    public void Clear() => _count = 0;

    public void Add(int start, int length, int id)
    {
        if (_count == _symbols.Length) Array.Resize(ref _symbols, _count * 2);
        _symbols[_count] = new Symbol { Start = start, Length = length, Id = id, Previous = _count - 1, Next = _count + 1 };
        _count++;
    }

    public void Merge<TRule>(TRule rule) where TRule : IMergeRule, allows ref struct
    {
        _candidates.Clear();
        for (int i = 1; i < _count; i++) Consider(ref rule, i - 1, i);

        while (_candidates.TryDequeue(out var best, out _))
        {
            ref var left = ref _symbols[best.Left];
            ref var right = ref _symbols[best.Right];
            // Either has grown or gone since: the pair that was considered is no more.
            if (left.Length == 0 || right.Length == 0 || left.Length + right.Length != best.Length) continue;

            left.Length += right.Length;
            left.Id = best.Merged;
            left.Next = right.Next;
            right.Length = 0;
            if (right.Next < _count) _symbols[right.Next].Previous = best.Left;
            Consider(ref rule, left.Previous, best.Left);
            Consider(ref rule, best.Left, left.Next);
        }
    }

    private void Consider<TRule>(ref TRule rule, int left, int right) where TRule : IMergeRule, allows ref struct
    {
        if (left < 0 || right >= _count) return;
        ref readonly var a = ref _symbols[left];
        ref readonly var b = ref _symbols[right];
        if (rule.TryMerge(a, b, out int priority, out int merged))
            _candidates.Enqueue(new Candidate(left, right, a.Length + b.Length, merged), (long)priority << 32 | (uint)left);
    }

    private readonly record struct Candidate(int Left, int Right, int Length, int Merged);
}
