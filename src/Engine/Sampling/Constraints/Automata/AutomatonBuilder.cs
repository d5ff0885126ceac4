namespace Engine.Sampling.Constraints;

/// <summary>Makes the <see cref="Automaton"/> of a <see cref="Grammar"/>, from the end of each expression to its beginning.</summary>
internal sealed class AutomatonBuilder
{
    // Rules of at most this many nodes are copied to where they are used: fewer stacks to follow.
    private const int InlineSize = 32;
    private const int InlineDepth = 8;

    // Repetitions of at most this many nodes are written out; others are counted.
    private const int UnrolledSize = 64;
    private const int Large = 1 << 20;

    private readonly Grammar _grammar;
    private readonly List<Node> _nodes = [];
    private readonly List<Edge> _edges = [];
    private readonly List<CountedLoop> _loops = [];
    private readonly List<TokenEdge> _tokens = [];
    private readonly List<int> _loopOf = [];
    private readonly HashSet<int> _free = [];
    private readonly int[] _sizes;
    private readonly int[] _ruleStarts;
    private readonly Queue<(Expression Body, int Start)> _pending = new();
    private int _loop = -1;

    private AutomatonBuilder(Grammar grammar)
    {
        _grammar = grammar;
        _ruleStarts = new int[grammar.RuleCount];
        Array.Fill(_ruleStarts, -1);
        _sizes = Sizes();
    }

    /// <exception cref="ConstraintException">It is too large, a rule begins with itself, or no text follows it.</exception>
    public static Automaton Build(Grammar grammar)
    {
        var builder = new AutomatonBuilder(grammar);
        int end = builder.Add(new(NodeKind.End));
        int start = builder.Add(new(NodeKind.Pass));
        builder._pending.Enqueue((grammar.Root, start));
        for (int rule = 0; rule < grammar.RuleCount; rule++) builder.RuleStart(rule);
        while (builder._pending.TryDequeue(out var rule)) builder._nodes[rule.Start] = new(NodeKind.Pass, builder.Compile(rule.Body, end));

        var isFree = new bool[builder._nodes.Count];
        foreach (int node in builder._free) isFree[node] = true;
        var automaton = new Automaton([.. builder._nodes], [.. builder._edges], [.. builder._loops], [.. builder._tokens], [.. builder._loopOf], isFree, start);
        int recursive = automaton.FindLeftRecursion([start, .. builder._ruleStarts]);
        if (recursive >= 0)
        {
            string name = grammar.Name(Array.IndexOf(builder._ruleStarts, recursive));
            throw new ConstraintException($"the rule {name} begins with itself (left recursion), directly or through others; write it with * or + or a rule that ends with itself", $"rule {name}");
        }
        if (automaton.Distance(start, 0) == Automaton.Unreachable) throw new ConstraintException("no text satisfies the constraint", "");
        return automaton;
    }

    private int Compile(Expression expression, int next)
    {
        switch (expression)
        {
            case Expression.Text text:
                for (int i = text.Bytes.Length - 1; i >= 0; i--) next = Consume([new(text.Bytes[i], text.Bytes[i], next)]);
                return next;
            case Expression.Character character:
                return Sequences([.. Utf8Sequences.Of(character.Set)], 0, next, []);
            case Expression.Sequence sequence:
                for (int i = sequence.Parts.Count - 1; i >= 0; i--) next = Compile(sequence.Parts[i], next);
                return next;
            case Expression.Choice choice:
                return Choose(choice.Alternatives, next);
            case Expression.Repeat repeat:
                return Repeat(repeat, next);
            case Expression.Rule rule:
                return _sizes[rule.Id] <= InlineSize ? Compile(_grammar[rule.Id], next) : Add(new(NodeKind.Call, RuleStart(rule.Id), next));
            case Expression.Language language:
                return Language(language.Dfa, next);
            case Expression.Token token:
                _tokens.Add(new(token.Name, token.IsNegated));
                return Add(new(NodeKind.Token, _tokens.Count - 1, next));
            case Expression.FreeUntil free:
                return Free(free, next);
            default:
                throw new InvalidOperationException($"an expression of type {expression.GetType().Name}");
        }
    }

    private int RuleStart(int rule)
    {
        if (_ruleStarts[rule] < 0)
        {
            _ruleStarts[rule] = AddOutsideLoops();
            _pending.Enqueue((_grammar[rule], _ruleStarts[rule]));
        }
        return _ruleStarts[rule];
    }

    /// <summary>Texts become a tree, so that one node tells them apart; the others split.</summary>
    private int Choose(IReadOnlyList<Expression> alternatives, int next)
    {
        var texts = alternatives.OfType<Expression.Text>().ToList();
        int node = texts.Count switch
        {
            0 => -1,
            1 => Compile(texts[0], next),
            _ => TextTree(texts, next),
        };
        for (int i = alternatives.Count - 1; i >= 0; i--)
        {
            if (alternatives[i] is Expression.Text) continue;
            int alternative = Compile(alternatives[i], next);
            node = node < 0 ? alternative : Add(new(NodeKind.Split, alternative, node));
        }
        return node >= 0 ? node : Consume([]);
    }

