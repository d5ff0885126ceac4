namespace Engine.Sampling.Constraints;

/// <summary>A deterministic automaton over bytes: a regular language that can be intersected with others and taken from them. Immutable.</summary>
internal sealed class Dfa
{
    private readonly Edge[][] _edges;
    private readonly bool[] _accepts;

    private Dfa(List<Edge[]> edges, List<bool> accepts)
    {
        _edges = [.. edges];
        _accepts = [.. accepts];
    }

    /// <summary>The state a text begins in.</summary>
    public const int Start = 0;

    public int Count => _edges.Length;

    public bool Accepts(int state) => _accepts[state];

    public IReadOnlyList<Edge> Edges(int state) => _edges[state];

    /// <summary>The texts of <paramref name="expression"/>, which calls no rules.</summary>
    /// <exception cref="ConstraintException">It takes too many states.</exception>
    public static Dfa Of(Expression expression) => Of(new Grammar { Root = expression });

    /// <summary>The texts of <paramref name="grammar"/>, whose rules do not call themselves.</summary>
    public static Dfa Of(Grammar grammar)
    {
        Automaton automaton;
        try
        {
            automaton = AutomatonBuilder.Build(grammar);
        }
        catch (ConstraintException empty) when (empty.Message.StartsWith("no text", StringComparison.Ordinal))
        {
            return new Dfa([[]], [false]);
        }
        var reader = new StackReader(automaton);
        return Explore(reader.Start, state => state.HasEmpty, state =>
        {
            reader.Refill();
            var edges = new List<(byte, byte, StackSet)>();
            byte[] classes = automaton.ByteClasses;
            for (int value = 0, end; value < 256; value = end)
            {
                for (end = value + 1; end < 256 && classes[end] == classes[value];) end++;
                var next = reader.Step(state, (byte)value);
                if (next.IsDead) continue;
                if (edges.Count > 0 && edges[^1] is var (first, last, to) && last + 1 == value && ReferenceEquals(to, next)) edges[^1] = (first, (byte)(end - 1), next);
                else edges.Add(((byte)value, (byte)(end - 1), next));
            }
            return edges;
        });
    }

    /// <summary>The automaton whose states are what <paramref name="step"/> makes of them with the bytes of <paramref name="alphabet"/>; null where no text goes on like that.</summary>
    public static Dfa Of<T>(byte[] alphabet, T start, Func<T, bool> accepts, Func<T, byte, T?> step) where T : struct => Explore(start, accepts, state =>
    {
        var edges = new List<(byte, byte, T)>();
        foreach (byte value in alphabet)
            if (step(state, value) is { } next) edges.Add((value, value, next));
        return edges;
    });

    /// <summary>The texts of both.</summary>
    public Dfa Intersect(Dfa other) => Product(other, (a, b) => a && b, withoutOther: false);

    /// <summary>The texts of this one that are not <paramref name="other"/>'s.</summary>
    public Dfa Except(Dfa other) => Product(other, (a, b) => a && !b, withoutOther: true);

    /// <summary>Whether there is no text at all.</summary>
    public bool IsEmpty
    {
        get
        {
            var seen = new HashSet<int> { Start };
            var open = new Stack<int>([Start]);
            while (open.TryPop(out int state))
            {
                if (_accepts[state]) return false;
                foreach (var edge in _edges[state])
                    if (seen.Add(edge.Next)) open.Push(edge.Next);
            }
            return true;
        }
    }

    public bool Contains(ReadOnlySpan<byte> text)
    {
        int state = Start;
        foreach (byte value in text)
        {
            state = Next(state, value);
            if (state < 0) return false;
        }
        return _accepts[state];
    }

    private int Next(int state, byte value)
    {
        if (state < 0) return -1;
        foreach (var edge in _edges[state])
            if (edge.First <= value && value <= edge.Last) return edge.Next;
        return -1;
    }

    private Dfa Product(Dfa other, Func<bool, bool, bool> accepts, bool withoutOther) => Explore(
        (A: Start, B: Start),
        state => accepts(_accepts[state.A], state.B >= 0 && other._accepts[state.B]),
        state =>
        {
            var edges = new List<(byte, byte, (int, int))>();
            foreach (var edge in _edges[state.A])
            {
                // In pieces: where the other one goes on in one way, or in none.
                for (int first = edge.First, last; first <= edge.Last; first = last + 1)
                {
                    last = edge.Last;
                    int b = -1;
                    foreach (var beside in state.B < 0 ? [] : other._edges[state.B])
                    {
                        if (beside.Last < first) continue;
                        if (beside.First > first) last = Math.Min(last, beside.First - 1);
                        else (last, b) = (Math.Min(last, beside.Last), beside.Next);
                        break;
                    }
                    if (b >= 0 || withoutOther) edges.Add(((byte)first, (byte)last, (edge.Next, b)));
                }
            }
            return edges;
        });

    private static Dfa Explore<T>(T start, Func<T, bool> accepts, Func<T, List<(byte First, byte Last, T Next)>> edgesOf) where T : notnull
    {
        var numbers = new Dictionary<T, int> { [start] = 0 };
        var states = new List<T> { start };
        var edges = new List<Edge[]>();
        for (int i = 0; i < states.Count; i++)
        {
            edges.Add([.. edgesOf(states[i]).Select(edge => new Edge(edge.First, edge.Last, Number(edge.Next)))]);
        }
        return new Dfa(edges, [.. states.Select(accepts)]);

        int Number(T state)
        {
            if (numbers.TryGetValue(state, out int number)) return number;
            if (states.Count >= ConstraintLimits.MaxDfaStates)
                throw new ConstraintException($"the combination of its conditions needs more than {ConstraintLimits.MaxDfaStates} states", "");
            number = states.Count;
            numbers.Add(state, number);
            states.Add(state);
            return number;
        }
    }
}
