namespace Engine.Chat.Tools;

/// <summary>Text that came and was not dealt with yet, and of each character whether it is of a control token.</summary>
internal sealed class CharBuffer
{
    private char[] _chars = new char[256];
    private bool[] _isMark = new bool[256];
    private int _start, _end;

    public int Length => _end - _start;

    public ReadOnlySpan<char> Span => _chars.AsSpan(_start, Length);

    public char this[int at] => _chars[_start + at];

    public bool IsMark(int at) => _isMark[_start + at];

    public void Append(ReadOnlySpan<char> text, bool isMark)
    {
        if (_end + text.Length > _chars.Length) MakeRoom(text.Length);
        text.CopyTo(_chars.AsSpan(_end));
        _isMark.AsSpan(_end, text.Length).Fill(isMark);
        _end += text.Length;
    }

    /// <summary>Drops the first <paramref name="count"/> characters.</summary>
    public void Take(int count)
    {
        _start += count;
        if (_start == _end) _start = _end = 0;
    }

    public bool StartsWith(int at, string text) => Span[at..].StartsWith(text, StringComparison.Ordinal);

    /// <summary>Whether the text from <paramref name="at"/> on ends before it could tell whether it begins with <paramref name="text"/>.</summary>
    public bool MayStartWith(int at, string text) => Length - at < text.Length && text.AsSpan().StartsWith(Span[at..], StringComparison.Ordinal);

    /// <summary>The first place from <paramref name="at"/> on where there is no white space.</summary>
    public int SkipSpace(int at)
    {
        while (at < Length && char.IsWhiteSpace(this[at])) at++;
        return at;
    }

    /// <summary>Length of the longest end of the text that is a beginning of one of <paramref name="marks"/>, and not a whole one.</summary>
    public int EndHeld(string[] marks)
    {
        int held = 0;
        foreach (string mark in marks)
        {
            for (int length = Math.Min(mark.Length - 1, Length); length > held; length--)
                if (Span[^length..].SequenceEqual(mark.AsSpan(0, length))) held = length;
        }
        return held;
    }

    private void MakeRoom(int count)
    {
        int length = Length;
        var (chars, isMark) = (_chars, _isMark);
        if (length + count > chars.Length) (chars, isMark) = (new char[Math.Max(chars.Length * 2, length + count)], new bool[Math.Max(chars.Length * 2, length + count)]);
        _chars.AsSpan(_start, length).CopyTo(chars);
        _isMark.AsSpan(_start, length).CopyTo(isMark);
        (_chars, _isMark, _start, _end) = (chars, isMark, 0, length);
    }
}