    private int TextTree(List<Expression.Text> texts, int next)
    {
        var children = new List<SortedDictionary<byte, int>> { new() };
        var ends = new List<bool> { false };
        foreach (var text in texts)
        {
            int at = 0;
            foreach (byte value in text.Bytes)
            {
                if (!children[at].TryGetValue(value, out int child))
                {
                    child = children.Count;
                    children[at].Add(value, child);
                    children.Add([]);
                    ends.Add(false);
                    if (child > ConstraintLimits.MaxNodes) throw TooLarge();
                }
                at = child;
            }
            ends[at] = true;
        }
        // Children come after their parents, so their nodes are there when a parent needs them.
        var nodes = new int[children.Count];
        for (int i = children.Count - 1; i >= 0; i--)
        {
            int more = children[i].Count == 0 ? -1 : Consume([.. children[i].Select(child => new Edge(child.Key, child.Key, nodes[child.Value]))]);
            nodes[i] = more < 0 ? next : ends[i] ? Add(new(NodeKind.Split, more, next)) : more;
        }
        return nodes[0];
    }

    private int Repeat(Expression.Repeat repeat, int next)
    {
        var (body, min, max) = (repeat.Body, repeat.Min, repeat.Max);
        if (max == 0) return next;
        if (min <= 1 && max == Expression.Unbounded)
        {
            int again = Add(new(NodeKind.Pass));
            int start = Compile(body, again);
            _nodes[again] = new(NodeKind.Split, start, next);
            return min == 0 ? again : start;
        }
        long rounds = max == Expression.Unbounded ? min + 1L : max;
        if (rounds == 1) return min == 1 ? Compile(body, next) : Add(new(NodeKind.Split, Compile(body, next), next));
        if (rounds * Size(body) <= UnrolledSize)
        {
            int node = next;
            if (max == Expression.Unbounded) node = Repeat(new(body, 0), next);
            else for (int i = min; i < max; i++) node = Add(new(NodeKind.Split, Compile(body, node), next));
            for (int i = 0; i < min; i++) node = Compile(body, node);
            return node;
        }
        return Count(repeat, next);
    }

    private int Count(Expression.Repeat repeat, int next)
    {
        if (_loop >= 0)
        {
            // A frame counts one loop; a loop within it is a rule, and has its own.
            int rule = AddOutsideLoops();
            _pending.Enqueue((repeat, rule));
            return Add(new(NodeKind.Call, rule, next));
        }
        int index = _loops.Count;
        _loops.Add(default);
        _loop = index;
        int loop = Add(new(NodeKind.Loop, index));
        int body = Compile(repeat.Body, loop);
        _loop = -1;
        _loops[index] = new CountedLoop(repeat.Min, repeat.Max, body, next);
        int enter = Add(new(NodeKind.Enter, index));
        return repeat.Min > 0 ? enter : Add(new(NodeKind.Split, enter, next));
    }

    private int Sequences(List<ByteRange[]> sequences, int depth, int next, Dictionary<string, int> known)
    {
        if (sequences.Count > 0 && depth == sequences[0].Length) return next;
        string key = string.Concat(sequences.SelectMany(sequence => sequence.Skip(depth)).Select(range => (char)(range.First << 8 | range.Last)));
        if (known.TryGetValue(key, out int node)) return node;
        var edges = sequences.GroupBy(sequence => sequence[depth]).Select(group => new Edge(group.Key.First, group.Key.Last, Sequences([.. group], depth + 1, next, known)));
        return known[key] = Consume([.. edges]);
    }

    private int Language(Dfa dfa, int next)
    {
        var nodes = new int[dfa.Count];
        for (int i = 0; i < nodes.Length; i++) nodes[i] = Add(new(NodeKind.Pass));
        for (int i = 0; i < nodes.Length; i++)
        {
            int more = Consume([.. dfa.Edges(i).Select(edge => edge with { Next = nodes[edge.Next] })]);
            _nodes[nodes[i]] = dfa.Accepts(i) ? new(NodeKind.Split, more, next) : new(NodeKind.Pass, more);
        }
        return nodes[Dfa.Start];
    }

