using System.Globalization;
using System.Text;

namespace Engine.Chat.Jinja;

/// <summary>Methods of strings, dicts and lists, one row each; what changes its object is refused, as jinja2's immutable sandbox does.</summary>
internal static class Methods
{
    private static readonly Dictionary<string, Function> s_text = Function.Table(
        Mapping("upper", CaseMapping.ToUpper),
        Mapping("lower", CaseMapping.ToLower),
        Mapping("casefold", CaseMapping.Fold),
        Mapping("capitalize", CaseMapping.Capitalize),
        Mapping("title", CaseMapping.ToTitle),
        Mapping("swapcase", CaseMapping.Swap),
        new("strip", "chars?", (_, v, a) => Trim(v, a, start: true, end: true)),
        new("lstrip", "chars?", (_, v, a) => Trim(v, a, start: true, end: false)),
        new("rstrip", "chars?", (_, v, a) => Trim(v, a, start: false, end: true)),
        new("split", "sep? maxsplit?", (e, v, a) => TextSplitting.Split(e.Budget, (Text)v, a.Has(0) ? Needle(e, v, a).Chars : null, a.Int(1, -1), fromEnd: false)),
        new("rsplit", "sep? maxsplit?", (e, v, a) => TextSplitting.Split(e.Budget, (Text)v, a.Has(0) ? Needle(e, v, a).Chars : null, a.Int(1, -1), fromEnd: true)),
        new("splitlines", "keepends?", (e, v, a) => new ListValue([.. TextSplitting.Lines(e.Budget, (Text)v, a.IsTrue(0))])),
        new("partition", "sep", (e, v, a) => TextSplitting.Partition((Text)v, Needle(e, v, a), fromEnd: false)),
        new("rpartition", "sep", (e, v, a) => TextSplitting.Partition((Text)v, Needle(e, v, a), fromEnd: true)),
        new("startswith", "prefix start? end?", (e, v, a) => Matches(e, v, a, fromEnd: false), Reads: false),
        new("endswith", "suffix start? end?", (e, v, a) => Matches(e, v, a, fromEnd: true), Reads: false),
        new("removeprefix", "prefix", (_, v, a) => Remove((Text)v, a.Text(0).Chars, fromEnd: false)),
        new("removesuffix", "suffix", (_, v, a) => Remove((Text)v, a.Text(0).Chars, fromEnd: true)),
        new("replace", "old new count?", (e, v, a) => Replace(e.Budget, (Text)v, Needle(e, v, a).Chars, a.Text(1), a.Int(2, -1))),
        new("find", "sub start? end?", (e, v, a) => Find(e, v, a, fromEnd: false)),
        new("rfind", "sub start? end?", (e, v, a) => Find(e, v, a, fromEnd: true)),
        new("index", "sub start? end?", (e, v, a) => Found(Find(e, v, a, fromEnd: false))),
        new("rindex", "sub start? end?", (e, v, a) => Found(Find(e, v, a, fromEnd: true))),
        new("count", "sub start? end?", Count),
        new("join", "iterable", (e, v, a) => Join(e.Budget, (Text)v, e.Budget.Iterate(a[0]!).Select((item, at) =>
            item as Text ?? throw new ChatTemplateException($"sequence item {at}: expected str instance, {item.TypeName} found")))),
        new("format", "*", (e, v, a) => BraceFormat.Apply(e.Budget, (Text)v, a.All)),
        new("zfill", "width", (e, v, a) => ZeroFill(e.Budget, (Text)v, a.Int(0))),
        new("ljust", "width fill?", (e, v, a) => Pad(e.Budget, (Text)v, a.Int(0), a.Text(1, " ").Chars, left: 0, right: 1)),
        new("rjust", "width fill?", (e, v, a) => Pad(e.Budget, (Text)v, a.Int(0), a.Text(1, " ").Chars, left: 1, right: 0)),
        new("center", "width fill?", (e, v, a) => Pad(e.Budget, (Text)v, a.Int(0), a.Text(1, " ").Chars, left: 1, right: 1)),
        new("isdigit", "", (_, v, _) => All(v, rune => Rune.IsDigit(rune) || IsDigitWithoutPlace(rune))),
        new("isdecimal", "", (_, v, _) => All(v, Rune.IsDigit)),
        new("isnumeric", "", (_, v, _) => All(v, Rune.IsNumber)),
        new("isalpha", "", (_, v, _) => All(v, Rune.IsLetter)),
        new("isalnum", "", (_, v, _) => All(v, rune => Rune.IsLetter(rune) || Rune.IsNumber(rune))),
        new("isspace", "", (_, v, _) => ((Text)v).Chars is { Length: > 0 } chars && chars.All(Text.IsSpace)),
        new("isupper", "", (_, v, _) => IsCased(((Text)v).Chars, char.IsUpper, char.IsLower)),
        new("islower", "", (_, v, _) => IsCased(((Text)v).Chars, char.IsLower, char.IsUpper)));

