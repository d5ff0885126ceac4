namespace Engine.Chat.Jinja;

/// <summary>Methods of strings, dicts and lists, one row each; what changes its object is refused, as jinja2's immutable sandbox does.</summary>
internal static class Methods
{
    private static readonly Dictionary<string, Function> s_text = Function.Table(
        Mapping("upper", text => text.ToUpperInvariant()),
        Mapping("lower", text => text.ToLowerInvariant()),
        Mapping("casefold", text => text.ToLowerInvariant()),
        Mapping("capitalize", Capitalize),
        Mapping("title", Title),
        Mapping("swapcase", text => string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)))),
        new("strip", "chars?", (_, v, a) => Trim(v, a, start: true, end: true)),
        new("lstrip", "chars?", (_, v, a) => Trim(v, a, start: true, end: false)),
        new("rstrip", "chars?", (_, v, a) => Trim(v, a, start: false, end: true)),
        new("split", "sep? maxsplit?", (e, v, a) => TextSplitting.Split((Text)v, a.Has(0) ? Needle(e, v, a).Chars : null, a.Int(1, -1), fromEnd: false)),
        new("rsplit", "sep? maxsplit?", (e, v, a) => TextSplitting.Split((Text)v, a.Has(0) ? Needle(e, v, a).Chars : null, a.Int(1, -1), fromEnd: true)),
        new("splitlines", "keepends?", (_, v, a) => new ListValue([.. TextSplitting.Lines((Text)v, a.IsTrue(0))])),
        new("partition", "sep", (e, v, a) => TextSplitting.Partition((Text)v, Needle(e, v, a), fromEnd: false)),
        new("rpartition", "sep", (e, v, a) => TextSplitting.Partition((Text)v, Needle(e, v, a), fromEnd: true)),
        new("startswith", "prefix", (_, v, a) => Candidates(a).Any(part => ((Text)v).Chars.StartsWith(part, StringComparison.Ordinal))),
        new("endswith", "suffix", (_, v, a) => Candidates(a).Any(part => ((Text)v).Chars.EndsWith(part, StringComparison.Ordinal))),
        new("removeprefix", "prefix", (_, v, a) => Remove((Text)v, a.Text(0).Chars, fromEnd: false)),
        new("removesuffix", "suffix", (_, v, a) => Remove((Text)v, a.Text(0).Chars, fromEnd: true)),
        new("replace", "old new count?", (e, v, a) => Replace((Text)v, Needle(e, v, a).Chars, a.Text(1), a.Int(2, -1))),
        new("find", "sub", (e, v, a) => Find((Text)v, Needle(e, v, a).Chars, fromEnd: false)),
        new("rfind", "sub", (e, v, a) => Find((Text)v, Needle(e, v, a).Chars, fromEnd: true)),
        new("index", "sub", (e, v, a) => Found(Find((Text)v, Needle(e, v, a).Chars, fromEnd: false))),
        new("rindex", "sub", (e, v, a) => Found(Find((Text)v, Needle(e, v, a).Chars, fromEnd: true))),
        new("count", "sub", (e, v, a) => Count((Text)v, Needle(e, v, a).Chars)),
        new("join", "iterable", (_, v, a) => Join((Text)v, Operators.Iterate(a[0]!).Select((item, at) =>
            item as Text ?? throw new ChatTemplateException($"sequence item {at}: expected str instance, {item.TypeName} found")))),
        new("format", "*", (_, v, a) => FormatStrings.Braces((Text)v, a.All)),
        new("zfill", "width", (_, v, a) => ZeroFill((Text)v, a.Int(0))),
        new("ljust", "width fill?", (_, v, a) => Pad((Text)v, a.Int(0), a.Text(1, " ").Chars, left: 0, right: 1)),
        new("rjust", "width fill?", (_, v, a) => Pad((Text)v, a.Int(0), a.Text(1, " ").Chars, left: 1, right: 0)),
        new("center", "width fill?", (_, v, a) => Pad((Text)v, a.Int(0), a.Text(1, " ").Chars, left: 1, right: 1)),
        new("isdigit", "", (_, v, _) => All(v, char.IsDigit)),
        new("isdecimal", "", (_, v, _) => All(v, char.IsDigit)),
        new("isnumeric", "", (_, v, _) => All(v, char.IsNumber)),
        new("isalpha", "", (_, v, _) => All(v, char.IsLetter)),
        new("isalnum", "", (_, v, _) => All(v, char.IsLetterOrDigit)),
        new("isspace", "", (_, v, _) => All(v, Text.IsSpace)),
        new("isupper", "", (_, v, _) => IsCased(((Text)v).Chars, char.IsUpper, char.IsLower)),
        new("islower", "", (_, v, _) => IsCased(((Text)v).Chars, char.IsLower, char.IsUpper)));

    private static readonly Dictionary<string, Function> s_dict = Function.Table(
        new("get", "key default?", (e, v, a) => ((DictValue)v).TryGet(Walked(e, a[0]!), out var value) ? value : a[1] ?? NoneValue.None),
        new("items", "", (_, v, _) => ((DictValue)v).View(SequenceKind.Items)),
        new("keys", "", (_, v, _) => ((DictValue)v).View(SequenceKind.Keys)),
        new("values", "", (_, v, _) => ((DictValue)v).View(SequenceKind.Values)),
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

    public static Text Center(Text text, int width) => Pad(text, width, " ", left: 1, right: 1);

    /// <summary>Whether there is a cased character and all of them are of that case.</summary>
    public static bool IsCased(string chars, Func<char, bool> wanted, Func<char, bool> other) => chars.Any(wanted) && !chars.Any(other);

    public static string Capitalize(string chars) => chars.Length == 0 ? chars : char.ToUpperInvariant(chars[0]) + chars[1..].ToLowerInvariant();

    /// <summary>Replaces from the left; a negative count is all. An empty <paramref name="old"/> stands before every code point and at the end.</summary>
    public static Text Replace(Text text, string old, Text with, int count)
    {
        var result = new TextBuilder();
        int at = 0;
        if (old.Length == 0)
        {
            foreach (var point in text.CodePoints())
            {
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

    public static Text Join(Text separator, IEnumerable<Text> parts)
    {
        var result = new TextBuilder();
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

    private static string Title(string chars)
    {
        bool inWord = false;
        return string.Concat(chars.Select(c =>
        {
            char cased = inWord ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c);
            inWord = char.IsLetter(c);
            return cased;
        }));
    }

    private static IEnumerable<string> Candidates(Bound a) =>
        a[0] is ListValue { Kind: SequenceKind.Tuple } list ? list.Items.OfType<Text>().Select(item => item.Chars) : [a.Text(0).Chars];

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

    private static int Find(Text text, string part, bool fromEnd)
    {
        int at = fromEnd ? text.Chars.LastIndexOf(part, StringComparison.Ordinal) : text.Chars.IndexOf(part, StringComparison.Ordinal);
        return at < 0 ? at : text.Cut(0, at).Length;
    }

    private static int Found(int at) => at >= 0 ? at : throw new ChatTemplateException("substring not found");

    private static int Count(Text text, string part) => part.Length == 0 ? text.Length + 1 : text.Chars.AsSpan().Count(part);

    private static Text ZeroFill(Text text, int width)
    {
        int sign = text.Chars is ['-' or '+', ..] ? 1 : 0;
        var result = new TextBuilder();
        result.Append(text, 0, sign);
        result.Append('0', Math.Max(0, width - text.Length));
        result.Append(text, sign, text.Chars.Length - sign);
        return result.ToText();
    }

    private static Text Pad(Text text, int width, string fill, int left, int right)
    {
        int missing = Math.Max(0, width - text.Length);
        if (fill.Length != 1) throw new ChatTemplateException("The fill character must be exactly one character long");
        // Of an odd number of blanks around a text Python puts the extra one left when the width is odd.
        int before = left + right == 2 ? missing / 2 + (missing & width & 1) : missing * left;
        var result = new TextBuilder();
        result.Append(fill[0], before);
        result.Append(text);
        result.Append(fill[0], missing - before);
        return result.ToText();
    }

    private static bool All(Value value, Func<char, bool> holds) => value is Text { Chars: { Length: > 0 } chars } && chars.All(holds);
}
