using System.Globalization;

namespace Engine.Sampling.Constraints;

/// <summary>The classes of characters that patterns name.</summary>
/// <remarks>Source: ECMA-262, "CharacterClassEscape"; digits and words are ASCII there. General categories are those of .NET's Unicode data.</remarks>
internal static class CharacterClasses
{
    // In the order of UnicodeCategory.
    private static readonly string[] s_categories =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
        "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    public static CharacterSet Digits { get; } = CharacterSet.Of(('0', '9'));

    public static CharacterSet Words { get; } = CharacterSet.Of(('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_'));

    public static CharacterSet Spaces { get; } = CharacterSet.Of(
        (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    public static CharacterSet LineTerminators { get; } = CharacterSet.Of((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029));

    /// <summary>The characters of a general category, "Lu", or of a group of them, "L"; null when there is no such.</summary>
    public static CharacterSet? Category(string name)
    {
        if (name.Length is 0 or > 2 || !Array.Exists(s_categories, category => category.StartsWith(name, StringComparison.Ordinal))) return null;
        var ranges = new List<(int First, int Last)>();
        for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            if (!s_categories[(int)CharUnicodeInfo.GetUnicodeCategory(codePoint)].StartsWith(name, StringComparison.Ordinal)) continue;
            if (ranges.Count > 0 && ranges[^1].Last + 1 == codePoint) ranges[^1] = (ranges[^1].First, codePoint);
            else ranges.Add((codePoint, codePoint));
        }
        return CharacterSet.Of(ranges);
    }
}
