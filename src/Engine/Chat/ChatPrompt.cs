using System.Text;
using Engine.Tokenization;
using Marked = Engine.Chat.Jinja.Text;

namespace Engine;

/// <summary>
/// A conversation written as one text, which remembers what of it comes from messages: in <see cref="Encode"/> the text of a control token inside a
/// message stays text, so nobody ends their turn, or starts the system's, by typing its mark.
/// </summary>
public sealed class ChatPrompt
{
    private readonly Marked _text;

    internal ChatPrompt(Marked text) => _text = text;

    /// <summary>The prompt.</summary>
    public string Text => _text.Chars;

    /// <summary>The token ids. BOS comes first where the model's metadata says so, once even when the template prints it as well.</summary>
    /// <remarks>Takes time in proportion to the text, however many control tokens there are and however many messages quote one.</remarks>
    public int[] Encode(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        byte[] utf8 = Encoding.UTF8.GetBytes(Text);
        var marks = tokenizer.ControlTokens.Find(utf8);
        // Cut only where a message holds the text of a control token: whole, the text gives exactly the ids of any other encoder.
        var quoted = Quoted(marks);
        int[] ids = quoted.Contains(true) ? EncodeByParts(tokenizer, utf8, marks.Where((_, i) => !quoted[i])) : tokenizer.Encode(utf8, addSpecial: true, parseSpecial: true);
        int bos = tokenizer.Special.Bos;
        return bos >= 0 && ids is [var first, var second, ..] && first == bos && second == bos ? ids[1..] : ids;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>The ids of what comes after an earlier prompt and what was generated after that; null where the text begins otherwise, or not at a mark.</summary>
    /// <param name="earlier">The earlier prompt: also what of it comes from messages must be the same, so that no message becomes a mark.</param>
    /// <param name="generated">The text generated after it.</param>
    /// <param name="lastMark">The control token it ends with; -1 where it ends with text.</param>
    /// <param name="tokenizer">The model's.</param>
    internal int[]? TryEncodeAfter(ChatPrompt earlier, string generated, int lastMark, Tokenizer tokenizer)
    {
        int start = earlier.Text.Length, end = start + generated.Length;
        if (Text.Length < end || !Text.StartsWith(earlier.Text, StringComparison.Ordinal) || !Text.AsSpan(start, generated.Length).SequenceEqual(generated)) return null;
        if (!_text.Cut(0, start).Foreign.SequenceEqual(earlier._text.Foreign)) return null;
        if (end == Text.Length) return [];
        // Text is cut into tokens from mark to mark, so what is encoded alone begins with one: the last that was generated, or the next.
        string first = lastMark >= 0 ? tokenizer.Piece(lastMark) : "";
        if (!generated.EndsWith(first, StringComparison.Ordinal)) return null;
        var rest = new ChatPrompt(_text.Cut(end - first.Length, Text.Length - end + first.Length));
        byte[] utf8 = Encoding.UTF8.GetBytes(rest.Text);
        var marks = tokenizer.ControlTokens.Find(utf8);
        var quoted = rest.Quoted(marks);
        int at = marks.FindIndex(mark => mark.Start == 0 && (lastMark < 0 || mark.Value == lastMark));
        if (at < 0 || quoted[at]) return null;
        int[] ids = quoted.Contains(true) ? EncodeByParts(tokenizer, utf8, marks.Where((_, i) => !quoted[i]), addsSpecial: false) : tokenizer.Encode(utf8, addSpecial: false, parseSpecial: true);
        return lastMark < 0 ? ids : ids is [var again, ..] && again == lastMark ? ids[1..] : null;
    }

    /// <summary>The ids with these marks as control tokens, of those that begin at one place the longest, and all else as text.</summary>
    private static int[] EncodeByParts(Tokenizer tokenizer, byte[] utf8, IEnumerable<Occurrence> marks, bool addsSpecial = true)
    {
        var ids = new List<int>();
        var special = tokenizer.Special;
        int end = 0;
        if (addsSpecial && special.AddBos && special.Bos >= 0) ids.Add(special.Bos);
        foreach (var mark in marks.OrderBy(mark => mark.Start).ThenByDescending(mark => mark.Length))
        {
            if (mark.Start < end) continue;
            AddText(mark.Start);
            ids.Add(mark.Value);
            end = mark.Start + mark.Length;
        }
        AddText(utf8.Length);
        if (addsSpecial && special.AddEos && special.Eos >= 0) ids.Add(special.Eos);
        return [.. ids];

        void AddText(int until)
        {
            if (until > end) ids.AddRange(tokenizer.Encode(utf8.AsSpan(end..until), addSpecial: false, parseSpecial: false));
        }
    }

    /// <summary>Of each mark, whether any of it comes from a message.</summary>
    private bool[] Quoted(List<Occurrence> marks)
    {
        var quoted = new bool[marks.Count];
        if (marks.Count == 0) return quoted;
        var foreign = ForeignBytes();
        for (int i = 0; i < quoted.Length; i++)
        {
            var (start, length, _) = marks[i];
            int first = foreign.BinarySearch((start, start), Comparer<(int Start, int End)>.Create((range, mark) => range.End <= mark.Start ? -1 : 1));
            quoted[i] = ~first < foreign.Count && foreign[~first].Start < start + length;
        }
        return quoted;
    }

    /// <summary>Where text from messages stands in the prompt's UTF-8, ascending, disjoint. A character that is half from a message counts as from one.</summary>
    private List<(int Start, int End)> ForeignBytes()
    {
        var ranges = new List<(int, int)>(_text.Foreign.Length);
        int chars = 0, bytes = 0;
        foreach (var (start, end) in _text.Foreign)
        {
            int from = Skip(start, roundsUp: false);
            ranges.Add((from, Skip(end, roundsUp: true)));
        }
        return ranges;

        int Skip(int to, bool roundsUp)
        {
            bool splits = to > chars && to < Text.Length && char.IsSurrogatePair(Text[to - 1], Text[to]);
            if (splits) to += roundsUp ? 1 : -1;
            if (to > chars) (chars, bytes) = (to, bytes + Encoding.UTF8.GetByteCount(Text.AsSpan(chars, to - chars)));
            return bytes;
        }
    }
}
