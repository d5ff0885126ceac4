namespace Engine.Sampling.Constraints;

/// <summary>Reads bytes with an <see cref="Automaton"/>, following all its stacks at once, and remembers every step it has taken.</summary>
/// <remarks>One thread at a time. What it remembers is bounded: beyond <see cref="ConstraintLimits.MaxCachedStates"/> it starts over.</remarks>
internal sealed class StackReader
{
    private readonly Automaton _automaton;
    private readonly Dictionary<StackSet, StackSet> _known = new(new StackSet.Comparer());
    private readonly Dictionary<(StackSet, StackSet), StackSet> _unions = [];
    private readonly Stack<StackTop> _open = new();
    private readonly HashSet<StackTop> _seen = [];
    private readonly Dictionary<(int Node, StackSet Below), int> _rounds = [];
    private readonly List<StackTop> _tops = [];
    private readonly StackSet _empty, _dead;
    private bool _hasEmpty;
    private int _work;
    private long _budget;

    public StackReader(Automaton automaton)
    {
        _automaton = automaton;
        _empty = new StackSet([], hasEmpty: true);
        _dead = new StackSet([], hasEmpty: false);
        Refill();
        Start = Root();
    }

    /// <summary>Before the first byte.</summary>
    public StackSet Start { get; private set; }

    /// <summary>What <paramref name="value"/> leads to from <paramref name="state"/>; a dead set where nothing does.</summary>
    /// <exception cref="ConstraintException">The text can be read in too many ways.</exception>
    public StackSet Step(StackSet state, byte value)
    {
        var next = state.Next ??= new StackSet?[_automaton.ClassCount];
        return next[_automaton.ByteClasses[value]] ??= StepOnce(state, value);
    }

