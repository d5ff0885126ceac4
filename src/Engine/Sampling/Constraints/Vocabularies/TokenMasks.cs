namespace Engine.Sampling.Constraints;

/// <summary>Which tokens of a vocabulary a constraint allows after a text; what it has found out it remembers, for all requests.</summary>
/// <remarks>
/// The tokens that stay within the rule on top of a stack depend on that rule alone, so they are found once per node. A token that ends the rule and
/// goes on in the one below is followed there for each stack. Source: Dong et al. 2024, "XGrammar: Flexible and Efficient Structured Generation
/// Engine for Large Language Models". Thread-safe.
/// </remarks>
internal sealed class TokenMasks
{
    private readonly Automaton _automaton;
    private readonly TokenTrie _trie;
    private readonly StackReader _reader;
    private readonly int[] _tokenIds;
    private readonly Dictionary<(int Node, int Missing, int Left), Part> _parts = [];
    private readonly StackSet[] _path;
    private readonly Lock _lock = new();
    private long _maskBytes;

    /// <exception cref="ConstraintException">The vocabulary has not a token that the grammar names.</exception>
    public TokenMasks(Automaton automaton, TokenTrie trie)
    {
        (_automaton, _trie) = (automaton, trie);
        _reader = new StackReader(automaton);
        _path = new StackSet[trie.MaxLength + 1];
        _tokenIds = [.. automaton.Tokens.Select(edge => Resolve(edge.Name))];
    }

    /// <summary>Before the first token.</summary>
    public StackSet Start
    {
        get
        {
            lock (_lock) return _reader.Start;
        }
    }

    /// <summary>What the vocabulary is.</summary>
    public TokenTrie Trie => _trie;

    /// <summary>The tokens allowed after what led to <paramref name="state"/>, a bit each; to be read only.</summary>
    public ulong[] Mask(StackSet state)
    {
        lock (_lock)
        {
            if (state.Mask is { } known) return known;
            Trim();
            _reader.Refill();
            _maskBytes += _trie.WordCount * sizeof(ulong);
            return state.Mask = Find(state);
        }
    }

    /// <summary>What <paramref name="token"/> leads to; a dead set where it is not allowed. The token that ends generation leads to the end.</summary>
    public StackSet Step(StackSet state, int token)
    {
        lock (_lock)
        {
            _reader.Refill();
            if (TokenTrie.IsSet(_trie.EmptyBits, token) && IsFree(state) && !Reads(state, token)) return state;
            var whole = Reads(state, token) ? _reader.StepToken(state, index => Reads(index, token)) : null;
            if (whole is not null && IsFree(state)) return whole;
            var bytes = _trie.Tokenizer.Bytes(token);
            if (bytes.IsEmpty || TokenTrie.IsSet(_trie.EndBits, token)) return whole ?? Dead(state);
            var next = _reader.Step(state, bytes);
            return whole is null ? next : _reader.Union(next, whole);
        }
    }

    /// <summary>The bytes of <paramref name="token"/> that come under the constraint: all of them, unless it waits for its trigger.</summary>
    public ReadOnlySpan<byte> Constrained(StackSet state, int token)
    {
        lock (_lock)
        {
            var bytes = _trie.Tokenizer.Bytes(token);
            int free = 0;
            for (; free < bytes.Length && IsFree(state); free++) state = _reader.Step(state, bytes[free]);
            return bytes[free..];
        }
    }

    /// <summary>The fewest bytes from <paramref name="state"/> to the end.</summary>
    public int Rest(StackSet state)
    {
        lock (_lock) return _reader.Rest(state);
    }

    /// <summary>The tokens on a shortest way from <paramref name="state"/> to the end.</summary>
    public ulong[] ShortestMask(StackSet state)
    {
        lock (_lock)
        {
            _reader.Refill();
            var bits = new ulong[_trie.WordCount];
            if (state.HasEmpty)
            {
                Or(bits, _trie.EndBits);
                return bits;
            }
            int rest = _reader.Rest(state);
            foreach (var top in state.Tops)
                if (_automaton[top.Node] is (NodeKind.Token, int edge, _) && !_automaton.Tokens[edge].IsNegated) TokenTrie.Set(bits, _tokenIds[edge]);
            Walk(state, 0, _trie.Nodes.Length, 0, bits, exits: null, (next, depth) => _reader.Rest(next) == rest - depth - 1);
            return bits;
        }
    }

    private StackSet Dead(StackSet state) => _reader.StepToken(state, _ => false);

    private ulong[] Find(StackSet state)
    {
        var bits = new ulong[_trie.WordCount];
        if (state.HasEmpty) Or(bits, _trie.EndBits);
        if (IsFree(state)) Or(bits, _trie.EmptyBits);
        foreach (var top in state.Tops)
        {
            if (_automaton[top.Node] is (NodeKind.Token, int edge, _)) AllowToken(bits, edge);
            else AllowBytes(bits, top);
        }
        return bits;
    }

    private void AllowToken(ulong[] bits, int edge)
    {
        int id = _tokenIds[edge];
        if (!_automaton.Tokens[edge].IsNegated)
        {
            TokenTrie.Set(bits, id);
            return;
        }
        bool wasSet = TokenTrie.IsSet(bits, id);
        var ends = _trie.EndBits;
        for (int i = 0; i < bits.Length; i++) bits[i] |= ~ends[i];
        if (_trie.VocabSize % 64 is var used && used != 0) bits[^1] &= (1UL << used) - 1;
        if (!wasSet) bits[id >> 6] &= ~(1UL << id);
    }

