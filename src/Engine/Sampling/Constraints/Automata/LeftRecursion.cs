namespace Engine.Sampling.Constraints;

/// <summary>Finds rules that open themselves before they read a byte: a reader that opens rules from above would never come to an end.</summary>
/// <remarks>Source: Tarjan 1972, "Depth-First Search and Linear Graph Algorithms": such a rule lies on a cycle of nodes that read nothing.</remarks>
internal static class LeftRecursion
{
    /// <summary>The first of <paramref name="starts"/>, the nodes rules begin at, on such a cycle; -1 when there is none.</summary>
    public static int Find(Automaton automaton, IEnumerable<int> starts, Func<int, bool> isNullable)
    {
        var index = new int[automaton.NodeCount];      // 1 + order of the visit; 0 until then
        var low = new int[automaton.NodeCount];
        var component = new int[automaton.NodeCount];  // 1 + number of the cycle; 0 until it is known
        var open = new Stack<int>();
        var path = new Stack<(int Node, int Successor)>();
        int visits = 0, components = 0;
        var successors = new List<int>(3);
        int[] all = [.. starts];
        foreach (int start in all)
        {
            if (index[start] != 0) continue;
            path.Push((start, 0));
            while (path.TryPop(out var at))
            {
                int node = at.Node;
                if (at.Successor == 0)
                {
                    index[node] = low[node] = ++visits;
                    open.Push(node);
                }
                successors.Clear();
                Successors(automaton, node, isNullable, successors);
                if (at.Successor > 0) low[node] = Math.Min(low[node], low[successors[at.Successor - 1]]);
                int next = at.Successor;
                for (; next < successors.Count; next++)
                {
                    int successor = successors[next];
                    if (index[successor] == 0) break;
                    if (component[successor] == 0) low[node] = Math.Min(low[node], index[successor]);
                }
                if (next < successors.Count)
                {
                    path.Push((node, next + 1));
                    path.Push((successors[next], 0));
                    continue;
                }
                if (low[node] != index[node]) continue;
                components++;
                int member;
                do
                {
                    member = open.Pop();
                    component[member] = components;
                }
                while (member != node);
            }
        }
        for (int node = 0; node < automaton.NodeCount; node++)
        {
            var (kind, first, _) = automaton[node];
            if (kind == NodeKind.Call && component[node] != 0 && component[node] == component[first]) return first;
        }
        return -1;
    }

    private static void Successors(Automaton automaton, int node, Func<int, bool> isNullable, List<int> successors)
    {
        var (kind, first, second) = automaton[node];
        switch (kind)
        {
            case NodeKind.Pass:
                successors.Add(first);
                break;
            case NodeKind.Split:
                successors.Add(first);
                successors.Add(second);
                break;
            case NodeKind.Call:
                successors.Add(first);
                if (isNullable(first)) successors.Add(second);
                break;
            case NodeKind.Enter:
                successors.Add(automaton.Loop(first).Body);
                break;
            case NodeKind.Loop:
                successors.Add(automaton.Loop(first).Body);
                successors.Add(automaton.Loop(first).Exit);
                break;
        }
    }
}
