using System.Runtime.InteropServices;

namespace Engine.KvCache;

/// <summary>
/// Which sequence holds which tokens. A request takes a sequence that begins like its prompt, and gives it back with its tokens still cached; what was
/// used longest ago makes way when blocks or sequences run out, and never what is in use.
/// </summary>
/// <remarks>
/// Tokens are compared one by one, not by hashes of blocks: a hundred cached prompts take microseconds, and no two different ones are ever taken for each
/// other. Used on the model's thread only.
/// </remarks>
internal sealed class KvCacheManager
{
    /// <summary>Most sequence ids, as many as llama.cpp can tell apart.</summary>
    public const int MostSequences = 256;

    private readonly Entry[] _entries;
    private readonly int _maxHeld;
    private long _clock;

    /// <summary>Manages <paramref name="tables"/>, of which at most <paramref name="maxHeld"/> sequences may be in use at once.</summary>
    public KvCacheManager(BlockTables tables, int maxHeld)
    {
        Tables = tables;
        _entries = new Entry[tables.MaxSequences];
        for (int id = 0; id < _entries.Length; id++) _entries[id] = new Entry();
        _maxHeld = Math.Min(maxHeld, _entries.Length);
    }

    private enum State
    {
        Free,
        Held,
        Cached,
    }

    /// <summary>The books.</summary>
    public BlockTables Tables { get; }

    /// <summary>Sequences in use.</summary>
    public int Held { get; private set; }

    /// <summary>Sequences that may be in use at once.</summary>
    public int MaxHeld => _maxHeld;

    /// <summary>Whether another sequence may be taken.</summary>
    public bool HasSequence => Held < _maxHeld;

    /// <summary>Blocks that are free or can be made so.</summary>
    public int Available => Tables.Pool.Count - Tables.Pool.Pinned;

    /// <summary>How many sequence ids <paramref name="maxHeld"/> sequences in use need, so that prefixes can stay cached beside them.</summary>
    public static int SequenceIds(int maxHeld) => maxHeld == 1 ? 1 : Math.Max(maxHeld, Math.Min(2 * maxHeld, MostSequences));

    /// <summary>The tokens of sequence <paramref name="id"/>; valid until it changes.</summary>
    public ReadOnlySpan<int> Tokens(int id) => CollectionsMarshal.AsSpan(_entries[id].Tokens);

    /// <summary>How many tokens sequence <paramref name="id"/> holds.</summary>
    public int Length(int id) => _entries[id].Tokens.Count;

    /// <summary>How many tokens at the beginning of sequence <paramref name="id"/> were read, none of them decoded.</summary>
    public int ReadLength(int id) => _entries[id].ReadLength;

    /// <summary>How many tokens of <paramref name="prompt"/> are cached, short of the last: there must be one left to run.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="reuseDecoded">Whether tokens that were decoded count as well as those that were read; their keys and values differ in rounding.</param>
    public int Cached(ReadOnlySpan<int> prompt, bool reuseDecoded)
    {
        LongestMatch(prompt, reuseDecoded, out int length);
        return length;
    }

    /// <summary>Whether a sequence of <paramref name="length"/> tokens that begins with <paramref name="prompt"/> finds room now, and <paramref name="spare"/> blocks are left.</summary>
    public bool CanTake(ReadOnlySpan<int> prompt, bool reuseDecoded, int length, int spare)
    {
        int source = LongestMatch(prompt, reuseDecoded, out int cached);
        bool isPinned = cached > 0 && _entries[source].State == State.Held;
        return HasSequence && Tables.BlocksFor(length) - (isPinned ? cached / Tables.BlockTokens : 0) + spare <= Available;
    }