    private void AllowBytes(ulong[] bits, StackTop top)
    {
        var part = PartOf(top);
        part.AddTo(bits);
        if (top.Below.IsComplete || part.Exits.Length == 0) return;
        var resumed = _reader.Resume(top.Below);
        foreach (int exit in part.Exits) Walk(resumed, exit + 1, _trie.Nodes[exit].End, _trie.Nodes[exit].Depth + 1, bits, exits: null, where: null);
    }

    /// <summary>The tokens that stay within the rule of <paramref name="top"/>, and where in the tree the rule may be over.</summary>
    private Part PartOf(StackTop top)
    {
        // Within a token no more rounds of a loop can end than the token has bytes: counts that differ only beyond that are the same.
        var key = (top.Node, Missing: 0, Left: 0);
        if (_automaton.LoopOf(top.Node) is >= 0 and int index)
        {
            var loop = _automaton.Loop(index);
            int bound = _trie.MaxLength + 1;
            key.Missing = Math.Clamp(loop.Min - top.Count, 0, bound);
            key.Left = loop.Max == Expression.Unbounded ? bound : Math.Clamp(loop.Max - top.Count, 0, bound);
        }
        if (_parts.TryGetValue(key, out var part)) return part;
        var bits = new ulong[_trie.WordCount];
        var exits = new List<int>();
        Walk(_reader.Single(top.Node, top.Count), 0, _trie.Nodes.Length, 0, bits, exits, where: null);
        part = new Part(bits, [.. exits]);
        _maskBytes += part.Bytes;
        _parts.Add(key, part);
        return part;
    }

    /// <summary>Sets the bits of the tokens that <paramref name="state"/> reads among nodes <paramref name="first"/> to <paramref name="end"/> of the tree.</summary>
    private void Walk(StackSet state, int first, int end, int depth, ulong[] bits, List<int>? exits, Func<StackSet, int, bool>? where)
    {
        var nodes = _trie.Nodes;
        _path[depth] = state;
        for (int i = first; i < end;)
        {
            ref readonly var node = ref nodes[i];
            var next = _reader.Step(_path[node.Depth], node.Value);
            if (next.IsDead || (where is not null && !where(next, node.Depth)))
            {
                i = node.End;
                continue;
            }
            foreach (int token in _trie.Tokens(node)) TokenTrie.Set(bits, token);
            bool goesOn = node.End > i + 1;
            if (goesOn && next.HasEmpty) exits?.Add(i);
            if (!goesOn || next.Tops.Length == 0)
            {
                i = node.End;
                continue;
            }
            _path[node.Depth + 1] = next;
            i++;
        }
    }

    /// <summary>Whether any text may still come, and not only what a constraint says.</summary>
    public bool IsFree(StackSet state)
    {
        foreach (var top in state.Tops)
            if (_automaton.IsFree(top.Node)) return true;
        return false;
    }

    private bool Reads(StackSet state, int token)
    {
        foreach (var top in state.Tops)
            if (_automaton[top.Node] is (NodeKind.Token, int edge, _) && Reads(edge, token)) return true;
        return false;
    }

    private bool Reads(int edge, int token) => _automaton.Tokens[edge].IsNegated
        ? _tokenIds[edge] != token && !TokenTrie.IsSet(_trie.EndBits, token)
        : _tokenIds[edge] == token;

    private int Resolve(TokenName name)
    {
        if (name.Spelling is not { } spelling)
            return name.Id < _trie.VocabSize ? name.Id : throw new ConstraintException($"the grammar names token {name}; the vocabulary has {_trie.VocabSize} tokens", name.ToString());
        int[] ids = _trie.Tokenizer.Encode(System.Text.Encoding.UTF8.GetBytes(spelling), addSpecial: false, parseSpecial: true);
        return ids.Length == 1 ? ids[0] : throw new ConstraintException($"the grammar names the token {Quote.Short(spelling)}, which is {ids.Length} tokens of this vocabulary; one was expected", spelling);
    }

    private void Trim()
    {
        if (!_reader.Trim())
        {
            if (_maskBytes <= ConstraintLimits.MaxCachedMaskBytes) return;
            _reader.ForgetMasks();
        }
        _parts.Clear();
        _maskBytes = 0;
    }

    private static void Or(ulong[] bits, ulong[] more)
    {
        for (int i = 0; i < bits.Length; i++) bits[i] |= more[i];
    }

    /// <summary>Tokens as a list where they are few, else as bits; and the nodes of the tree after which the rule may be over while tokens go on.</summary>
    private sealed class Part
    {
        // A token in a list takes as much as this many in a mask.
        private const int BitsPerListed = 32;

        private readonly ulong[]? _bits;
        private readonly int[]? _tokens;

        public Part(ulong[] bits, int[] exits)
        {
            Exits = exits;
            int count = bits.Sum(System.Numerics.BitOperations.PopCount);
            if (count * BitsPerListed >= bits.Length * 64)
            {
                _bits = bits;
                return;
            }
            _tokens = new int[count];
            int at = 0;
            for (int i = 0; i < bits.Length; i++)
                for (ulong word = bits[i]; word != 0; word &= word - 1) _tokens[at++] = i * 64 + System.Numerics.BitOperations.TrailingZeroCount(word);
        }

        public int[] Exits { get; }

        public long Bytes => (_bits?.Length ?? 0) * sizeof(ulong) + (_tokens?.Length ?? 0) * sizeof(int) + Exits.Length * sizeof(int);

        public void AddTo(ulong[] bits)
        {
            if (_bits is not null) Or(bits, _bits);
            else foreach (int token in _tokens!) Set(bits, token);
        }

        private static void Set(ulong[] bits, int token) => TokenTrie.Set(bits, token);
    }
}