    /// <summary>The automaton of Aho and Corasick 1975 for the triggers, each of which leads to what follows it.</summary>
    private int Free(Expression.FreeUntil free, int next)
    {
        int start = Add(new(NodeKind.Pass));
        int[] thens = [.. free.Triggers.Select(trigger => Compile(trigger.Then, trigger.Again ? start : next))];
        // What may come in place of a byte: the end, and the triggers that are tokens.
        int other = free.MayEnd ? Add(new(NodeKind.End)) : -1;
        for (int i = thens.Length - 1; i >= 0; i--)
        {
            if (free.Triggers[i].Token is not { } token) continue;
            _tokens.Add(new(token, false));
            int read = Add(new(NodeKind.Token, _tokens.Count - 1, thens[i]));
            other = other < 0 ? read : Add(new(NodeKind.Split, read, other));
        }
        var (steps, matches) = Search([.. free.Triggers.Select(trigger => trigger.Token is null ? trigger.Text : [])]);
        int[] nodes = [start, .. matches.Skip(1).Select(match => match < 0 ? Add(new(NodeKind.Pass)) : thens[match])];
        for (int i = 0; i < nodes.Length; i++)
        {
            if (matches[i] >= 0) continue;
            int more = Consume([.. Enumerable.Range(0, 256).Select(value => new Edge((byte)value, (byte)value, nodes[steps[i][value]]))]);
            if (free.IsFree) _free.Add(more);
            _nodes[nodes[i]] = other < 0 ? new(NodeKind.Pass, more) : new(NodeKind.Split, more, other);
        }
        return start;
    }

    /// <summary>The states that look for <paramref name="texts"/>, of which empty ones count for none: where each byte leads from each, and which text was found there, -1 for none.</summary>
    private static (List<int[]> Steps, List<int> Matches) Search(byte[][] texts)
    {
        const int None = -1;
        var steps = new List<int[]>();
        var matches = new List<int>();
        New();
        for (int i = 0; i < texts.Length; i++)
        {
            int at = 0;
            foreach (byte value in texts[i]) at = steps[at][value] == None ? steps[at][value] = New() : steps[at][value];
            if (at > 0 && matches[at] == None) matches[at] = i;
        }
        // In the order of their lengths: what a state falls back to is shorter, and done.
        var fallbacks = new int[steps.Count];
        var queue = new Queue<int>([0]);
        while (queue.TryDequeue(out int state))
        {
            int fallback = fallbacks[state];
            if (matches[state] == None) matches[state] = matches[fallback];
            for (int value = 0; value < 256; value++)
            {
                int below = state == 0 ? 0 : steps[fallback][value];
                int child = steps[state][value];
                if (child == None)
                {
                    steps[state][value] = below;
                    continue;
                }
                fallbacks[child] = below;
                queue.Enqueue(child);
            }
        }
        return (steps, matches);

        int New()
        {
            var step = new int[256];
            Array.Fill(step, None);
            steps.Add(step);
            matches.Add(None);
            return steps.Count - 1;
        }
    }

    private int Consume(Edge[] edges)
    {
        int first = _edges.Count;
        foreach (var edge in edges.OrderBy(edge => edge.First))
        {
            if (_edges.Count > first && _edges[^1] is var last && last.Next == edge.Next && last.Last + 1 == edge.First) _edges[^1] = last with { Last = edge.Last };
            else _edges.Add(edge);
        }
        return Add(new(NodeKind.Consume, first, _edges.Count - first));
    }

    private int Add(Node node)
    {
        if (_nodes.Count >= ConstraintLimits.MaxNodes) throw TooLarge();
        _nodes.Add(node);
        _loopOf.Add(_loop);
        return _nodes.Count - 1;
    }

    private int AddOutsideLoops()
    {
        int loop = _loop;
        _loop = -1;
        int node = Add(new(NodeKind.Pass));
        _loop = loop;
        return node;
    }

    private static ConstraintException TooLarge() => new($"the constraint needs more than {ConstraintLimits.MaxNodes} states", "");

    /// <summary>Nodes of each rule, or <see cref="Large"/> where that is not known within a few rounds: rules that call themselves never are.</summary>
    private int[] Sizes()
    {
        var sizes = new int[_grammar.RuleCount];
        Array.Fill(sizes, Large);
        for (int round = 0; round < InlineDepth; round++)
        {
            bool changed = false;
            for (int rule = 0; rule < sizes.Length; rule++)
            {
                if (sizes[rule] < Large) continue;
                sizes[rule] = Size(_grammar[rule], sizes);
                changed |= sizes[rule] < Large;
            }
            if (!changed) break;
        }
        return sizes;
    }

    private int Size(Expression expression) => Size(expression, _sizes);

    private static int Size(Expression expression, int[] sizes) => expression switch
    {
        Expression.Text text => Math.Min(text.Bytes.Length, Large),
        Expression.Character => 2,
        Expression.Sequence sequence => Sum(sequence.Parts, sizes),
        Expression.Choice choice => Sum(choice.Alternatives, sizes),
        Expression.Repeat repeat => (int)Math.Min(Large, (long)Size(repeat.Body, sizes) * Math.Max(1, repeat.Max == Expression.Unbounded ? repeat.Min : repeat.Max)),
        Expression.Rule rule => sizes[rule.Id],
        Expression.Language language => Math.Min(Large, language.Dfa.Count * 2),
        // The end of a free text is the end of its rule, so the rule stays one.
        Expression.FreeUntil => Large,
        _ => 1,
    };

    private static int Sum(IReadOnlyList<Expression> parts, int[] sizes)
    {
        long sum = parts.Count;
        foreach (var part in parts) sum += Size(part, sizes);
        return (int)Math.Min(sum, Large);
    }
}
