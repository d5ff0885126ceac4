using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Engine;

/// <summary>
/// Text of others (from files, templates, libraries, paths) on its way into a message: on one line, without anything a terminal obeys, and not long.
/// </summary>
/// <remarks>
/// Control characters, line separators and invisible characters that reorder or hide text are written as escapes, such as <c>\n</c> and <c>\u001b</c>.
/// What is too long is cut, and its length said.
/// </remarks>
public static class UntrustedText
{
    /// <summary>Characters of a quoted name.</summary>
    public const int MaxQuoted = 80;

    /// <summary>Characters of a text inside a message.</summary>
    public const int MaxShown = 200;

    /// <summary><paramref name="text"/>, cut after <paramref name="limit"/> characters.</summary>
    public static string Show(string? text, int limit = MaxShown) =>
        text is null ? "" : text.Length <= limit && !NeedsEscape(text) ? text : Escape(text, limit, $"{text.Length} characters");

    /// <summary>The same of UTF-8; bytes that are none become U+FFFD.</summary>
    public static string Show(ReadOnlySpan<byte> utf8, int limit = MaxShown)
    {
        const int bytesPerCharacter = 4;   // at most, so what is decoded is more than is shown
        return utf8.Length <= bytesPerCharacter * limit
            ? Show(Encoding.UTF8.GetString(utf8), limit)
            : Escape(Encoding.UTF8.GetString(utf8[..(bytesPerCharacter * limit)]), limit, $"{utf8.Length} bytes");
    }

    /// <summary><paramref name="text"/> in single quotes, cut after <paramref name="limit"/> characters.</summary>
    public static string Quote(string? text, int limit = MaxQuoted) => $"'{Show(text, limit)}'";

    /// <summary>The same of UTF-8.</summary>
    public static string Quote(ReadOnlySpan<byte> utf8, int limit = MaxQuoted) => $"'{Show(utf8, limit)}'";

    /// <summary>A sentence whose inserted texts are all treated as untrusted.</summary>
    internal static string Sentence(UntrustedSentence sentence) => sentence.ToString();

    private static string Escape(string text, int limit, string length)
    {
        var shown = new StringBuilder();
        int read = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            read += rune.Utf16SequenceLength;
            if (read > limit) return shown.Append(CultureInfo.InvariantCulture, $"... ({length})").ToString();
            Append(shown, rune);
        }
        return shown.ToString();
    }

    private static bool NeedsEscape(string text)
    {
        foreach (char c in text)
        {
            if (c is >= ' ' and < '\u007F') continue;
            if (c < '\u0080' || char.IsSurrogate(c) || IsHidden(new Rune(c))) return true;
        }
        return false;
    }

    private static void Append(StringBuilder shown, Rune rune)
    {
        switch (rune.Value)
        {
            case '\n': shown.Append("\\n"); break;
            case '\r': shown.Append("\\r"); break;
            case '\t': shown.Append("\\t"); break;
            case var value when IsHidden(rune): shown.Append(value > 0xFFFF ? $"\\U{value:x8}" : $"\\u{value:x4}"); break;
            default: shown.Append(rune.ToString()); break;
        }
    }

    /// <summary>What has no picture of its own; the two joiners are part of how words of some scripts are written.</summary>
    private static bool IsHidden(Rune rune) => rune.Value is not (0x200C or 0x200D)
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

/// <summary>Builds a sentence from an interpolated string: what is written in the source stays, every text inserted goes through <see cref="UntrustedText"/>.</summary>
[InterpolatedStringHandler]
internal readonly ref struct UntrustedSentence
{
    private readonly StringBuilder _text;

    public UntrustedSentence(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + 16 * formattedCount);

    public void AppendLiteral(string literal) => _text.Append(literal);

    public void AppendFormatted<T>(T value, string? format = null) =>
        AppendFormatted(value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString(), null);

    /// <param name="text">A text.</param>
    /// <param name="format">How many characters of it are shown, where it is another number than usual: <c>{text:1000}</c>.</param>
    public void AppendFormatted(string? text, string? format = null) =>
        _text.Append(UntrustedText.Show(text, format is null ? UntrustedText.MaxShown : int.Parse(format, CultureInfo.InvariantCulture)));

    public void AppendFormatted(ReadOnlySpan<byte> utf8) => _text.Append(UntrustedText.Show(utf8));

    public override string ToString() => _text.ToString();
}
