using System.Text;

namespace Engine.Sampling.Constraints;

/// <summary>A range of bytes.</summary>
internal readonly record struct ByteRange(byte First, byte Last);

/// <summary>The UTF-8 of a range of characters, as sequences of byte ranges.</summary>
/// <remarks>
/// A range is cut where the length of the encoding changes and where its continuation bytes do not run through all their values. Source: the method
/// is that of Thompson's grep for UTF-8, described by Cox 2010, "Regular Expression Matching in the Wild".
/// </remarks>
internal static class Utf8Sequences
{
    private static readonly int[] s_lastOfLength = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF];

    /// <summary>One sequence of one to four byte ranges for each piece of <paramref name="set"/>, in ascending order.</summary>
    public static IEnumerable<ByteRange[]> Of(CharacterSet set) => set.Ranges.SelectMany(range => Of(range.First, range.Last));

    private static IEnumerable<ByteRange[]> Of(int first, int last)
    {
        foreach (int end in s_lastOfLength)
        {
            if (first > last) yield break;
            if (first > end) continue;
            foreach (var sequence in OfOneLength(first, Math.Min(last, end))) yield return sequence;
            first = end + 1;
        }
    }

    private static IEnumerable<ByteRange[]> OfOneLength(int first, int last)
    {
        while (first <= last)
        {
            // The largest aligned piece that begins at first: of 64, 4096, ... characters whose trailing bytes take all values.
            int end = first;
            int length = Length(first);
            for (int bits = 6 * (length - 1); bits > 0; bits -= 6)
            {
                int size = 1 << bits;
                if ((first & (size - 1)) != 0 || first + size - 1 > last) continue;
                // As many of them as share the bytes above.
                int above = bits + 6 > 6 * (length - 1) ? last : first | (size * 64 - 1);
                end = first + size - 1;
                while (end + size <= Math.Min(last, above)) end += size;
                break;
            }
            if (end == first) end = length == 1 ? last : Math.Min(last, first | 63);
            yield return Encode(first, end, length);
            first = end + 1;
        }
    }

    private static int Length(int codePoint) => Array.FindIndex(s_lastOfLength, last => codePoint <= last) + 1;

    private static ByteRange[] Encode(int first, int last, int length)
    {
        Span<byte> low = stackalloc byte[4], high = stackalloc byte[4];
        new Rune(first).EncodeToUtf8(low);
        new Rune(last).EncodeToUtf8(high);
        var sequence = new ByteRange[length];
        for (int i = 0; i < length; i++) sequence[i] = new(low[i], high[i]);
        return sequence;
    }
}
