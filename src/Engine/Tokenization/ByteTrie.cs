namespace Engine.Tokenization;

/// <summary>A prefix tree over bytes with a number (0 or more) at the end of each key.</summary>
internal sealed class ByteTrie
{
    public const int Root = 0;

    private readonly Dictionary<long, int> _children = [];   // node and byte to node
    private readonly List<int> _values = [-1];
    private readonly bool[] _starts = new bool[256];         // most bytes of most texts start no key

    public void Add(ReadOnlySpan<byte> key, int value)
    {
        int node = Root;
        foreach (byte b in key)
        {
            if (node == Root) _starts[b] = true;
            long edge = Edge(node, b);
            if (!_children.TryGetValue(edge, out int child))
            {
                child = _values.Count;
                _values.Add(-1);
                _children.Add(edge, child);
            }
            node = child;
        }
        _values[node] = value;
    }

    /// <summary>The number at <paramref name="node"/>, or -1 where no key ends.</summary>
    public int Value(int node) => _values[node];

    /// <summary>Goes from <paramref name="node"/> along <paramref name="value"/>; false where no key does.</summary>
    public bool TryStep(ref int node, byte value) => node == Root && !_starts[value] ? false : _children.TryGetValue(Edge(node, value), out node);

    private static long Edge(int node, byte value) => (long)node << 8 | value;
}
