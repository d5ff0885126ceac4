namespace Engine.Tokenization;

/// <summary>A stretch of a text: a special token, or text between them (<see cref="Token"/> is -1).</summary>
internal readonly record struct TextFragment(int Start, int Length, int Token)
{
    public bool IsText => Token < 0;
}

/// <summary>Finds special tokens in text: the longest spelling first, over the whole text, then the next in what is left.</summary>
internal sealed class SpecialTokenSplitter
{
    private const TokenAttributes Special = TokenAttributes.Control | TokenAttributes.UserDefined | TokenAttributes.Unknown;
    private readonly Vocabulary _vocabulary;
    private readonly ByteTrie _spellings = new();
    private readonly int[] _order;   // rank of each special token, by descending length of its spelling

    public SpecialTokenSplitter(Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        var ids = vocabulary.Ids(Special);
        ids.Sort((a, b) => vocabulary.Text(b).Length.CompareTo(vocabulary.Text(a).Length) is not 0 and var longer ? longer : a.CompareTo(b));
        _order = [.. ids];
        for (int rank = 0; rank < _order.Length; rank++) _spellings.Add(vocabulary.Text(_order[rank]), rank);
    }

    public List<TextFragment> Split(ReadOnlySpan<byte> text, bool parseSpecial)
    {
        var fragments = new List<TextFragment>();
        if (!text.IsEmpty) fragments.Add(new TextFragment(0, text.Length, -1));
        foreach (int rank in Occurring(text))
        {
            int id = _order[rank];
            // User-defined tokens are text that is always one token; the others are marks, read only where the caller trusts the text.
            if (!parseSpecial && _vocabulary.Is(id, TokenAttributes.Control | TokenAttributes.Unknown)) continue;
            fragments = SplitAt(id, text, fragments);
        }
        return fragments;
    }

    /// <summary>Ranks of the special tokens that occur anywhere in <paramref name="text"/>, ascending.</summary>
    private SortedSet<int> Occurring(ReadOnlySpan<byte> text)
    {
        var ranks = new SortedSet<int>();
        for (int start = 0; start < text.Length; start++)
        {
            int node = ByteTrie.Root;
            for (int at = start; at < text.Length && _spellings.TryStep(ref node, text[at]); at++)
                if (_spellings.Value(node) is >= 0 and var rank) ranks.Add(rank);
        }
        return ranks;
    }

    private List<TextFragment> SplitAt(int id, ReadOnlySpan<byte> text, List<TextFragment> fragments)
    {
        var spelling = _vocabulary.Text(id);
        var result = new List<TextFragment>(fragments.Count + 2);
        foreach (var fragment in fragments)
        {
            int start = fragment.Start, end = fragment.Start + fragment.Length;
            while (fragment.IsText && text[start..end].IndexOf(spelling) is >= 0 and var found)
            {
                int leftEnd = start + found;
                int rightStart = leftEnd + spelling.Length;
                if (_vocabulary.Is(id, TokenAttributes.StripLeft))
                    while (leftEnd > start && IsSpace(text[leftEnd - 1])) leftEnd--;
                if (_vocabulary.Is(id, TokenAttributes.StripRight))
                    while (rightStart < end && IsSpace(text[rightStart])) rightStart++;
                if (leftEnd > start) result.Add(new TextFragment(start, leftEnd - start, -1));
                result.Add(new TextFragment(start + found, spelling.Length, id));
                start = rightStart;
            }
            if (end > start) result.Add(fragment with { Start = start, Length = end - start });
        }
        return result;
    }

    private static bool IsSpace(byte value) => value is 0x20 or (>= 0x09 and <= 0x0D);
}