    /// <summary>
    /// Takes a sequence that holds the longest cached beginning of <paramref name="prompt"/>, short of the last token. Its length says how much that is.
    /// </summary>
    /// <param name="prompt">The prompt; may be empty.</param>
    /// <param name="reuseDecoded">As in <see cref="Cached"/>.</param>
    /// <param name="expectedLength">How long the sequence will become; room for its bookkeeping is made now.</param>
    /// <exception cref="KvCacheFullException">As many sequences as may be are in use.</exception>
    public int Take(ReadOnlySpan<int> prompt, bool reuseDecoded, int expectedLength)
    {
        if (!HasSequence) throw AllHeld();
        int source = LongestMatch(prompt, reuseDecoded, out int length);
        int id;
        if (length == 0) id = FreeId(except: -1)!.Value;
        else if (_entries[source].State == State.Cached && length == Length(source)) id = source;
        else if (FreeId(except: source) is { } other)
        {
            // What follows the common beginning stays where it is too.
            ForkInto(source, other, length);
            _entries[source].LastUse = ++_clock;
            id = other;
        }
        else
        {
            // Every other id is in use, so this one is not: HasSequence.
            id = source;
            Truncate(id, length);
        }
        Hold(id);
        _entries[id].EnsureCapacity(Math.Min(expectedLength, Tables.Capacity));
        return id;
    }

    /// <summary>Takes a sequence that holds the first <paramref name="length"/> tokens of <paramref name="source"/>.</summary>
    /// <exception cref="KvCacheFullException">As many sequences as may be are in use.</exception>
    public int Fork(int source, int length)
    {
        if (!HasSequence) throw AllHeld();
        int id = FreeId(except: source) ?? throw AllHeld();
        ForkInto(source, id, length);
        Hold(id);
        _entries[id].EnsureCapacity(Math.Min(_entries[source].Tokens.Capacity, Tables.Capacity));
        return id;
    }

    /// <summary>Makes <paramref name="target"/>, which is in use, the first <paramref name="length"/> tokens of <paramref name="source"/>.</summary>
    public void ForkInto(int source, int target, int length)
    {
        var (from, to) = (_entries[source], _entries[target]);
        Tables.Fork(source, target, length);
        to.Tokens.Clear();
        to.Tokens.AddRange(CollectionsMarshal.AsSpan(from.Tokens)[..length]);
        to.ReadLength = Math.Min(from.ReadLength, length);
        to.ExactLength = Math.Min(from.ExactLength, length);
        to.LastUse = ++_clock;
    }

    /// <summary>Reserves blocks for <paramref name="count"/> more tokens of sequence <paramref name="id"/>, giving up cached prefixes where needed.</summary>
    /// <returns>False when even without any cached prefix there is not enough room; what was reserved before stays.</returns>
    public bool TryReserve(int id, int count)
    {
        while (Tables.Missing(id, count) is > 0 and var missing)
            if (!EvictSome(missing)) return false;
        return Tables.TryReserve(id, count);
    }

    /// <summary>Notes that the sequence now also holds <paramref name="token"/>, which a forward pass has run.</summary>
    public void Append(int id, int token, bool isDecoded)
    {
        var entry = _entries[id];
        if (!isDecoded && entry.ReadLength == entry.Tokens.Count) entry.ReadLength++;
        if (entry.ExactLength == entry.Tokens.Count) entry.ExactLength++;
        entry.Tokens.Add(token);
    }

    /// <summary>Makes room for <paramref name="count"/> tokens in an empty sequence, whose keys and values the caller writes before it calls <see cref="FinishLoading"/>.</summary>
    /// <returns>False when there is no room.</returns>
    public bool TryBeginLoading(int id, int count)
    {
        if (!TryReserve(id, count)) return false;
        Tables.Extend(id, count);
        return true;
    }

    /// <summary>Notes that sequence <paramref name="id"/> now holds <paramref name="tokens"/>, the first <paramref name="readLength"/> of them read.</summary>
    public void FinishLoading(int id, ReadOnlySpan<int> tokens, int readLength)
    {
        var entry = _entries[id];
        entry.Tokens.AddRange(tokens);
        (entry.ReadLength, entry.ExactLength) = (readLength, tokens.Length);
    }

    /// <summary>Forgets all but the first <paramref name="length"/> tokens of sequence <paramref name="id"/>, and what was reserved.</summary>
    public void Truncate(int id, int length)
    {
        var entry = _entries[id];
        length = Math.Min(length, entry.Tokens.Count);
        Tables.Truncate(id, length);
        entry.Cut(length);
    }

    /// <summary>Forgets <paramref name="count"/> tokens from <paramref name="start"/> on; those after them move down, and serve nobody else any more.</summary>
    /// <returns>False, and nothing changed, when shared blocks would have to be copied and there is no room.</returns>
    public bool TryShift(int id, int start, int count)
    {
        while (!Tables.TryShift(id, start, count))
            if (!EvictSome(Tables.BlocksFor(count))) return false;
        var entry = _entries[id];
        entry.Tokens.RemoveRange(start, count);
        entry.ReadLength = Math.Min(entry.ReadLength, start);
        entry.ExactLength = Math.Min(entry.ExactLength, start);
        return true;
    }

