using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Engine.Tokenization;

/// <summary>What a splitting expression looks at: one character per code point, so that lengths are counts of code points.</summary>
internal enum TextView
{
    /// <summary>ASCII as it is, and one representative for each class of other code points.</summary>
    Classes,
    /// <summary>The code points themselves; white space beyond ASCII is a vertical tab, and planes above the first have two representatives.</summary>
    Literal,
}

/// <summary>One cut of a text into matches of an expression and what lies between them.</summary>
/// <param name="Expression">Gives the expression, which is made when it is first asked for: a model needs a few of the table.</param>
/// <param name="View">What it looks at.</param>
internal sealed record PreTokenizerStage(Func<Regex> Expression, TextView View);

/// <summary>How byte-level BPE cuts a text into words, within which it merges: expressions one after the other, each on the pieces of the one before.</summary>
internal sealed record PreTokenizer(string[] Names, PreTokenizerStage[] Stages)
{
    /// <summary>Stands for cased letters above U+FFFF in <see cref="TextView.Literal"/>; a lone surrogate occurs in no text.</summary>
    public const char CasedLetterBeyond = '\uD800';

    private const char OtherBeyond = '\uDC00';
    private const char WideSpace = '\v';

    /// <summary>A word that is a token is that token, whatever the merges would make of it.</summary>
    public bool IgnoresMerges { get; init; }

    /// <summary>Whether texts start with BOS where the file does not say.</summary>
    public bool AddsBos { get; init; }

    /// <summary>The lengths of the words of <paramref name="codePoints"/>, in code points, in order.</summary>
    public List<int> Split(ReadOnlySpan<int> codePoints)
    {
        List<int> lengths = [codePoints.Length];
        var views = new char[]?[2];
        foreach (var stage in Stages)
        {
            var text = views[(int)stage.View] ??= View(codePoints, stage.View);
            lengths = Cut(text, stage.Expression(), lengths);
        }
        return lengths;
    }

    private static List<int> Cut(ReadOnlySpan<char> text, Regex expression, List<int> lengths)
    {
        var result = new List<int>(lengths.Count);
        foreach (int length in CollectionsMarshal.AsSpan(lengths))
        {
            int end = 0;
            foreach (var match in expression.EnumerateMatches(text[..length]))
            {
                if (match.Index > end) result.Add(match.Index - end);
                result.Add(match.Length);
                end = match.Index + match.Length;
            }
            if (end < length) result.Add(length - end);
            text = text[length..];
        }
        return result;
    }

    private static char[] View(ReadOnlySpan<int> codePoints, TextView view)
    {
        var text = new char[codePoints.Length];
        for (int i = 0; i < text.Length; i++)
            text[i] = codePoints[i] < 0x80 ? (char)codePoints[i] : view == TextView.Classes ? Representative(codePoints[i]) : Literal(codePoints[i]);
        return text;
    }

    private static char Representative(int codePoint) => CodePoints.Class(codePoint) switch
    {
        CodePointClass.Letter => 'ª',
        CodePointClass.Number => '²',
        CodePointClass.Mark => '\u0300',
        CodePointClass.Punctuation => '¡',
        CodePointClass.Symbol => '¢',
        CodePointClass.Space => WideSpace,
        _ => '\u0080',
    };

    private static char Literal(int codePoint) =>
        CodePoints.Class(codePoint) == CodePointClass.Space ? WideSpace
        : codePoint is >= 0xD800 and <= 0xDFFF ? OtherBeyond
        : codePoint <= 0xFFFF ? (char)codePoint
        : IsCasedLetterBeyond(codePoint) ? CasedLetterBeyond
        : OtherBeyond;

    /// <summary>Deseret, Osage, Old Hungarian, Warang Citi and Adlam: the ranges DeepSeek's letter class names.</summary>
    private static bool IsCasedLetterBeyond(int codePoint) => codePoint is
        (>= 0x10400 and <= 0x1044F) or (>= 0x104B0 and <= 0x104D3) or (>= 0x104D8 and <= 0x104FB) or (>= 0x10C80 and <= 0x10CB2)
        or (>= 0x10CC0 and <= 0x10CF2) or (>= 0x118A0 and <= 0x118DF) or (>= 0x1E900 and <= 0x1E943);
}
