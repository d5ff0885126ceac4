namespace Engine.Tokenization;

/// <summary>The alphabet of byte-level BPE: a printable character for each byte.</summary>
/// <remarks>Printable Latin-1 bytes stand for themselves; the 68 others are U+0100 and up, in order. Source: GPT-2's <c>bytes_to_unicode</c>.</remarks>
internal static class ByteCharacters
{
    private static readonly byte[][] s_encoded = BuildEncoded();
    private static readonly short[] s_decoded = BuildDecoded();   // by code point; -1 where none

    /// <summary>The UTF-8 of the character for <paramref name="value"/>.</summary>
    public static ReadOnlySpan<byte> Encode(byte value) => s_encoded[value];

    /// <summary>
    /// Writes the bytes that the characters of <paramref name="text"/> stand for to <paramref name="bytes"/>, which may be as long, and returns their number;
    /// a character outside the alphabet stands for its own UTF-8.
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        int count = 0;
        while (!text.IsEmpty)
        {
            CodePoints.TryDecode(text, out int codePoint, out int length);
            if (codePoint < s_decoded.Length && s_decoded[codePoint] >= 0) bytes[count++] = (byte)s_decoded[codePoint];
            else
            {
                text[..length].CopyTo(bytes[count..]);
                count += length;
            }
            text = text[length..];
        }
        return count;
    }

    private static bool IsPrintable(int value) => value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);

    private static byte[][] BuildEncoded()
    {
        var encoded = new byte[256][];
        Span<byte> utf8 = stackalloc byte[4];
        for (int value = 0, others = 0; value < 256; value++)
        {
            int length = CodePoints.Encode(IsPrintable(value) ? value : 0x100 + others++, utf8);
            encoded[value] = utf8[..length].ToArray();
        }
        return encoded;
    }

    private static short[] BuildDecoded()
    {
        var decoded = new short[0x100 + 68];
        Array.Fill(decoded, (short)-1);
        for (int value = 0; value < 256; value++)
        {
            CodePoints.TryDecode(s_encoded[value], out int codePoint, out _);
            decoded[codePoint] = (short)value;
        }
        return decoded;
    }
}
