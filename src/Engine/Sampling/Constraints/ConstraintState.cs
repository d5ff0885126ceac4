namespace Engine.Sampling.Constraints;

/// <summary>A constraint in one request: which tokens may come next, token after token. Can be forked and rewound, for speculation and beams.</summary>
/// <remarks>One thread at a time; what the requests under one constraint find out, they share.</remarks>
internal sealed class ConstraintState
{
    private readonly TokenMasks _masks;
    private readonly List<StackSet> _states;
    private readonly List<JsonNames>? _names;   // after each token; null where names cannot come twice
    private readonly ulong[]? _mask;

    /// <summary>Begins a text.</summary>
    /// <param name="masks">The constraint, for the vocabulary.</param>
    /// <param name="keepsNamesApart">Whether the text is JSON in which names might come twice.</param>
    public ConstraintState(TokenMasks masks, bool keepsNamesApart)
    {
        (_masks, _states) = (masks, [masks.Start]);
        if (keepsNamesApart) (_names, _mask) = ([JsonNames.Start], new ulong[masks.Trie.WordCount]);
    }

    private ConstraintState(ConstraintState other)
    {
        (_masks, _states) = (other._masks, [.. other._states]);
        if (other._names is not null) (_names, _mask) = ([.. other._names], new ulong[_masks.Trie.WordCount]);
    }

    /// <summary>Tokens accepted.</summary>
    public int Length => _states.Count - 1;

    /// <summary>Words of a mask, each the bits of 64 tokens.</summary>
    public int WordCount => _masks.Trie.WordCount;

    /// <summary>Whether the text may end here.</summary>
    public bool CanEnd => State.HasEmpty;

    /// <summary>Whether the text may end here, and nothing can follow.</summary>
    public bool IsComplete => State.IsComplete;

    /// <summary>Whether any text may come: the constraint waits for its trigger.</summary>
    public bool IsFree => _masks.IsFree(State);

    /// <summary>Whether nothing can follow, not even the end.</summary>
    public bool IsDead => State.IsDead;

    /// <summary>The fewest bytes to the end.</summary>
    public int Rest => _masks.Rest(State);

    private StackSet State => _states[^1];

    /// <summary>The tokens that may come next, token t being bit t % 64 of word t / 64; valid until the next mask is asked for.</summary>
    public ReadOnlySpan<ulong> Mask() => Apart(_masks.Mask(State));

    /// <summary>Writes the tokens that may come next, token t being bit t % 64 of word t / 64.</summary>
    public void Mask(Span<ulong> bits) => Mask().CopyTo(bits);

    /// <summary>The tokens that may come next on a shortest way to the end, one that ends generation once the text may end.</summary>
    public ReadOnlySpan<ulong> ShortestMask()
    {
        // The shortest way may lead to a name that is there already: then it has to become a longer one first.
        var shortest = Apart(_masks.ShortestMask(State));
        return shortest.IndexOfAnyExcept(0UL) >= 0 ? shortest : Mask();
    }

    /// <summary>Whether <paramref name="token"/> may come next.</summary>
    public bool Allows(int token) => TokenTrie.IsSet(Mask(), token);

    /// <summary>Takes note that <paramref name="token"/> is now part of the text; after one that is not allowed the state is dead.</summary>
    public void Accept(int token)
    {
        bool ends = TokenTrie.IsSet(_masks.Trie.EndBits, token);
        _names?.Add(ends ? _names[^1] : _names[^1].After(_masks.Constrained(State, token)));
        _states.Add(ends ? State : _masks.Step(State, token));
    }

    /// <summary>A second state with the same tokens.</summary>
    public ConstraintState Fork() => new(this);

    /// <summary>Forgets all but the first <paramref name="length"/> tokens.</summary>
    public void Rewind(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length, nameof(length));
        _names?.RemoveRange(length + 1, Length - length);
        _states.RemoveRange(length + 1, Length - length);
    }

    private ReadOnlySpan<ulong> Apart(ulong[] mask)
    {
        if (_names is null) return mask;
        mask.CopyTo(_mask!, 0);
        _names[^1].Forbid(_masks.Trie, _mask!);
        return _mask!;
    }
}
