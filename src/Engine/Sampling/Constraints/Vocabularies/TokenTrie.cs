using System.Buffers.Binary;
using Engine.Tokenization;

namespace Engine.Sampling.Constraints;

/// <summary>A node of a <see cref="TokenTrie"/>.</summary>
/// <param name="Value">The byte that leads to it.</param>
/// <param name="Depth">Bytes above it.</param>
/// <param name="End">The number after its last descendant.</param>
/// <param name="FirstToken">The first of the tokens that end at it.</param>
/// <param name="TokenCount">How many do.</param>
internal readonly record struct TrieNode(byte Value, ushort Depth, int End, int FirstToken, int TokenCount);

/// <summary>The tokens of a vocabulary as a prefix tree of their bytes, laid out in the order one walks it: a node, then its descendants. Immutable.</summary>
/// <remarks>Tokens that end generation, and those without bytes, are not in the tree.</remarks>
internal sealed class TokenTrie
{
    private const int MostQuotes = 3;

    private readonly int[] _tokens;   // in the order of their bytes
    private readonly Lazy<int[][]> _quotes;

    private TokenTrie(Tokenizer tokenizer, int vocabSize)
    {
        (Tokenizer, VocabSize) = (tokenizer, vocabSize);
        WordCount = (vocabSize + 63) / 64;
        (EndBits, EmptyBits) = (new ulong[WordCount], new ulong[WordCount]);
        var tokens = new List<int>(vocabSize);
        for (int id = 0; id < vocabSize; id++)
        {
            if (tokenizer.IsEndOfGeneration(id)) Set(EndBits, id);
            else if (tokenizer.Bytes(id).IsEmpty) Set(EmptyBits, id);
            else tokens.Add(id);
        }
        _tokens = Sort(tokenizer, tokens);
        Nodes = Build();
        _quotes = new(() => [.. Enumerable.Range(1, MostQuotes).Select(count => _tokens.Where(token => Tokenizer.Bytes(token).Count((byte)'"') >= count).ToArray())]);
    }

    /// <summary>The vocabulary.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Tokens the masks are for.</summary>
    public int VocabSize { get; }

    /// <summary>Words of a mask, each the bits of 64 tokens.</summary>
    public int WordCount { get; }

    /// <summary>Bytes of the longest token.</summary>
    public int MaxLength { get; private set; }

    /// <summary>The tokens that end generation.</summary>
    public ulong[] EndBits { get; }

    /// <summary>The tokens without bytes that do not end generation: control tokens and the like.</summary>
    public ulong[] EmptyBits { get; }

    /// <summary>The nodes; those of the first bytes are at depth 0.</summary>
    public TrieNode[] Nodes { get; }

    /// <summary>The tree of the first <paramref name="vocabSize"/> tokens of <paramref name="tokenizer"/>.</summary>
    public static TokenTrie Create(Tokenizer tokenizer, int vocabSize) => new(tokenizer, vocabSize);

    /// <summary>The tokens that end at <paramref name="node"/>.</summary>
    public ReadOnlySpan<int> Tokens(in TrieNode node) => _tokens.AsSpan(node.FirstToken, node.TokenCount);

    /// <summary>The tokens with at least <paramref name="count"/> quotation marks, 1 to 3.</summary>
    public ReadOnlySpan<int> TokensWithQuotes(int count) => _quotes.Value[count - 1];

    public static void Set(ulong[] bits, int token) => bits[token >> 6] |= 1UL << token;

    public static bool IsSet(ReadOnlySpan<ulong> bits, int token) => (bits[token >> 6] >> token & 1) != 0;

    private TrieNode[] Build()
    {
        var nodes = new List<TrieNode>(_tokens.Length * 3);
        var path = new List<int>();
        var last = ReadOnlySpan<byte>.Empty;
        for (int i = 0; i < _tokens.Length; i++)
        {
            var bytes = Tokenizer.Bytes(_tokens[i]);
            Leave(bytes.CommonPrefixLength(last));
            for (int depth = path.Count; depth < bytes.Length; depth++)
            {
                path.Add(nodes.Count);
                nodes.Add(new(bytes[depth], (ushort)depth, 0, i, 0));
            }
            int node = path[^1];
            nodes[node] = nodes[node] with { TokenCount = nodes[node].TokenCount + 1 };
            MaxLength = Math.Max(MaxLength, bytes.Length);
            last = bytes;
        }
        Leave(0);
        return [.. nodes];

        void Leave(int depth)
        {
            for (int i = depth; i < path.Count; i++) nodes[path[i]] = nodes[path[i]] with { End = nodes.Count };
            path.RemoveRange(depth, path.Count - depth);
        }
    }

    /// <summary>By their first eight bytes as one number, and only where those are equal byte by byte.</summary>
    private static int[] Sort(Tokenizer tokenizer, List<int> tokens)
    {
        int[] ids = [.. tokens];
        var keys = new ulong[ids.Length];
        Span<byte> head = stackalloc byte[sizeof(ulong)];
        for (int i = 0; i < ids.Length; i++)
        {
            head.Clear();
            var bytes = tokenizer.Bytes(ids[i]);
            bytes[..Math.Min(bytes.Length, head.Length)].CopyTo(head);
            keys[i] = BinaryPrimitives.ReadUInt64BigEndian(head);
        }
        Array.Sort(keys, ids);
        for (int start = 0, end; start < ids.Length; start = end)
        {
            for (end = start + 1; end < ids.Length && keys[end] == keys[start];) end++;
            if (end - start > 1) ids.AsSpan(start, end - start).Sort((a, b) => tokenizer.Bytes(a).SequenceCompareTo(tokenizer.Bytes(b)) is var order && order != 0 ? order : a - b);
        }
        return ids;
    }
}
