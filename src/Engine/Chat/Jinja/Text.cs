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
    private int _length = -1;

    public string Chars { get; } = chars;

    /// <summary>Whether <c>|safe</c> or <c>|escape</c> made it: markupsafe's <c>Markup</c>, which escapes what is added to it.</summary>
    public bool IsMarkup { get; private init; }

    /// <summary>Ranges of <see cref="Chars"/> that come from messages, ascending, disjoint.</summary>
    public ReadOnlySpan<(int Start, int End)> Foreign => _foreign;

    public override string TypeName => IsMarkup ? "Markup" : "str";

    public override bool IsTrue => Chars.Length > 0;

    public override long Weight => 1 + Chars.Length / Budget.CharactersPerStep;

    /// <summary>Length in code points, as Python counts.</summary>
    public int Length => _length >= 0 ? _length : _length = CountCodePoints(Chars);

    /// <summary>Whether every code point is one UTF-16 unit, so that places in both are the same.</summary>
    public bool IsFlat => Length == Chars.Length;

    public static implicit operator Text(string chars) => new(chars);

    /// <summary>All of <paramref name="chars"/> comes from messages.</summary>
    public static Text FromMessage(string chars) => chars.Length == 0 ? Empty : new(chars, [(0, chars.Length)]);

    /// <summary>What Python's <c>str.isspace</c> says.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>A derived string: marked whole when this one is marked anywhere.</summary>
    public Text With(string chars) => _foreign is null || chars.Length == 0 ? new(chars) { IsMarkup = IsMarkup } : new(chars, [(0, chars.Length)]) { IsMarkup = IsMarkup };

    /// <summary>The same characters as markup, or as plain text.</summary>
    public Text AsMarkup(bool isMarkup = true) => IsMarkup == isMarkup ? this : new(Chars, _foreign) { IsMarkup = isMarkup, _length = _length };

    /// <summary>The first of <see cref="Foreign"/> that ends after <paramref name="at"/>.</summary>
    public int FirstForeign(int at)
    {
        int low = 0, high = Foreign.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Foreign[middle].End <= at) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The UTF-16 units from <paramref name="start"/>.</summary>
    public Text Cut(int start, int length)
    {
        if (length == Chars.Length) return this;
        if (length == 0) return Empty.AsMarkup(IsMarkup);
        string chars = Chars.Substring(start, length);
        int first = FirstForeign(start), last = first;
        while (last < Foreign.Length && Foreign[last].Start < start + length) last++;
        if (first == last) return new(chars) { IsMarkup = IsMarkup };
        var ranges = new (int, int)[last - first];
        for (int i = 0; i < ranges.Length; i++)
        {
            var (from, to) = Foreign[first + i];
            ranges[i] = (Math.Max(from - start, 0), Math.Min(to - start, length));
        }
        return new(chars, ranges) { IsMarkup = IsMarkup };
    }

    /// <summary>The UTF-16 unit at which a code point begins.</summary>
    public int Offset(int codePoint)
    {
        if (IsFlat) return codePoint;
        int at = 0;
        for (; codePoint > 0; codePoint--) at += UnitsAt(at);
        return at;
    }

    /// <summary>The code points, each a string.</summary>
    public IEnumerable<Text> CodePoints()
    {
        var plain = AsMarkup(false);
        for (int i = 0, n; i < Chars.Length; i += n)
        {
            n = UnitsAt(i);
            yield return plain.Cut(i, n);
        }
    }

    /// <summary>UTF-16 units of the code point that begins at <paramref name="at"/>.</summary>
    public int UnitsAt(int at) => at + 1 < Chars.Length && char.IsSurrogatePair(Chars[at], Chars[at + 1]) ? 2 : 1;

    public Text Trim(string? set, bool start, bool end)
    {
        bool Goes(char c) => set is null ? IsSpace(c) : set.Contains(c, StringComparison.Ordinal);
        int first = 0, last = Chars.Length;
        while (start && first < last && Goes(Chars[first])) first++;
        while (end && last > first && Goes(Chars[last - 1])) last--;
        return Cut(first, last - first);
    }

    public override void Print(TextBuilder to) => to.Append(this);

    public override void Repr(TextBuilder to)
    {
        if (IsMarkup) to.Append("Markup(");
        to.Append(With(PythonFormat.Quote(Chars)));
        if (IsMarkup) to.Append(')');
    }

    public override Text ToText(Budget budget) => this;

    public override bool Equals(Value? other) => other is Text text && text.Chars == Chars;

    public override int GetHashCode() => Chars.GetHashCode(StringComparison.Ordinal);

    private static int CountCodePoints(string chars)
    {
        int length = chars.Length;
        if (chars.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0) return length;
        for (int i = 1; i < chars.Length; i++)
            if (char.IsSurrogatePair(chars[i - 1], chars[i])) length--;
        return length;
    }
}

/// <summary>Collects text and its marks, and pays for them as they come.</summary>
internal sealed class TextBuilder(Budget budget)
{
    private readonly StringBuilder _chars = new();
    private readonly List<(int Start, int End)> _foreign = [];

    public void Append(char c, int count = 1)
    {
        Pay(count);
        _chars.Append(c, count);
    }

    public void Append(string chars)
    {
        Pay(chars.Length);
        _chars.Append(chars);
    }

    public void Append(Text text) => Append(text, 0, text.Chars.Length);

    public void Append(Text text, int start, int length)
    {
        if (length == 0) return;
        Pay(length);
        int offset = _chars.Length - start;
        _chars.Append(text.Chars, start, length);
        for (int i = text.FirstForeign(start); i < text.Foreign.Length && text.Foreign[i].Start < start + length; i++)
        {
            int first = Math.Max(text.Foreign[i].Start, start) + offset, last = Math.Min(text.Foreign[i].End, start + length) + offset;
            if (_foreign.Count > 0 && _foreign[^1].End == first) _foreign[^1] = (_foreign[^1].Start, last);
            else
            {
                budget.Hold(2 * sizeof(long));
                _foreign.Add((first, last));
            }
        }
    }

    public Text ToText() => new(_chars.ToString(), [.. _foreign]);

    private void Pay(int count)
    {
        if (count > budget.TextLength - _chars.Length) throw new ChatTemplateException($"a text is longer than {budget.TextLength} characters");
        budget.Spend(count);
    }
}