    private static readonly Dictionary<string, Function> s_dict = Function.Table(
        new("get", "key default?", (e, v, a) => ((DictValue)v).TryGet(Walked(e, a[0]!), out var value) ? value : a[1] ?? NoneValue.None),
        new("items", "", (e, v, _) => ((DictValue)v).View(e.Budget, SequenceKind.Items)),
        new("keys", "", (e, v, _) => ((DictValue)v).View(e.Budget, SequenceKind.Keys)),
        new("values", "", (e, v, _) => ((DictValue)v).View(e.Budget, SequenceKind.Values)),
        new("copy", "", (_, v, _) => v));

    private static readonly Dictionary<string, Function> s_list = Function.Table(
        new("index", "value", (e, v, a) => ((ListValue)Walked(e, v)).Span.IndexOf(a[0]!) is >= 0 and var at ? at : throw new ChatTemplateException("the value is not in the list")),
        new("count", "value", (e, v, a) => ((ListValue)Walked(e, v)).Span.Count(a[0]!)),
        new("copy", "", (_, v, _) => v));

    /// <summary>What would change its object; the sandbox hides it.</summary>
    private static readonly string[] s_unsafeOnDict = ["clear", "pop", "popitem", "setdefault", "update"];

    private static readonly string[] s_unsafeOnList = ["append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove"];

    /// <summary>The method of that name, bound to <paramref name="target"/>; null when its type has none.</summary>
    public static Value? Find(Value target, string name)
    {
        var (table, unsafeNames) = target switch
        {
            Text => (s_text, []),
            DictValue => (s_dict, s_unsafeOnDict),
            ListValue { Kind: SequenceKind.List } => (s_list, s_unsafeOnList),
            ListValue { Kind: SequenceKind.Tuple } => (s_list, []),
            _ => (null, (string[])[]),
        };
        if (unsafeNames.Contains(name)) return new UndefinedValue($"access to attribute '{name}' of '{target.TypeName}' object is unsafe.");
        return table is not null && table.TryGetValue(name, out var function) ? new FunctionValue(function, target) : null;
    }

    public static Text Center(Budget budget, Text text, int width) => Pad(budget, text, width, " ", left: 1, right: 1);

    /// <summary>Whether there is a cased character and all of them are of that case.</summary>
    public static bool IsCased(string chars, Func<char, bool> wanted, Func<char, bool> other) => chars.Any(wanted) && !chars.Any(other);

    /// <summary>Replaces from the left; a negative count is all. An empty <paramref name="old"/> stands before every code point and at the end.</summary>
    public static Text Replace(Budget budget, Text text, string old, Text with, int count)
    {
        var result = new TextBuilder(budget);
        int at = 0;
        if (old.Length == 0)
        {
            foreach (var point in text.CodePoints())
            {
                budget.HoldObjects(2);
                if (count-- != 0) result.Append(with);
                else count = 0;
                result.Append(point);
            }
            if (count != 0) result.Append(with);
            return result.ToText();
        }
        for (; count != 0; count--)
        {
            int next = text.Chars.IndexOf(old, at, StringComparison.Ordinal);
            if (next < 0) break;
            result.Append(text, at, next - at);
            result.Append(with);
            at = next + old.Length;
        }
        if (at == 0) return text;
        result.Append(text, at, text.Chars.Length - at);
        return result.ToText();
    }

    public static Text Join(Budget budget, Text separator, IEnumerable<Text> parts)
    {
        var result = new TextBuilder(budget);
        bool first = true;
        foreach (var part in parts)
        {
            if (!first) result.Append(separator);
            result.Append(part);
            first = false;
        }
        return result.ToText();
    }

    private static Function Mapping(string name, Func<string, string> map) => new(name, "", (_, v, _) => ((Text)v).With(map(((Text)v).Chars)));

    private static Text Trim(Value value, Bound a, bool start, bool end) => ((Text)value).Trim(a.Has(0) ? a.Text(0).Chars : null, start, end);

