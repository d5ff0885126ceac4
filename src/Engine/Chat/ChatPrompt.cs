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

    /// <summary>The ids with these marks as control tokens, of those that begin at one place the longest, and all else as text.</summary>
    private static int[] EncodeByParts(Tokenizer tokenizer, byte[] utf8, IEnumerable<Occurrence> marks)
    {
        var ids = new List<int>();
        var special = tokenizer.Special;
        int end = 0;
        if (special.AddBos && special.Bos >= 0) ids.Add(special.Bos);
        foreach (var mark in marks.OrderBy(mark => mark.Start).ThenByDescending(mark => mark.Length))
        {
            if (mark.Start < end) continue;
            AddText(mark.Start);
            ids.Add(mark.Value);
            end = mark.Start + mark.Length;
        }
        AddText(utf8.Length);
        if (special.AddEos && special.Eos >= 0) ids.Add(special.Eos);
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