    /// <summary>Gives sequence <paramref name="id"/> back; its tokens stay cached until their place is needed.</summary>
    public void Release(int id)
    {
        var entry = _entries[id];
        if (entry.State != State.Held) return;
        Truncate(id, entry.ExactLength);
        Unhold(id);
        entry.State = State.Cached;
        entry.LastUse = ++_clock;
        if (entry.Tokens.Count == 0) Free(id);
        // Of two of which one begins with the other, the longer serves for both.
        for (int other = 0; other < _entries.Length; other++)
            if (other != id && _entries[other].State == State.Cached && entry.Covers(_entries[other])) Free(other);
    }

    /// <summary>Forgets sequence <paramref name="id"/>.</summary>
    public void Free(int id)
    {
        Unhold(id);
        Truncate(id, 0);
        _entries[id].State = State.Free;
    }

    /// <summary>Forgets every cached prefix; what is in use keeps its tokens, but no longer serves anyone else.</summary>
    public void Clear()
    {
        for (int id = 0; id < _entries.Length; id++)
        {
            if (_entries[id].State == State.Cached) Free(id);
            _entries[id].ReadLength = _entries[id].ExactLength = 0;
        }
    }

    /// <summary>Frees every sequence, also those in use.</summary>
    public void Reset()
    {
        for (int id = 0; id < _entries.Length; id++) Free(id);
    }

    private int LongestMatch(ReadOnlySpan<int> prompt, bool reuseDecoded, out int length)
    {
        int best = -1;
        length = 0;
        for (int id = 0; id < _entries.Length; id++)
        {
            var entry = _entries[id];
            if (entry.State == State.Free) continue;
            int most = Math.Min(reuseDecoded ? entry.ExactLength : entry.ReadLength, prompt.Length - 1);
            if (most <= length) continue;
            int common = Tokens(id)[..most].CommonPrefixLength(prompt);
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

    /// <summary>Gives up <paramref name="blocks"/> blocks, if it has as many, of the cached prefix that was used longest ago, its end first; false when there is none.</summary>
    private bool EvictSome(int blocks)
    {
        if (LeastRecentlyUsed(except: -1) is not { } victim) return false;
        int left = Math.Max(0, Tables.BlocksFor(Length(victim)) - blocks) * Tables.BlockTokens;
        if (left == 0) Free(victim);
        else Truncate(victim, left);
        return true;
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

    private void Hold(int id)
    {
        _entries[id].State = State.Held;
        _entries[id].LastUse = ++_clock;
        Tables.SetPinned(id, true);
        Held++;
    }

    private void Unhold(int id)
    {
        if (_entries[id].State != State.Held) return;
        Tables.SetPinned(id, false);
        _entries[id].State = State.Free;
        Held--;
    }

    private KvCacheFullException AllHeld() =>
        new($"all {_maxHeld} sequences of the KV cache are in use; dispose a Sequence or raise MaxSequences");

    /// <summary>A sequence id and its tokens.</summary>
    private sealed class Entry
    {
        public State State { get; set; }
        public List<int> Tokens { get; } = [];

        /// <summary>Tokens at the beginning that were read.</summary>
        public int ReadLength { get; set; }

        /// <summary>Tokens at the beginning whose keys and values are what these tokens give: none was forgotten before them, no adapter changed.</summary>
        public int ExactLength { get; set; }

        public long LastUse { get; set; }

        public void Cut(int length)
        {
            Tokens.RemoveRange(length, Tokens.Count - length);
            ReadLength = Math.Min(ReadLength, length);
            ExactLength = Math.Min(ExactLength, length);
        }

        /// <summary>Whether all that <paramref name="other"/> can serve, this can.</summary>
        public bool Covers(Entry other) =>
            ReadLength >= other.ReadLength && ExactLength >= other.ExactLength
            && CollectionsMarshal.AsSpan(Tokens).StartsWith(CollectionsMarshal.AsSpan(other.Tokens));

        public void EnsureCapacity(int length) => Tokens.EnsureCapacity(length);
    }
}