    private static bool Matches(Evaluator evaluator, Value value, Bound a, bool fromEnd)
    {
        var text = (Text)value;
        var candidates = a[0] is ListValue { Kind: SequenceKind.Tuple } list ? list.Items.OfType<Text>() : [a.Text(0)];
        if (Range(evaluator, text, a) is not var (start, end)) return false;
        foreach (var part in candidates)
        {
            evaluator.Budget.Step(part.Weight);
            int length = part.Chars.Length, at = fromEnd ? end - length : start;
            if (length <= end - start && string.CompareOrdinal(text.Chars, at, part.Chars, 0, length) == 0) return true;
        }
        return false;
    }

    /// <summary>The UTF-16 units that the arguments <c>start</c> and <c>end</c> mean; null when the start lies behind the end.</summary>
    private static (int Start, int End)? Range(Evaluator evaluator, Text text, Bound a)
    {
        if (!text.IsFlat) evaluator.Budget.Walk(text);
        int length = text.Length, first = a.Int(1, 0), last = a.Int(2, length);
        if (first < 0) first = Math.Max(0, first + length);
        if (last < 0) last = Math.Max(0, last + length);
        last = Math.Min(last, length);
        return first > last ? null : (text.Offset(first), text.Offset(last));
    }

    private static Text Remove(Text text, string part, bool fromEnd)
    {
        if (part.Length == 0) return text;
        if (fromEnd) return text.Chars.EndsWith(part, StringComparison.Ordinal) ? text.Cut(0, text.Chars.Length - part.Length) : text;
        return text.Chars.StartsWith(part, StringComparison.Ordinal) ? text.Cut(part.Length, text.Chars.Length - part.Length) : text;
    }

    private static Value Walked(Evaluator evaluator, Value value)
    {
        evaluator.Budget.Walk(value);
        return value;
    }

    private static Text Needle(Evaluator evaluator, Value text, Bound a) => evaluator.Budget.Search((Text)text, a.Text(0));

    private static int Find(Evaluator evaluator, Value value, Bound a, bool fromEnd)
    {
        var text = (Text)value;
        string part = Needle(evaluator, value, a).Chars;
        if (Range(evaluator, text, a) is not var (start, end)) return -1;
        var searched = text.Chars.AsSpan(start, end - start);
        int at = fromEnd ? searched.LastIndexOf(part) : searched.IndexOf(part);
        return at < 0 ? at : text.IsFlat ? start + at : text.Cut(0, start + at).Length;
    }

    private static int Found(int at) => at >= 0 ? at : throw new ChatTemplateException("substring not found");

    private static Value Count(Evaluator evaluator, Value value, Bound a)
    {
        var text = (Text)value;
        string part = Needle(evaluator, value, a).Chars;
        if (Range(evaluator, text, a) is not var (start, end)) return 0;
        return part.Length == 0 ? text.Cut(start, end - start).Length + 1 : text.Chars.AsSpan(start, end - start).Count(part);
    }

    private static Text ZeroFill(Budget budget, Text text, int width)
    {
        int sign = text.Chars is ['-' or '+', ..] ? 1 : 0;
        var result = new TextBuilder(budget);
        result.Append(text, 0, sign);
        result.Append('0', Math.Max(0, width - text.Length));
        result.Append(text, sign, text.Chars.Length - sign);
        return result.ToText();
    }

    private static Text Pad(Budget budget, Text text, int width, string fill, int left, int right)
    {
        int missing = Math.Max(0, width - text.Length);
        if (fill.Length != 1) throw new ChatTemplateException("The fill character must be exactly one character long");
        // Of an odd number of blanks around a text Python puts the extra one left when the width is odd.
        int before = left + right == 2 ? missing / 2 + (missing & width & 1) : missing * left;
        var result = new TextBuilder(budget);
        result.Append(fill[0], before);
        result.Append(text);
        result.Append(fill[0], missing - before);
        return result.ToText();
    }

    private static bool All(Value value, Func<Rune, bool> holds) => value is Text { Chars: { Length: > 0 } chars } && chars.EnumerateRunes().All(holds);

    /// <summary>Superscripts and the like: digits to Python, though no decimals.</summary>
    private static bool IsDigitWithoutPlace(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNumber && Rune.GetNumericValue(rune) is >= 0 and <= 9 and var value && value == Math.Floor(value)
        && rune.Value is (>= 0xB2 and <= 0xB9) or (>= 0x2070 and <= 0x2089) or (>= 0x2460 and <= 0x24FF) or (>= 0x2776 and <= 0x2792) or 0x1369 or (>= 0x136A and <= 0x1371);
}
