namespace Engine.KvCache;

/// <summary>
/// Which sequence ids hold which tokens. Requests take an id, and give it back with its tokens still cached; a later request that
/// begins alike goes on from there. What was used longest ago makes way when ids or cells run out.
/// </summary>
/// <remarks>
/// Knows ids, tokens and lengths only. A cell holds one token and is shared by all sequences that were forked after it. Used on the
/// model's thread only.
/// </remarks>
internal sealed class PrefixCache
{
    private readonly IKvStore _store;
    private readonly Entry[] _entries;
    private readonly int[] _owners;          // sequences that list each cell
    private readonly Stack<int> _freeCells;
    private long _clock;

    public PrefixCache(IKvStore store)
    {
        _store = store;
        _entries = new Entry[store.MaxSequences];
        for (int id = 0; id < _entries.Length; id++) _entries[id] = new Entry();
        _owners = new int[store.Capacity];
        _freeCells = new Stack<int>(store.Capacity);
        for (int cell = store.Capacity - 1; cell >= 0; cell--) _freeCells.Push(cell);
    }

    private enum State
    {
        Free,
        Held,
        Cached,
    }

    /// <summary>Tokens all sequences together can hold.</summary>
    public int Capacity => _owners.Length;

    /// <summary>Cells some sequence lists.</summary>
    public int Used => Capacity - _freeCells.Count;

    /// <summary>Cells that only cached prefixes list.</summary>
    public int Evictable
    {
        get
        {
            var held = new HashSet<int>();
            foreach (var entry in _entries)
                if (entry.State == State.Held) held.UnionWith(entry.Cells);
            return Used - held.Count;
        }
    }

