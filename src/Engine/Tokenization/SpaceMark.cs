namespace Engine.Tokenization;

/// <summary>U+2581, which SentencePiece vocabularies write for a space.</summary>
internal static class SpaceMark
{
    public static ReadOnlySpan<byte> Utf8 => "\u2581"u8;

    /// <summary><paramref name="text"/> with the mark for each space, and one in front when <paramref name="addSpace"/>.</summary>
    public static ReadOnlySpan<byte> Escape(ReadOnlySpan<byte> text, bool addSpace)
    {
        int spaces = text.Count((byte)' ');
        var escaped = new byte[text.Length + (spaces + (addSpace ? 1 : 0)) * Utf8.Length - spaces];
        int at = 0;
        if (addSpace)
        {
            Utf8.CopyTo(escaped);
            at = Utf8.Length;
        }
        foreach (byte value in text)
        {
            if (value == ' ')
            {
                Utf8.CopyTo(escaped.AsSpan(at));
                at += Utf8.Length;
            }
            else escaped[at++] = value;
        }
        return escaped;
    }

    /// <summary>Writes <paramref name="text"/> with a space for each mark to <paramref name="plain"/>, which may be as long, and returns the number of bytes.</summary>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> plain)
    {
        int count = 0;
        while (!text.IsEmpty)
        {
            bool isMark = text.StartsWith(Utf8);
            plain[count++] = isMark ? (byte)' ' : text[0];
            text = text[(isMark ? Utf8.Length : 1)..];
        }
        return count;
    }
}
