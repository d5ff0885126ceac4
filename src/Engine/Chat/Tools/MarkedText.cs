using System.Text;

namespace Engine.Chat.Tools;

/// <summary>A text made of what we write ourselves, where marks are control tokens, and of what comes from messages, where they are text.</summary>
internal sealed class MarkedText
{
    private readonly StringBuilder _chars = new();
    private readonly List<(int Start, int End)> _foreign = [];

    public bool IsEmpty => _chars.Length == 0;

    /// <summary>Text of our own.</summary>
    public MarkedText Own(string text)
    {
        _chars.Append(text);
        return this;
    }

    /// <summary>Text of a message.</summary>
    public MarkedText Foreign(string text)
    {
        if (text.Length == 0) return this;
        int start = _chars.Length;
        _chars.Append(text);
        if (_foreign.Count > 0 && _foreign[^1].End == start) _foreign[^1] = (_foreign[^1].Start, _chars.Length);
        else _foreign.Add((start, _chars.Length));
        return this;
    }

    /// <summary>All of another text.</summary>
    public MarkedText Add(MarkedText other)
    {
        int start = _chars.Length;
        _chars.Append(other._chars);
        _foreign.AddRange(other._foreign.Select(range => (range.Start + start, range.End + start)));
        return this;
    }

    public Jinja.Text ToText() => new(_chars.ToString(), [.. _foreign]);
}
