namespace Engine.Sampling.Constraints;

/// <summary>A constraint in one request: which tokens may come next, token after token. Can be forked and rewound, for speculation and beams.</summary>
/// <remarks>One thread at a time; what the requests under one constraint find out, they share.</remarks>
internal sealed class ConstraintState
{
    private readonly TokenMasks _masks;
    private readonly List<StackSet> _states;

    /// <summary>Begins a text.</summary>
    public ConstraintState(TokenMasks masks) => (_masks, _states) = (masks, [masks.Start]);

    private ConstraintState(ConstraintState other) => (_masks, _states) = (other._masks, [.. other._states]);

    /// <summary>Tokens accepted.</summary>
    public int Length => _states.Count - 1;

    /// <summary>Words of a mask, each the bits of 64 tokens.</summary>
    public int WordCount => _masks.Trie.WordCount;

    /// <summary>Whether the text may end here.</summary>
    public bool CanEnd => State.HasEmpty;

    /// <summary>Whether the text may end here, and nothing can follow.</summary>
    public bool IsComplete => State.IsComplete;

    /// <summary>Whether nothing can follow, not even the end.</summary>
    public bool IsDead => State.IsDead;

    /// <summary>The fewest bytes to the end.</summary>
    public int Rest => _masks.Rest(State);

    private StackSet State => _states[^1];

    /// <summary>The tokens that may come next, token t being bit t % 64 of word t / 64; valid as long as one likes, not to be changed.</summary>
    public ReadOnlySpan<ulong> Mask() => _masks.Mask(State);

    /// <summary>Writes the tokens that may come next, token t being bit t % 64 of word t / 64.</summary>
    public void Mask(Span<ulong> bits) => Mask().CopyTo(bits);

    /// <summary>The tokens that may come next on a shortest way to the end, one that ends generation once the text may end.</summary>
    public ReadOnlySpan<ulong> ShortestMask() => _masks.ShortestMask(State);

    /// <summary>Whether <paramref name="token"/> may come next.</summary>
    public bool Allows(int token) => TokenTrie.IsSet(Mask(), token);

    /// <summary>Takes note that <paramref name="token"/> is now part of the text; after one that is not allowed the state is dead.</summary>
    public void Accept(int token) => _states.Add(TokenTrie.IsSet(_masks.Trie.EndBits, token) ? State : _masks.Step(State, token));

    /// <summary>A second state with the same tokens.</summary>
    public ConstraintState Fork() => new(this);

    /// <summary>Forgets all but the first <paramref name="length"/> tokens.</summary>
    public void Rewind(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length, nameof(length));
        _states.RemoveRange(length + 1, Length - length);
    }
}