    /// <summary>What the bytes of a text lead to.</summary>
    public StackSet Step(StackSet state, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            state = Step(state, value);
            if (state.IsDead) break;
        }
        return state;
    }

    /// <summary>What whole tokens lead to from <paramref name="state"/>, through the nodes that read them; <paramref name="reads"/> says which of the automaton's do.</summary>
    public StackSet StepToken(StackSet state, Func<int, bool> reads)
    {
        Begin();
        foreach (var top in state.Tops)
            if (_automaton[top.Node] is (NodeKind.Token, int token, int next) && reads(token)) Open(next, top.Count, top.Below);
        return Close();
    }

    /// <summary>The set with the stacks of both.</summary>
    public StackSet Union(StackSet a, StackSet b)
    {
        if (ReferenceEquals(a, b) || b.IsDead) return a;
        if (a.IsDead) return b;
        if (_unions.TryGetValue((a, b), out var known)) return known;
        var tops = new List<StackTop>(a.Tops.Length + b.Tops.Length);
        int i = 0, j = 0;
        while (i < a.Tops.Length || j < b.Tops.Length)
        {
            Work();
            int order = i == a.Tops.Length ? 1 : j == b.Tops.Length ? -1 : Order(a.Tops[i], b.Tops[j]);
            if (order == 0) tops.Add(a.Tops[i] with { Below = Union(a.Tops[i++].Below, b.Tops[j++].Below) });
            else tops.Add(order < 0 ? a.Tops[i++] : b.Tops[j++]);
        }
        return _unions[(a, b)] = Intern([.. tops], a.HasEmpty || b.HasEmpty);
    }

    /// <summary>A set of one stack that is one node high.</summary>
    public StackSet Single(int node, int count) => Intern([new(node, count, _empty)], false);

    /// <summary>What the stacks of <paramref name="below"/> are at once the rule above them is over.</summary>
    public StackSet Resume(StackSet below)
    {
        if (below.Resumed is { } known) return known;
        Begin();
        Return(below);
        return below.Resumed = Close();
    }

    /// <summary>The fewest bytes from <paramref name="state"/> to the end of the text.</summary>
    public int Rest(StackSet state)
    {
        if (state.Rest is { } known) return known;
        int rest = state.HasEmpty ? 0 : Automaton.Unreachable;
        foreach (var top in state.Tops)
        {
            long sum = (long)_automaton.Distance(top.Node, top.Count) + Rest(top.Below);
            rest = (int)Math.Min(rest, sum);
        }
        state.Rest = rest;
        return rest;
    }

    /// <summary>Begins the work of a mask or a token, of which there is an end.</summary>
    public void Refill() => (_budget, _work) = (ConstraintLimits.MaxWorkPerMask, 0);

    /// <summary>Forgets all, where too much is remembered, and says whether it did. Sets that are in use stay as they are; sets made from now on are new objects.</summary>
    public bool Trim()
    {
        if (_known.Count + _unions.Count <= ConstraintLimits.MaxCachedStates) return false;
        foreach (var set in _known.Keys) set.Forget();
        _known.Clear();
        _unions.Clear();
        Start = Root();
        return true;
    }

    /// <summary>Forgets the masks of all sets.</summary>
    public void ForgetMasks()
    {
        foreach (var set in _known.Keys) set.Mask = null;
    }

    private StackSet Root()
    {
        Begin();
        Open(_automaton.Start, 0, _empty);
        return Close();
    }

    private StackSet StepOnce(StackSet state, byte value)
    {
        Begin();
        foreach (var top in state.Tops)
        {
            if (_automaton[top.Node].Kind != NodeKind.Consume) continue;
            int next = _automaton.Next(top.Node, value);
            if (next >= 0) Open(next, top.Count, top.Below);
        }
        return Close();
    }

    private void Begin()
    {
        _seen.Clear();
        _rounds.Clear();
        _tops.Clear();
        _open.Clear();
        _hasEmpty = false;
        _work = 0;
    }

    private void Work()
    {
        if (++_work > ConstraintLimits.MaxWorkPerByte || --_budget < 0)
            throw new ConstraintException("the text so far can be read in too many ways; write the grammar with fewer alternatives that begin alike", "");
    }

    private void Open(int node, int count, StackSet below)
    {
        Work();
        if (_automaton.Distance(node, count) != Automaton.Unreachable && _seen.Add(new(node, count, below))) _open.Push(new(node, count, below));
    }

    /// <summary>The rule above <paramref name="below"/> is over.</summary>
    private void Return(StackSet below)
    {
        _hasEmpty |= below.HasEmpty;
        foreach (var top in below.Tops) Open(top.Node, top.Count, top.Below);
    }

    /// <summary>Follows what was opened to the nodes that read.</summary>
    private StackSet Close()
    {
        while (_open.TryPop(out var top))
        {
            var (node, count, below) = top;
            var (kind, first, second) = _automaton[node];
            switch (kind)
            {
                case NodeKind.End:
                    Return(below);
                    break;
                case NodeKind.Pass:
                    Open(first, count, below);
                    break;
                case NodeKind.Split:
                    Open(first, count, below);
                    Open(second, count, below);
                    break;
                case NodeKind.Call:
                    // Nothing is left to do after a call at the end of a rule: then the rule need not be returned to, and repetition by recursion stays flat.
                    if (IsEnd(second)) Open(first, 0, below);
                    else if (below.Depth < ConstraintLimits.MaxDepth) Open(first, 0, Intern([new(second, count, below)], false));
                    break;
                case NodeKind.Enter:
                    Open(_automaton.Loop(first).Body, 0, below);
                    break;
                case NodeKind.Loop:
                    EndRound(first, count + 1, below);
                    break;
                default:
                    _tops.Add(top);
                    break;
            }
        }
        if (_tops.Count == 0) return _hasEmpty ? _empty : _dead;
        _tops.Sort(Order);
        int kept = 0;
        for (int i = 1; i < _tops.Count; i++)
        {
            if (Order(_tops[kept], _tops[i]) == 0) _tops[kept] = _tops[kept] with { Below = Union(_tops[kept].Below, _tops[i].Below) };
            else _tops[++kept] = _tops[i];
        }
        return Intern([.. _tops[..(kept + 1)]], _hasEmpty);
    }

    private void EndRound(int index, int rounds, StackSet below)
    {
        var loop = _automaton.Loop(index);
        if (rounds >= loop.Min) Open(loop.Exit, 0, below);
        if (loop.Max == Expression.Unbounded) rounds = Math.Min(rounds, loop.Min);
        else if (rounds >= loop.Max) return;
        if (_automaton.CanBeEmpty(index))
        {
            // Rounds that read nothing lead in a circle; and as none is needed, those with fewer rounds over allow whatever the others do.
            if (_rounds.TryGetValue((loop.Body, below), out int fewest) && fewest <= rounds) return;
            _rounds[(loop.Body, below)] = rounds;
        }
        Open(loop.Body, rounds, below);
    }

    private bool IsEnd(int node)
    {
        while (_automaton[node] is (NodeKind.Pass, int next, _)) node = next;
        return _automaton[node].Kind == NodeKind.End;
    }

    private StackSet Intern(StackTop[] tops, bool hasEmpty)
    {
        var set = new StackSet(tops, hasEmpty);
        if (_known.TryGetValue(set, out var known)) return known;
        _known.Add(set, set);
        return set;
    }

    private static int Order(StackTop a, StackTop b) => a.Node != b.Node ? a.Node.CompareTo(b.Node) : a.Count.CompareTo(b.Count);
}
