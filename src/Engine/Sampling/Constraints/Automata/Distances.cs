namespace Engine.Sampling.Constraints;

/// <summary>The fewest bytes from every node of an automaton to the end of its rule, with no rounds of a counted loop missing.</summary>
/// <remarks>
/// Shortest paths through rules that call each other: Dijkstra's algorithm, where a call costs what its rule costs. Source: Knuth 1977, "A
/// Generalization of Dijkstra's Algorithm".
/// </remarks>
internal static class Distances
{
    public static int[] Of(Node[] nodes, Edge[] edges, CountedLoop[] loops)
    {
        var (starts, dependents) = Dependents(nodes, edges, loops);
        var distances = new int[nodes.Length];
        Array.Fill(distances, Automaton.Unreachable);
        var isFinal = new bool[nodes.Length];
        var queue = new PriorityQueue<int, int>();
        for (int node = 0; node < nodes.Length; node++)
            if (nodes[node].Kind == NodeKind.End) queue.Enqueue(node, 0);
        while (queue.TryDequeue(out int node, out int distance))
        {
            if (isFinal[node]) continue;
            isFinal[node] = true;
            distances[node] = distance;
            for (int i = starts[node]; i < starts[node + 1]; i++)
            {
                int dependent = dependents[i];
                if (isFinal[dependent]) continue;
                int candidate = Candidate(dependent);
                if (candidate != Automaton.Unreachable) queue.Enqueue(dependent, candidate);
            }
        }
        return distances;

        int Candidate(int node)
        {
            var (kind, first, second) = nodes[node];
            switch (kind)
            {
                case NodeKind.Pass:
                    return distances[first];
                case NodeKind.Split:
                    return Math.Min(distances[first], distances[second]);
                case NodeKind.Consume:
                    int best = Automaton.Unreachable;
                    foreach (var edge in edges.AsSpan(first, second)) best = Math.Min(best, distances[edge.Next]);
                    return Sum(best, 1);
                case NodeKind.Token:
                    return Sum(distances[second], 1);
                case NodeKind.Call:
                    return Sum(distances[first], distances[second]);
                case NodeKind.Loop:
                    return distances[loops[first].Exit];
                case NodeKind.Enter:
                    int once = distances[loops[first].Body];
                    if (once == Automaton.Unreachable) return once;
                    long more = Math.Max(0, loops[first].Min - 1L) * Round(distances, loops[first]);
                    return (int)Math.Min(once + more, Automaton.Unreachable - 1);
                default:
                    return 0;
            }
        }
    }

    /// <summary>The fewest bytes of one round of <paramref name="loop"/>.</summary>
    public static int Round(int[] distances, CountedLoop loop) => distances[loop.Body] - distances[loop.Exit];

    private static int Sum(int a, int b) =>
        a == Automaton.Unreachable || b == Automaton.Unreachable ? Automaton.Unreachable : (int)Math.Min((long)a + b, Automaton.Unreachable - 1);

    /// <summary>The nodes whose distance depends on each node's: those of node n are numbers Starts[n] to Starts[n + 1] of the list.</summary>
    private static (int[] Starts, int[] Dependents) Dependents(Node[] nodes, Edge[] edges, CountedLoop[] loops)
    {
        var starts = new int[nodes.Length + 1];
        Visit((node, _) => starts[node + 1]++);
        for (int i = 0; i < nodes.Length; i++) starts[i + 1] += starts[i];
        var dependents = new int[starts[^1]];
        int[] next = starts[..^1];
        Visit((node, dependent) => dependents[next[node]++] = dependent);
        return (starts, dependents);

        void Visit(Action<int, int> add)
        {
            for (int node = 0; node < nodes.Length; node++)
            {
                var (kind, first, second) = nodes[node];
                switch (kind)
                {
                    case NodeKind.Pass:
                        add(first, node);
                        break;
                    case NodeKind.Split or NodeKind.Call:
                        add(first, node);
                        add(second, node);
                        break;
                    case NodeKind.Token:
                        add(second, node);
                        break;
                    case NodeKind.Enter:
                        add(loops[first].Body, node);
                        break;
                    case NodeKind.Loop:
                        add(loops[first].Exit, node);
                        break;
                    case NodeKind.Consume:
                        for (int i = first; i < first + second; i++) add(edges[i].Next, node);
                        break;
                }
            }
        }
    }
}
