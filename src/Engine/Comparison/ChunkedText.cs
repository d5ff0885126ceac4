using Engine.Tokenization;

namespace Engine.Comparison;

/// <summary>
/// A text cut into windows of tokens. In each, the first tokens are context only and those after them are scored, so that no token is predicted from
/// nearly nothing. Source: llama.cpp's perplexity tool.
/// </summary>
internal sealed class ChunkedText
{
    /// <summary>
    /// Tokens that a model reads together at least, where the window has them: with fewer queries llama.cpp attends by another kernel, which sums in half
    /// precision, and perplexity differs by up to a hundredth.
    /// </summary>
    private const int FewestTogether = 64;

    private readonly int[] _ids;
    private readonly int _bos;   // what every window begins with in place of its first token; -1 where nothing does
    private readonly int _step;

    private ChunkedText(int[] ids, int bos, int length, int step, int firstScored, int count)
    {
        _ids = ids;
        _bos = bos;
        _step = step;
        Length = length;
        FirstScored = firstScored;
        Count = count;
        Pieces = Cut(length, firstScored);
        LongestPiece = Pieces.Max(piece => piece.End - piece.Start);
    }

    /// <summary>Windows.</summary>
    public int Count { get; }

    /// <summary>Tokens of a window.</summary>
    public int Length { get; }

    /// <summary>The first position of a window whose logits are scored, with the token after it.</summary>
    public int FirstScored { get; }

    /// <summary>Tokens of a window that are predicted; the last one's own logits are not needed.</summary>
    public int ScoredPerWindow => Length - 1 - FirstScored;

    /// <summary>What of a window is read at once, one after the other: few enough that their logits are no burden.</summary>
    public IReadOnlyList<(int Start, int End)> Pieces { get; }

    /// <summary>Tokens of the longest piece.</summary>
    public int LongestPiece { get; }

    /// <summary>Cuts <paramref name="utf8"/>.</summary>
    /// <param name="tokenizer">The vocabulary.</param>
    /// <param name="utf8">The text; special tokens in it are text.</param>
    /// <param name="length">Tokens of a window.</param>
    /// <param name="stride">Tokens between windows that overlap, each of which scores its last ones; 0 for windows side by side, which score their second half.</param>
    /// <param name="most">Windows at most; 0 for all.</param>
    /// <param name="skipped">Tokens of the text that are left out at its beginning.</param>
    /// <exception cref="ArgumentException">The text is shorter than one window, or the stride longer.</exception>
    public static ChunkedText Cut(Tokenizer tokenizer, ReadOnlySpan<byte> utf8, int length, int stride, int most, int skipped = 0)
    {
        int bos = tokenizer.Special.AddBos ? tokenizer.Special.Bos : -1;
        int[] ids = tokenizer.Encode(utf8, addSpecial: false);
        if (bos >= 0) ids = [bos, .. ids];
        return Cut(ids[Math.Min(skipped, ids.Length)..], bos, length, stride, most);
    }

    /// <inheritdoc cref="Cut(Tokenizer, ReadOnlySpan{byte}, int, int, int, int)"/>
    public static ChunkedText Cut(int[] ids, int bos, int length, int stride, int most)
    {
        const int fewest = 4;   // a half of them is one position to score and the token after it
        if (length < fewest) throw new ArgumentException($"a chunk of {length} tokens was asked for; {fewest} or more were expected", nameof(length));
        if (stride < 0 || stride >= length) throw new ArgumentException($"a stride of {stride} was asked for; 0 to {length - 1}, less than a chunk, was expected", nameof(stride));
        int needed = stride > 0 ? length + 1 : length;
        if (ids.Length < needed) throw new ArgumentException($"the text has {ids.Length} tokens; {needed} or more were expected, enough for one chunk of {length}", nameof(ids));

        int count = stride > 0 ? (ids.Length - length + stride - 1) / stride : ids.Length / length;
        int first = stride > 0 ? length - stride - 1 : length / 2;
        return new ChunkedText(ids, bos, length, stride > 0 ? stride : length, first, most > 0 ? Math.Min(most, count) : count);
    }

    /// <summary>The tokens of window <paramref name="index"/>, as the model reads them.</summary>
    public int[] Window(int index)
    {
        int[] window = _ids.AsSpan(index * _step, Length).ToArray();
        if (_bos >= 0) window[0] = _bos;
        return window;
    }

    private static List<(int Start, int End)> Cut(int length, int firstScored)
    {
        // Before the scored ones no logits are in the way of longer pieces.
        int scored = Math.Min(firstScored, length - FewestTogether);
        if (scored < FewestTogether) scored = 0;
        var pieces = new List<(int, int)>();
        Add(pieces, 0, scored, 4 * FewestTogether);
        Add(pieces, scored, length, FewestTogether);
        return pieces;
    }

    /// <summary>Pieces of <paramref name="size"/>, the last of which takes what would be too short for one of its own.</summary>
    private static void Add(List<(int, int)> pieces, int start, int end, int size)
    {
        for (; end - start >= 2 * size; start += size) pieces.Add((start, start + size));
        if (end > start) pieces.Add((start, end));
    }
}
