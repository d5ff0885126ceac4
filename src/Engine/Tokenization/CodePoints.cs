using System.Globalization;
using System.Text;

namespace Engine.Tokenization;

/// <summary>What the tokenizers of the field take a code point for.</summary>
internal enum CodePointClass
{
    Other,
    Letter,
    Number,
    Mark,
    Punctuation,
    Symbol,
    Space,
    Control,
}

/// <summary>UTF-8 and Unicode as llama.cpp reads them, so that our ids equal its ids on any bytes.</summary>
internal static class CodePoints
{
    private const int Replacement = 0xFFFD;

    /// <summary>Assigned after Unicode 15.1, whose tables llama.cpp carries: unassigned as far as tokenizers are concerned.</summary>
    private static readonly (int First, int Last)[] s_assignedLater =
    [
        (0x0897, 0x0897), (0x1B4E, 0x1B4F), (0x1B7F, 0x1B7F), (0x1C89, 0x1C8A), (0x2427, 0x2429), (0x31E4, 0x31E5),
        (0xA7CB, 0xA7CD), (0xA7DA, 0xA7DC), (0x105C0, 0x105F3), (0x10D40, 0x10D65), (0x10D69, 0x10D85), (0x10D8E, 0x10D8F),
        (0x10EC2, 0x10EC4), (0x10EFC, 0x10EFC), (0x11380, 0x11389), (0x1138B, 0x1138B), (0x1138E, 0x1138E), (0x11390, 0x113B5),
        (0x113B7, 0x113C0), (0x113C2, 0x113C2), (0x113C5, 0x113C5), (0x113C7, 0x113CA), (0x113CC, 0x113D5), (0x113D7, 0x113D8),
        (0x113E1, 0x113E2), (0x116D0, 0x116E3), (0x11BC0, 0x11BE1), (0x11BF0, 0x11BF9), (0x11F5A, 0x11F5A), (0x13460, 0x143FA),
        (0x16100, 0x16139), (0x16D40, 0x16D79), (0x18CFF, 0x18CFF), (0x1CC00, 0x1CCF9), (0x1CD00, 0x1CEB3), (0x1E5D0, 0x1E5FA),
        (0x1E5FF, 0x1E5FF), (0x1F8B2, 0x1F8BB), (0x1F8C0, 0x1F8C1), (0x1FA89, 0x1FA89), (0x1FA8F, 0x1FA8F), (0x1FABE, 0x1FABE),
        (0x1FAC6, 0x1FAC6), (0x1FADC, 0x1FADC), (0x1FADF, 0x1FADF), (0x1FAE9, 0x1FAE9), (0x1FBCB, 0x1FBEF),
    ];

    /// <summary>Bytes of the UTF-8 sequence that starts with <paramref name="lead"/>; 1 for a byte that starts none.</summary>
    public static int SequenceLength(byte lead) => lead switch { < 0xC0 => 1, < 0xE0 => 2, < 0xF0 => 3, _ => 4 };

    /// <summary>Decodes the code point at the start of <paramref name="utf8"/>. Overlong forms and surrogates pass; what is no sequence at all does not.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> utf8, out int codePoint, out int length)
    {
        byte lead = utf8[0];
        length = SequenceLength(lead);
        codePoint = length == 1 ? lead : lead & (0xFF >> (length + 1));
        if (lead is (>= 0x80 and < 0xC0) or >= 0xF8 || length > utf8.Length) return Invalid(out codePoint, out length);
        for (int i = 1; i < length; i++)
        {
            if ((utf8[i] & 0xC0) != 0x80) return Invalid(out codePoint, out length);
            codePoint = codePoint << 6 | (utf8[i] & 0x3F);
        }
        return codePoint <= 0x10FFFF || Invalid(out codePoint, out length);
    }

    /// <summary>Decodes all of <paramref name="utf8"/>; a byte of no sequence becomes U+FFFD. Returns how many code points were written.</summary>
    public static int Decode(ReadOnlySpan<byte> utf8, Span<int> codePoints)
    {
        int count = 0;
        while (!utf8.IsEmpty)
        {
            TryDecode(utf8, out codePoints[count++], out int length);
            utf8 = utf8[length..];
        }
        return count;
    }

    /// <summary>Writes <paramref name="codePoint"/> as UTF-8, surrogates too, and returns the number of bytes.</summary>
    public static int Encode(int codePoint, Span<byte> utf8)
    {
        if (codePoint < 0x80)
        {
            utf8[0] = (byte)codePoint;
            return 1;
        }
        int length = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
        for (int i = length - 1; i > 0; i--, codePoint >>= 6) utf8[i] = (byte)(0x80 | (codePoint & 0x3F));
        utf8[0] = (byte)(0xF00 >> length | codePoint);
        return length;
    }

    /// <summary>The class of <paramref name="codePoint"/>.</summary>
    public static CodePointClass Class(int codePoint)
    {
        if (IsSpace(codePoint)) return CodePointClass.Space;
        if (IsAssignedLater(codePoint)) return CodePointClass.Other;
        return CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
        {
            <= UnicodeCategory.OtherLetter => CodePointClass.Letter,
            <= UnicodeCategory.EnclosingMark => CodePointClass.Mark,
            <= UnicodeCategory.OtherNumber => CodePointClass.Number,
            <= UnicodeCategory.ParagraphSeparator => CodePointClass.Other,
            <= UnicodeCategory.PrivateUse => CodePointClass.Control,
            <= UnicodeCategory.OtherPunctuation => CodePointClass.Punctuation,
            <= UnicodeCategory.OtherSymbol => CodePointClass.Symbol,
            _ => CodePointClass.Other,
        };
    }

    /// <summary>The lower-case form where it is one code point.</summary>
    public static int ToLower(int codePoint) =>
        Rune.TryCreate(codePoint, out var rune) && !IsAssignedLater(codePoint) ? Rune.ToLowerInvariant(rune).Value : codePoint;

    /// <summary>Unicode's White_Space.</summary>
    public static bool IsSpace(int codePoint) =>
        codePoint is (>= 0x09 and <= 0x0D) or 0x20 or 0x85 or 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x2028 or 0x2029 or 0x202F or 0x205F or 0x3000;

    private static bool IsAssignedLater(int codePoint)
    {
        int low = 0, high = s_assignedLater.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (s_assignedLater[middle].Last < codePoint) low = middle + 1;
            else high = middle;
        }
        return low < s_assignedLater.Length && s_assignedLater[low].First <= codePoint;
    }

    private static bool Invalid(out int codePoint, out int length)
    {
        codePoint = Replacement;
        length = 1;
        return false;
    }
}
