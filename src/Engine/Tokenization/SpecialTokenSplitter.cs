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
    private readonly int[] _order;   // the special tokens by rank: descending length of their spelling
    private readonly SpellingFinder _finder;

    public SpecialTokenSplitter(Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        var ids = vocabulary.Ids(Special);
        ids.Sort((a, b) => vocabulary.Text(b).Length.CompareTo(vocabulary.Text(a).Length) is not 0 and var longer ? longer : a.CompareTo(b));
        _order = [.. ids];
        _finder = new SpellingFinder(_order.Length, rank => vocabulary.Text(_order[rank]));
    }

    public List<TextFragment> Split(ReadOnlySpan<byte> text, bool parseSpecial)
    {
        var fragments = new List<TextFragment>();
        int end = 0;
        foreach (var cut in Cuts(text, parseSpecial))
        {
            if (cut.From > end) fragments.Add(new TextFragment(end, cut.From - end, -1));
            fragments.Add(cut.Token);
            end = cut.To;
        }
        if (end < text.Length) fragments.Add(new TextFragment(end, text.Length - end, -1));
        return fragments;
    }

    /// <summary>The tokens that count, ascending, each with the stretch it takes out of the text.</summary>
    private List<Cut> Cuts(ReadOnlySpan<byte> text, bool parseSpecial)
    {
        var cuts = new List<Cut>();
        var found = _finder.Find(text);
        if (found.Count == 0) return cuts;
        found.Sort((a, b) => a.Value != b.Value ? a.Value.CompareTo(b.Value) : a.Start.CompareTo(b.Start));
        bool[] taken = new bool[text.Length];
        foreach (var (start, length, rank) in found)
        {
            int id = _order[rank], from = start, to = start + length;
            // User-defined tokens are text that is always one token; the others are marks, read only where the caller trusts the text.
            if (!parseSpecial && _vocabulary.Is(id, TokenAttributes.Control | TokenAttributes.Unknown)) continue;
            // What was taken before is as long or longer, so it cannot lie between the ends.
            if (taken[from] || taken[to - 1]) continue;
            if (_vocabulary.Is(id, TokenAttributes.StripLeft))
                while (from > 0 && !taken[from - 1] && IsSpace(text[from - 1])) from--;
            if (_vocabulary.Is(id, TokenAttributes.StripRight))
                while (to < text.Length && !taken[to] && IsSpace(text[to])) to++;
            taken.AsSpan(from, to - from).Fill(true);
            cuts.Add(new Cut(from, to, new TextFragment(start, length, id)));
        }
        cuts.Sort((a, b) => a.From.CompareTo(b.From));
        return cuts;
    }

    private static bool IsSpace(byte value) => value is 0x20 or (>= 0x09 and <= 0x0D);

    private readonly record struct Cut(int From, int To, TextFragment Token);
}
