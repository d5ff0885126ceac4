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
    public int[] Encode(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var ids = new List<int>();
        var marks = ControlTokens(tokenizer);
        // Cut only where a message holds the text of a control token: whole, the text gives exactly the ids of any other encoder.
        if (marks.Any(mark => OccursInMessage(mark.Text))) EncodeByParts(tokenizer, marks, ids);
        else ids.AddRange(tokenizer.Encode(Encoding.UTF8.GetBytes(Text), addSpecial: true, parseSpecial: true));
        int bos = tokenizer.Special.Bos;
        if (bos >= 0 && ids is [var first, var second, ..] && first == bos && second == bos) ids.RemoveAt(0);
        return [.. ids];
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static List<(string Text, int Id)> ControlTokens(Tokenizer tokenizer)
    {
        var tokens = new List<(string, int)>();
        for (int id = 0; id < tokenizer.VocabSize; id++)
            if (tokenizer.IsControl(id) && tokenizer.Piece(id) is { Length: > 0 } piece) tokens.Add((piece, id));
        tokens.Sort((a, b) => b.Item1.Length.CompareTo(a.Item1.Length));
        return tokens;
    }

    private void EncodeByParts(Tokenizer tokenizer, List<(string Text, int Id)> marks, List<int> ids)
    {
        var special = tokenizer.Special;
        int start = 0;
        void Add(int end)
        {
            if (end > start) ids.AddRange(tokenizer.Encode(Encoding.UTF8.GetBytes(Text[start..end]), addSpecial: false, parseSpecial: false));
        }
        if (special.AddBos && special.Bos >= 0) ids.Add(special.Bos);
        for (int at = 0; at < Text.Length;)
        {
            var mark = marks.Find(candidate => string.CompareOrdinal(Text, at, candidate.Text, 0, candidate.Text.Length) == 0 && !IsMessage(at, candidate.Text.Length));
            if (mark.Text is null)
            {
                at++;
                continue;
            }
            Add(at);
            ids.Add(mark.Id);
            start = at += mark.Text.Length;
        }
        Add(Text.Length);
        if (special.AddEos && special.Eos >= 0) ids.Add(special.Eos);
    }

    private bool OccursInMessage(string mark)
    {
        for (int at = 0; (at = Text.IndexOf(mark, at, StringComparison.Ordinal)) >= 0; at++)
            if (IsMessage(at, mark.Length)) return true;
        return false;
    }

    private bool IsMessage(int start, int length)
    {
        foreach (var (from, to) in _text.Foreign)
            if (from < start + length && start < to) return true;
        return false;
    }
}