    /// <summary>The tokens of sequence <paramref name="id"/>; valid until it changes.</summary>
    public ReadOnlySpan<int> Tokens(int id) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_entries[id].Tokens);

    /// <summary>How many tokens sequence <paramref name="id"/> holds.</summary>
    public int Length(int id) => _entries[id].Tokens.Count;

    /// <summary>
    /// Takes a sequence that holds the longest cached beginning of <paramref name="tokens"/>, short of the last token: there must be one
    /// left to run. Its length says how much that is.
    /// </summary>
    /// <param name="tokens">The prompt; may be empty.</param>
    /// <param name="expectedLength">How long the sequence will become; room for its bookkeeping is made now.</param>
    /// <exception cref="KvCacheFullException">All ids are held.</exception>
    public int Take(ReadOnlySpan<int> tokens, int expectedLength)
    {
        int source = LongestMatch(tokens, out int length);
        int id = source;
        if (length == 0) id = FreeId(except: -1) ?? throw AllHeld();
        else if (length < Length(source) && FreeId(except: source) is { } other)
        {
            // What follows the common beginning stays cached too.
            Fork(source, other, length);
            _entries[source].LastUse = ++_clock;
            id = other;
        }
        else Truncate(source, length);

        var entry = _entries[id];
        entry.State = State.Held;
        entry.LastUse = ++_clock;
        entry.EnsureCapacity(Math.Min(expectedLength, Capacity));
        return id;
    }

    /// <summary>Takes a sequence that holds what <paramref name="source"/> holds.</summary>
    /// <exception cref="KvCacheFullException">All ids are held.</exception>
    public int Fork(int source)
    {
        int id = FreeId(except: -1) ?? throw AllHeld();
        Fork(source, id, Length(source));
        _entries[id].State = State.Held;
        return id;
    }

    /// <summary>Makes room for <paramref name="count"/> more tokens by giving up cached prefixes, the least recently used first.</summary>
    /// <exception cref="KvCacheFullException">Even without any cached prefix there is not enough; nothing was given up.</exception>
    public void Reserve(int count)
    {
        if (_freeCells.Count >= count) return;
        int evictable = Evictable;
        if (_freeCells.Count + evictable < count) throw new KvCacheFullException(count, Used, evictable, Capacity);
        while (_freeCells.Count < count) Free(LeastRecentlyUsed(except: -1)!.Value);
    }

    /// <summary>Whether <see cref="Reserve"/> would succeed.</summary>
    public bool HasRoom(int count) => _freeCells.Count >= count || _freeCells.Count + Evictable >= count;

    /// <summary>Notes that the store now holds <paramref name="tokens"/> at the end of sequence <paramref name="id"/>.</summary>
    public void Append(int id, ReadOnlySpan<int> tokens)
    {
        var entry = _entries[id];
        foreach (int token in tokens)
        {
            int cell = _freeCells.Pop();
            _owners[cell] = 1;
            entry.Tokens.Add(token);
            entry.Cells.Add(cell);
        }
    }

    /// <summary>Forgets all but the first <paramref name="length"/> tokens of sequence <paramref name="id"/>.</summary>
    public void Truncate(int id, int length)
    {
        var entry = _entries[id];
        if (length >= entry.Tokens.Count) return;
        _store.Truncate(id, length);
        for (int i = length; i < entry.Cells.Count; i++)
            if (--_owners[entry.Cells[i]] == 0) _freeCells.Push(entry.Cells[i]);
        entry.Tokens.RemoveRange(length, entry.Tokens.Count - length);
        entry.Cells.RemoveRange(length, entry.Cells.Count - length);
    }

    /// <summary>Gives sequence <paramref name="id"/> back; its tokens stay cached until their place is needed.</summary>
    public void Release(int id)
    {
        var entry = _entries[id];
        entry.State = State.Cached;
        entry.LastUse = ++_clock;
        // A cached beginning of this one is of no more use, nor is an empty sequence.
        for (int other = 0; other < _entries.Length; other++)
            if (other != id && _entries[other].State == State.Cached && Tokens(id).StartsWith(Tokens(other))) Free(other);
        if (entry.Tokens.Count == 0) Free(id);
    }

    /// <summary>Forgets sequence <paramref name="id"/>.</summary>
    public void Free(int id)
    {
        Truncate(id, 0);
        _entries[id].State = State.Free;
    }

    /// <summary>Forgets every cached prefix.</summary>
    public void Clear()
    {
        for (int id = 0; id < _entries.Length; id++)
            if (_entries[id].State == State.Cached) Free(id);
    }

    private int LongestMatch(ReadOnlySpan<int> tokens, out int length)
    {
        int best = -1;
        length = 0;
        for (int id = 0; id < _entries.Length; id++)
        {
            if (_entries[id].State != State.Cached) continue;
            int common = Math.Min(Tokens(id).CommonPrefixLength(tokens), tokens.Length - 1);
            if (common > length) (best, length) = (id, common);
        }
        return best;
    }

    private int? FreeId(int except)
    {
        for (int id = 0; id < _entries.Length; id++)
            if (_entries[id].State == State.Free) return id;
        if (LeastRecentlyUsed(except) is not { } victim) return null;
        Free(victim);
        return victim;
    }

    private int? LeastRecentlyUsed(int except)
    {
        int? oldest = null;
        for (int id = 0; id < _entries.Length; id++)
        {
            if (id == except || _entries[id].State != State.Cached) continue;
            if (oldest is not { } other || _entries[id].LastUse < _entries[other].LastUse) oldest = id;
        }
        return oldest;
    }

    private void Fork(int source, int target, int length)
    {
        _store.Fork(source, target, length);
        var (from, to) = (_entries[source], _entries[target]);
        for (int i = 0; i < length; i++)
        {
            to.Tokens.Add(from.Tokens[i]);
            to.Cells.Add(from.Cells[i]);
            _owners[from.Cells[i]]++;
        }
        to.LastUse = ++_clock;
    }

    private KvCacheFullException AllHeld() =>
        new($"all {_entries.Length} sequences of the KV cache are in use; dispose a Sequence or raise MaxSequences");

    /// <summary>A sequence id: its tokens and, for each, the cell that holds it.</summary>
    private sealed class Entry
    {
        public State State { get; set; }
        public List<int> Tokens { get; } = [];
        public List<int> Cells { get; } = [];
        public long LastUse { get; set; }

        public void EnsureCapacity(int length)
        {
            Tokens.EnsureCapacity(length);
            Cells.EnsureCapacity(length);
        }
    }
}
