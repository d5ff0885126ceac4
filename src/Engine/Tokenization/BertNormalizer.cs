using System.Globalization;
using System.Text;

namespace Engine.Tokenization;

/// <summary>The text that BERT's WordPiece cuts into words: cleaned, ideographs set apart, decomposed, without accents, in lower case.</summary>
/// <remarks>
/// Source: Hugging Face tokenizers, BertNormalizer and BertPreTokenizer, with which the models were trained.
/// </remarks>
internal sealed class BertNormalizer(bool lowerCase, bool stripAccents)
{
    private const int DottedCapitalI = 0x130, DotAbove = 0x307;

    /// <summary>The code points of <paramref name="utf8"/>, normalized.</summary>
    public List<int> Normalize(ReadOnlySpan<byte> utf8)
    {
        var result = new List<int>(utf8.Length);
        Span<int> rest = stackalloc int[2];
        while (!utf8.IsEmpty)
        {
            CodePoints.TryDecode(utf8, out int codePoint, out int length);
            utf8 = utf8[length..];
            if (codePoint is '\t' or '\n' or '\r') result.Add(' ');
            else if (IsDropped(codePoint)) continue;
            else if (CodePoints.IsSpace(codePoint)) result.Add(' ');
            else
            {
                bool apart = IsIdeograph(codePoint);
                if (apart) result.Add(' ');
                Add(result, stripAccents ? Decompositions.First(codePoint) : codePoint);
                if (stripAccents)
                    foreach (int following in rest[..Decompositions.Rest(codePoint, rest)]) Add(result, following);
                if (apart) result.Add(' ');
            }
        }
        return result;
    }

    /// <summary>Whether the code point is a word by itself.</summary>
    public static bool IsPunctuation(int codePoint) => codePoint < 0x80
        ? codePoint is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~')
        : BertCategories.Of(codePoint) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    private void Add(List<int> result, int codePoint)
    {
        if (stripAccents && BertCategories.Of(codePoint) == UnicodeCategory.NonSpacingMark) return;
        if (lowerCase && codePoint == DottedCapitalI) result.AddRange('i', DotAbove);
        else result.Add(lowerCase ? ToLower(codePoint) : codePoint);
        if (stripAccents) Reorder(result);
    }

    /// <summary>Moves a mark that was added before those of a higher combining class. Only the few marks that take room are left to be moved.</summary>
    private static void Reorder(List<int> codePoints)
    {
        for (int at = codePoints.Count - 1; at > 0; at--)
        {
            if (CombiningClass(codePoints[at]) is var mark && (mark == 0 || CombiningClass(codePoints[at - 1]) <= mark)) return;
            (codePoints[at - 1], codePoints[at]) = (codePoints[at], codePoints[at - 1]);
        }
    }

    /// <summary>The canonical combining class of marks that take room; 0 of all else. Source: UnicodeData.txt.</summary>
    private static int CombiningClass(int codePoint) => codePoint switch
    {
        < 0x1715 => 0,
        0x16FF0 or 0x16FF1 => 6,
        0x1715 or 0x1B44 or 0x1BAA or 0x1BF2 or 0x1BF3 or 0xA953 or 0xA9C0 or 0x111C0 or 0x11235 or 0x1134D or 0x116B6 or 0x1193D => 9,
        0x1D165 or 0x1D166 or (>= 0x1D16E and <= 0x1D172) => 216,
        0x302E or 0x302F => 224,
        0x1D16D => 226,
        _ => 0,
    };

    private static int ToLower(int codePoint) => Rune.TryCreate(codePoint, out var rune) ? Rune.ToLowerInvariant(rune).Value : codePoint;

    /// <summary>NUL, what is no text, and the categories of controls.</summary>
    private static bool IsDropped(int codePoint) =>
        codePoint is 0 or 0xFFFD || BertCategories.Of(codePoint) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse;

    /// <summary>CJK ideographs, each a word of its own; 2B920 where Unicode has 2B820, as the library has it.</summary>
    private static bool IsIdeograph(int codePoint) => codePoint is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
