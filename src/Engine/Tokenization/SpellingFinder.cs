namespace Engine.Tokenization;

/// <summary>Where a spelling occurs in a text.</summary>
/// <param name="Start">In bytes.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Value">The number the spelling was given.</param>
internal readonly record struct Occurrence(int Start, int Length, int Value);

/// <summary>Finds all occurrences of many spellings in one pass over a text, however many there are and however they overlap.</summary>
/// <remarks>Source: Aho and Corasick, Efficient string matching (1975). Immutable once made.</remarks>
internal sealed class SpellingFinder
{
    private const int Root = 0, None = -1;

    private readonly Dictionary<long, int> _children = [];   // node and byte to node
    private readonly List<Node> _nodes = [new(0, 0, 0)];
    private readonly bool[] _starts = new bool[256];         // most bytes of most texts start no spelling

    /// <summary>Takes the spellings 0 to <paramref name="count"/> - 1, whose numbers they are found by; of equal ones the last counts.</summary>
    public SpellingFinder(int count, Spelling spelling)
    {
        for (int value = 0; value < count; value++) Add(spelling(value), value);
        // A node's fallback is shallower than it, so fallbacks are found in order of depth.
        int[] order = [.. Enumerable.Range(1, _nodes.Count - 1).OrderBy(node => _nodes[node].Depth)];
        foreach (int node in order) Link(node);
    }

    /// <summary>The bytes of a numbered spelling.</summary>
    public delegate ReadOnlySpan<byte> Spelling(int value);

    /// <summary>Every occurrence in <paramref name="text"/>, ascending by where it ends.</summary>
    public List<Occurrence> Find(ReadOnlySpan<byte> text)
    {
        var found = new List<Occurrence>();
        int node = Root;
        for (int at = 0; at < text.Length; at++)
        {
            node = Step(node, text[at]);
            for (int ending = _nodes[node].Value >= 0 ? node : _nodes[node].Shorter; ending > Root; ending = _nodes[ending].Shorter)
                found.Add(new Occurrence(at + 1 - _nodes[ending].Depth, _nodes[ending].Depth, _nodes[ending].Value));
        }
        return found;
    }

    private void Add(ReadOnlySpan<byte> spelling, int value)
    {
        if (spelling.IsEmpty) return;
        _starts[spelling[0]] = true;
        int node = Root;
        foreach (byte symbol in spelling)
        {
            if (!_children.TryGetValue(Edge(node, symbol), out int child))
            {
                child = _nodes.Count;
                _nodes.Add(new Node(node, symbol, _nodes[node].Depth + 1));
                _children.Add(Edge(node, symbol), child);
            }
            node = child;
        }
        _nodes[node] = _nodes[node] with { Value = value };
    }

    private void Link(int node)
    {
        var (parent, symbol, depth) = _nodes[node];
        int fallback = depth == 1 ? Root : Step(_nodes[parent].Fallback, symbol);
        int shorter = _nodes[fallback].Value >= 0 ? fallback : _nodes[fallback].Shorter;
        _nodes[node] = _nodes[node] with { Fallback = fallback, Shorter = shorter };
    }

    /// <summary>The longest end of the text read so far that begins a spelling.</summary>
    private int Step(int node, byte symbol)
    {
        while (true)
        {
            if (node == Root && !_starts[symbol]) return Root;
            if (_children.TryGetValue(Edge(node, symbol), out int child)) return child;
            if (node == Root) return Root;
            node = _nodes[node].Fallback;
        }
    }

    private static long Edge(int node, byte symbol) => (long)node << 8 | symbol;

    /// <summary>A beginning of spellings: the one before its last byte, that byte, and how many bytes it has.</summary>
    private readonly record struct Node(int Parent, byte Symbol, int Depth)
    {
        /// <summary>The spelling that ends here, or -1.</summary>
        public int Value { get; init; } = None;

        /// <summary>The longest other beginning that this one ends with.</summary>
        public int Fallback { get; init; }

        /// <summary>The longest whole spelling, other than this, that this one ends with; 0 when there is none.</summary>
        public int Shorter { get; init; }
    }
}
