namespace Engine.Chat.Jinja;

/// <summary>Python's ways to cut strings into parts.</summary>
internal static class TextSplitting
{
    /// <summary>At <paramref name="separator"/>, or at runs of blanks when it is null; at most <paramref name="limit"/> cuts when that is not negative.</summary>
    public static ListValue Split(Budget budget, Text text, string? separator, int limit, bool fromEnd)
    {
        if (separator is { Length: 0 }) throw new ChatTemplateException("empty separator");
        // Blanks at the far end stay when the limit ends the cutting before them.
        if (separator is null) text = text.Trim(null, start: !fromEnd, end: fromEnd);
        if (separator is null && (limit < 0 || Blanks(budget, text.Chars).Count <= limit)) text = text.Trim(null, start: true, end: true);
        var cuts = separator is null ? Blanks(budget, text.Chars) : Occurrences(budget, text.Chars, separator, fromEnd);
        if (limit >= 0 && cuts.Count > limit) cuts = fromEnd ? cuts[^limit..] : cuts[..limit];
        var parts = new List<Value>();
        int at = 0;
        foreach (var (start, end) in cuts)
        {
            budget.HoldObjects(2);
            parts.Add(text.Cut(at, start - at));
            at = end;
        }
        if (separator is not null || text.Chars.Length > 0) parts.Add(text.Cut(at, text.Chars.Length - at));
        return new([.. parts]);
    }

    public static ListValue Partition(Text text, Text separator, bool fromEnd)
    {
        if (separator.Chars.Length == 0) throw new ChatTemplateException("empty separator");
        int at = fromEnd ? text.Chars.LastIndexOf(separator.Chars, StringComparison.Ordinal) : text.Chars.IndexOf(separator.Chars, StringComparison.Ordinal);
        Value[] parts = at < 0
            ? fromEnd ? [Text.Empty, Text.Empty, text] : [text, Text.Empty, Text.Empty]
            : [text.Cut(0, at), text.Cut(at, separator.Chars.Length), text.Cut(at + separator.Chars.Length, text.Chars.Length - at - separator.Chars.Length)];
        return new(parts, SequenceKind.Tuple);
    }

    /// <summary>The lines, without their ends unless those are kept; the end of the text does not begin another.</summary>
    public static IEnumerable<Text> Lines(Budget budget, Text text, bool keepEnds = false)
    {
        string chars = text.Chars;
        for (int start = 0; start < chars.Length;)
        {
            int end = start;
            while (end < chars.Length && !IsLineEnd(chars[end])) end++;
            int next = end + (end + 1 < chars.Length && chars[end] == '\r' && chars[end + 1] == '\n' ? 2 : end < chars.Length ? 1 : 0);
            budget.HoldObjects(2);
            yield return text.Cut(start, (keepEnds ? next : end) - start);
            start = next;
        }
    }

    private static bool IsLineEnd(char c) => c is '\n' or '\r' or '\v' or '\f' or >= '\x1c' and <= '\x1e' or '\x85' or '\u2028' or '\u2029';

    private static List<(int Start, int End)> Blanks(Budget budget, string chars)
    {
        var runs = new List<(int, int)>();
        for (int i = 0; i < chars.Length; i++)
        {
            if (!Text.IsSpace(chars[i])) continue;
            int start = i;
            while (i < chars.Length && Text.IsSpace(chars[i])) i++;
            budget.Hold(2 * sizeof(int));
            runs.Add((start, i));
        }
        return runs;
    }

    private static List<(int Start, int End)> Occurrences(Budget budget, string chars, string part, bool fromEnd)
    {
        var found = new List<(int, int)>();
        if (fromEnd)
        {
            for (int end = chars.Length, at; end >= part.Length && (at = chars.LastIndexOf(part, end - 1, end, StringComparison.Ordinal)) >= 0; end = at)
                found.Add((at, at + part.Length));
            found.Reverse();
            return found;
        }
        for (int at = 0; (at = chars.IndexOf(part, at, StringComparison.Ordinal)) >= 0; at += part.Length)
        {
            budget.Hold(2 * sizeof(int));
            found.Add((at, at + part.Length));
        }
        return found;
    }
}
