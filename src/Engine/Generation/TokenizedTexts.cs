using System.Text;
using Engine.Tokenization;

namespace Engine.Generation;

/// <summary>Texts as ids, for a model that reads them whole.</summary>
/// <param name="Ids">The ids of each text, with the special tokens the model wants.</param>
/// <param name="Truncated">Which texts were cut, by their index.</param>
internal sealed record TokenizedTexts(int[][] Ids, IReadOnlyList<int> Truncated)
{
    /// <summary>The ids of <paramref name="texts"/>, each after <paramref name="prefix"/>.</summary>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="texts">The texts; control tokens in them stay text.</param>
    /// <param name="prefix">What is written before each.</param>
    /// <param name="mostTokens">Tokens that the model can take.</param>
    /// <param name="truncate">Whether a longer text is cut rather than refused.</param>
    /// <exception cref="ArgumentException">There is no text, or one without tokens, or one that is too long.</exception>
    public static TokenizedTexts Encode(Tokenizer tokenizer, IReadOnlyList<string> texts, string prefix, int mostTokens, bool truncate)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0) throw new ArgumentException("there are no texts; at least one was expected", nameof(texts));
        foreach (string text in texts) ArgumentNullException.ThrowIfNull(text, nameof(texts));
        var truncated = new List<int>();
        var ids = new int[texts.Count][];
        // Refused here: texts of other callers may run together with these, and must not fail with them.
        for (int i = 0; i < ids.Length; i++)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(prefix + texts[i]);
            ids[i] = tokenizer.Encode(utf8, addSpecial: true, parseSpecial: false);
            if (truncate && ids[i].Length > mostTokens)
            {
                ids[i] = Cut(ids[i], mostTokens, SpecialsAtEnd(tokenizer, ids[i].Length, utf8));
                truncated.Add(i);
            }
            if (ids[i].Length is var length && (length == 0 || length > mostTokens))
                throw new ArgumentException($"text {i} has {length} tokens; 1 to {mostTokens} were expected", nameof(texts));
        }
        return new TokenizedTexts(ids, truncated);
    }

    /// <summary>The first of <paramref name="ids"/>, and the last <paramref name="specials"/> of them, <paramref name="length"/> in all.</summary>
    public static int[] Cut(int[] ids, int length, int specials) => length <= specials ? ids[..length] : [.. ids[..(length - specials)], .. ids[^specials..]];

    /// <summary>How many special tokens the tokenizer puts after a text, of which all ids are known.</summary>
    private static int SpecialsAtEnd(Tokenizer tokenizer, int withSpecials, byte[] utf8)
    {
        int added = withSpecials - tokenizer.Encode(utf8, addSpecial: false, parseSpecial: false).Length;
        return Math.Max(0, added - (tokenizer.Special.AddBos ? 1 : 0));
    }
}
