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

    /// <summary><paramref name="text"/> with a space for each mark.</summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf(Utf8) < 0) return text;
        var plain = new List<byte>(text.Length);
        while (!text.IsEmpty)
        {
            bool mark = text.StartsWith(Utf8);
            plain.Add(mark ? (byte)' ' : text[0]);
            text = text[(mark ? Utf8.Length : 1)..];
        }
        return plain.ToArray();
    }
}
