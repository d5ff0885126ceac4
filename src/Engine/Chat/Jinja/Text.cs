using System.Text;

namespace Engine.Chat.Jinja;

/// <summary>
/// A string that knows which of its characters come from messages. Cutting and joining keep the marks; anything else that
/// derives a string from a marked one marks all of it. So text by strangers can be kept from becoming control tokens, whatever a template does to it.
/// </summary>
internal sealed class Text(string chars, (int Start, int End)[]? foreign = null) : Value
{
    public static readonly Text Empty = new("");

    private readonly (int Start, int End)[]? _foreign = foreign is { Length: > 0 } ? foreign : null;

    public string Chars { get; } = chars;

    /// <summary>Ranges of <see cref="Chars"/> that come from messages, ascending, disjoint.</summary>
    public ReadOnlySpan<(int Start, int End)> Foreign => _foreign;

    public override string TypeName => "str";

    public override bool IsTrue => Chars.Length > 0;

    public override int Weight => 1 + Chars.Length / Budget.CharactersPerStep;

    /// <summary>Length in code points, as Python counts.</summary>
    public int Length
    {
        get
        {
            int length = Chars.Length;
            if (Chars.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0) return length;
            for (int i = 1; i < Chars.Length; i++)
                if (char.IsSurrogatePair(Chars[i - 1], Chars[i])) length--;
            return length;
        }
    }

    public static implicit operator Text(string chars) => new(chars);

    /// <summary>All of <paramref name="chars"/> comes from messages.</summary>
    public static Text FromMessage(string chars) => new(chars, [(0, chars.Length)]);

    /// <summary>What Python's <c>str.isspace</c> says.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>A derived string: marked whole when this one is marked anywhere.</summary>
    public Text With(string chars) => _foreign is null ? new(chars) : FromMessage(chars);

    /// <summary>The UTF-16 units from <paramref name="start"/>.</summary>
    public Text Cut(int start, int length)
    {
        if (length == Chars.Length) return this;
        if (_foreign is null) return new(Chars.Substring(start, length));
        var ranges = new List<(int, int)>();
        foreach (var (from, to) in _foreign)
        {
            int first = Math.Max(from, start), last = Math.Min(to, start + length);
            if (first < last) ranges.Add((first - start, last - start));
        }
        return new(Chars.Substring(start, length), [.. ranges]);
    }

    /// <summary>The code points, each a string.</summary>
    public IEnumerable<Text> CodePoints()
    {
        for (int i = 0, n; i < Chars.Length; i += n)
        {
            n = i + 1 < Chars.Length && char.IsSurrogatePair(Chars[i], Chars[i + 1]) ? 2 : 1;
            yield return Cut(i, n);
        }
    }

    public Text Trim(string? set, bool start, bool end)
    {
        bool Goes(char c) => set is null ? IsSpace(c) : set.Contains(c, StringComparison.Ordinal);
        int first = 0, last = Chars.Length;
        while (start && first < last && Goes(Chars[first])) first++;
        while (end && last > first && Goes(Chars[last - 1])) last--;
        return Cut(first, last - first);
    }

    public override void Print(TextBuilder to) => to.Append(this);

    public override void Repr(TextBuilder to) => to.Append(With(PythonFormat.Quote(Chars)));

    public override Text ToText() => this;

    public override bool Equals(Value? other) => other is Text text && text.Chars == Chars;

    public override int GetHashCode() => Chars.GetHashCode(StringComparison.Ordinal);
}

/// <summary>Collects text and its marks, up to <see cref="MaxLength"/> characters.</summary>
internal sealed class TextBuilder
{
    /// <summary>No string a template makes is longer; a million tokens of context are about four million characters.</summary>
    public const int MaxLength = 16 << 20;

    private readonly StringBuilder _chars = new();
    private readonly List<(int Start, int End)> _foreign = [];

    public int Length => _chars.Length;

    public void Append(char c, int count = 1)
    {
        Reserve(count);
        _chars.Append(c, count);
    }

    public void Append(string chars)
    {
        Reserve(chars.Length);
        _chars.Append(chars);
    }

    public void Append(Text text) => Append(text, 0, text.Chars.Length);

    public void Append(Text text, int start, int length)
    {
        Reserve(length);
        int offset = _chars.Length - start;
        _chars.Append(text.Chars, start, length);
        foreach (var (from, to) in text.Foreign)
        {
            int first = Math.Max(from, start) + offset, last = Math.Min(to, start + length) + offset;
            if (first >= last) continue;
            if (_foreign.Count > 0 && _foreign[^1].End == first) _foreign[^1] = (_foreign[^1].Start, last);
            else _foreign.Add((first, last));
        }
    }

    public Text ToText() => new(_chars.ToString(), [.. _foreign]);

    private void Reserve(int count)
    {
        if (count > MaxLength - _chars.Length) throw new ChatTemplateException($"a text is longer than {MaxLength} characters");
    }
}
