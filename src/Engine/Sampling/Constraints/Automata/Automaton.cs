namespace Engine.Sampling.Constraints;

/// <summary>What a node of an <see cref="Automaton"/> does.</summary>
internal enum NodeKind : byte
{
    /// <summary>The rule is over.</summary>
    End,
    /// <summary>Goes on at <c>First</c> without a byte.</summary>
    Pass,
    /// <summary>Goes on at <c>First</c> and at <c>Second</c> without a byte.</summary>
    Split,
    /// <summary>Reads a byte: <c>Second</c> edges from number <c>First</c> on say which, and where each leads.</summary>
    Consume,
    /// <summary>Opens the rule that begins at <c>First</c>; when that is over, goes on at <c>Second</c>.</summary>
    Call,
    /// <summary>Begins counting the rounds of loop <c>First</c>.</summary>
    Enter,
    /// <summary>A round of loop <c>First</c> is over.</summary>
    Loop,
    /// <summary>Reads a whole token: number <c>First</c> of the automaton's tokens; goes on at <c>Second</c>.</summary>
    Token,
}

/// <summary>A node; what the numbers are depends on its kind.</summary>
internal readonly record struct Node(NodeKind Kind, int First = 0, int Second = 0);

/// <summary>A range of bytes and the node it leads to.</summary>
internal readonly record struct Edge(byte First, byte Last, int Next);

/// <summary>A loop that counts: its rounds, where a round begins, where its end goes on.</summary>
internal readonly record struct CountedLoop(int Min, int Max, int Body, int Exit);

/// <summary>A token that a node reads, or any but that one.</summary>
internal readonly record struct TokenEdge(TokenName Name, bool IsNegated);

/// <summary>
/// A pushdown automaton over bytes: a network of nodes per rule, which call each other. Immutable; what it is at while it reads is a
/// <see cref="StackSet"/>.
/// </summary>
/// <remarks>Source: Woods 1970, "Transition Network Grammars for Natural Language Analysis".</remarks>
internal sealed class Automaton
{
    /// <summary>The distance of a node from which its rule cannot end.</summary>
    public const int Unreachable = int.MaxValue;

    private readonly Node[] _nodes;
    private readonly Edge[] _edges;
    private readonly CountedLoop[] _loops;
    private readonly int[] _loopOf;
    private readonly bool[] _isFree;
    private readonly int[] _distances;

    public Automaton(Node[] nodes, Edge[] edges, CountedLoop[] loops, TokenEdge[] tokens, int[] loopOf, bool[] isFree, int start)
    {
        (_nodes, _edges, _loops, Tokens, _loopOf, _isFree, Start) = (nodes, edges, loops, tokens, loopOf, isFree, start);
        _distances = Distances.Of(nodes, edges, loops);
        // Rounds that read nothing can be had for nothing: then no number of them is too few.
        for (int i = 0; i < loops.Length; i++)
            if (CanBeEmpty(i)) loops[i] = loops[i] with { Min = 0 };
        (ByteClasses, ClassCount) = Classify(edges);
    }

    /// <summary>The node a text begins at.</summary>
    public int Start { get; }

    /// <summary>The tokens that nodes read whole.</summary>
    public IReadOnlyList<TokenEdge> Tokens { get; }

    /// <summary>The class of each byte: those of one class lead to the same node everywhere.</summary>
    public byte[] ByteClasses { get; }

    public int ClassCount { get; }

    public int NodeCount => _nodes.Length;

    public Node this[int node] => _nodes[node];

    /// <summary>The ways a <see cref="NodeKind.Consume"/> node goes on, ascending.</summary>
    public ReadOnlySpan<Edge> Edges(int node) => _edges.AsSpan(_nodes[node].First, _nodes[node].Second);

    public CountedLoop Loop(int index) => _loops[index];

    /// <summary>Whether a round of loop <paramref name="index"/> may read nothing.</summary>
    public bool CanBeEmpty(int index) => Distances.Round(_distances, _loops[index]) == 0;

    /// <summary>The loop whose rounds are counted at <paramref name="node"/>; -1 where none are.</summary>
    public int LoopOf(int node) => _loopOf[node];

    /// <summary>Whether at <paramref name="node"/> any text may still come, tokens without bytes included.</summary>
    public bool IsFree(int node) => _isFree[node];

    /// <summary>The fewest bytes from <paramref name="node"/>, with <paramref name="count"/> rounds of its loop over, to the end of its rule.</summary>
    public int Distance(int node, int count)
    {
        int distance = _distances[node];
        int loop = _loopOf[node];
        if (loop < 0 || distance == Unreachable) return distance;
        long missing = Math.Max(0, _loops[loop].Min - count - 1L);
        return (int)Math.Min(distance + missing * Distances.Round(_distances, _loops[loop]), Unreachable - 1);
    }

    /// <summary>The node that reads <paramref name="value"/> leads to, -1 for none.</summary>
    public int Next(int node, byte value)
    {
        foreach (var edge in Edges(node))
            if (edge.First <= value && value <= edge.Last) return edge.Next;
        return -1;
    }

    /// <summary>The rule that opens itself before it reads a byte, as the node it begins at; -1 when there is none.</summary>
    public int FindLeftRecursion(IEnumerable<int> starts) => LeftRecursion.Find(this, starts, node => _distances[node] == 0);

    private static (byte[] Classes, int Count) Classify(Edge[] edges)
    {
        Span<bool> begins = stackalloc bool[257];
        foreach (var edge in edges) begins[edge.First] = begins[edge.Last + 1] = true;
        var classes = new byte[256];
        int count = 0;
        for (int value = 0; value < 256; value++)
        {
            if (value > 0 && begins[value]) count++;
            classes[value] = (byte)count;
        }
        return (classes, count + 1);
    }
}
