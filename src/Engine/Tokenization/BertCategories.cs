using System.Globalization;

namespace Engine.Tokenization;

/// <summary>Categories of code points as Unicode 8 has them, whose tables the tokenizers library that trained BERT's vocabularies carries.</summary>
internal static class BertCategories
{
    /// <summary>Where code points lie that have a category of interest only since a later version: letters, as far as is asked here.</summary>
    private static readonly (int First, int Last)[] s_later =
    [
        (0x061D, 0x061D), (0x07FD, 0x07FD), (0x0890, 0x08E2), (0x09FD, 0x09FE), (0x0A76, 0x0A76), (0x0AFA, 0x0AFF), (0x0B55, 0x0B55),
        (0x0C04, 0x0C3C), (0x0C77, 0x0C77), (0x0C84, 0x0C84), (0x0D00, 0x0D00), (0x0D3B, 0x0D3C), (0x0D81, 0x0D81), (0x0EBA, 0x0EBA),
        (0x0ECE, 0x0ECE), (0x180F, 0x1886), (0x1ABF, 0x1ACE), (0x1B4E, 0x1B4F), (0x1B7D, 0x1B7F), (0x1DF6, 0x1DFB), (0x2E43, 0x2E5D),
        (0xA82C, 0xA82C), (0xA8C5, 0xA8C5), (0xA8FF, 0xA8FF), (0xA9BD, 0xA9BD), (0x10D24, 0x10F89), (0x11070, 0x11074), (0x110C2, 0x110CD),
        (0x111CF, 0x111CF), (0x1123E, 0x11241), (0x1133B, 0x1133B), (0x113BB, 0x1145E), (0x11660, 0x1166C), (0x116B9, 0x116B9), (0x1182F, 0x11FFF),
        (0x12FF1, 0x1612F), (0x16D6D, 0x16F4F), (0x16FE2, 0x16FE4), (0x1CF00, 0x1CF46), (0x1E000, 0x1E5FF), (0x1E944, 0x1E95F),
    ];

    /// <summary>The category of <paramref name="codePoint"/>.</summary>
    public static UnicodeCategory Of(int codePoint) => codePoint switch
    {
        < 0x061D => CharUnicodeInfo.GetUnicodeCategory(codePoint),
        0x166D or 0x111C9 => UnicodeCategory.OtherPunctuation,
        0x1734 or 0x1171E => UnicodeCategory.NonSpacingMark,
        _ => Array.Exists(s_later, range => range.First <= codePoint && codePoint <= range.Last) ? UnicodeCategory.OtherLetter : CharUnicodeInfo.GetUnicodeCategory(codePoint),
    };
}
