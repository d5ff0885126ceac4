using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace Engine.Chat.Jinja;

/// <summary>What may follow <c>|</c>, one row each. Source: jinja2, filters; <c>tojson</c> is transformers'.</summary>
internal static partial class Filters
{
    public static readonly Dictionary<string, Function> Table = Function.Table(
        new("abs", "", (_, v, _) => v is NumberValue { Whole: { } whole } ? new IntValue(BigInteger.Abs(whole))
            : v is NumberValue number ? Math.Abs(number.Float) : throw new ChatTemplateException($"bad operand type for abs(): '{v.TypeName}'")),
        new("attr", "name", (_, v, a) => Members.AttributeOnly(v, a.Text(0))),
        new("batch", "linecount fill_with?", (e, v, a) => SequenceFilters.Batch(e, v, a)),
        new("capitalize", "", (e, v, _) => Mapped(e.Budget, v, CaseMapping.Capitalize)),
        new("center", "width?", (e, v, a) => Methods.Center(e.Budget, v.ToText(e.Budget), a.Int(0, 80)).AsMarkup(v is Text { IsMarkup: true })),
        new("count", "", (_, v, _) => Operators.Length(v), Reads: false),
        new("d", "default_value? boolean?", Default, Reads: false),
        new("default", "default_value? boolean?", Default, Reads: false),
        new("dictsort", "case_sensitive? by? reverse?", (e, v, a) => SequenceFilters.SortDict(e, v, a)),
        new("e", "", (e, v, _) => Markup.Escape(e.Budget, v.ToText(e.Budget))),
        new("escape", "", (e, v, _) => Markup.Escape(e.Budget, v.ToText(e.Budget))),
        new("filesizeformat", "binary?", (_, v, a) => WebFilters.FileSize(v, a.IsTrue(0))),
        new("first", "", (e, v, _) => e.Budget.Iterate(v).FirstOrDefault() ?? new UndefinedValue("No first item, sequence was empty."), Reads: false),
        new("forceescape", "", (e, v, _) => Markup.Escape(e.Budget, v.ToText(e.Budget).AsMarkup(false))),
        new("float", "default?", (_, v, a) => ToFloat(v) ?? a[0] ?? 0.0),
        new("format", "*", (e, v, a) => PercentFormat.Apply(e.Budget, v.ToText(e.Budget), a.All.Positional, a.All.Named.Length == 0
            ? new ListValue(a.All.Positional, SequenceKind.Tuple)
            : new DictValue(a.All.Named.Select(named => KeyValuePair.Create<Value, Value>(named.Name, named.Value))))),
        new("groupby", "attribute default? case_sensitive?", (e, v, a) => SequenceFilters.GroupBy(e, v, a)),
        new("indent", "width? first? blank?", (e, v, a) => Indent(e.Budget, v, a)),
        new("int", "default? base?", (_, v, a) => ToInt(v, a.Int(1, 10)) is { } whole ? new IntValue(whole) : a[0] ?? 0),
        new("items", "", (e, v, _) => v switch
        {
            UndefinedValue => new ListValue([], SequenceKind.Generator),
            DictValue dict => new ListValue([.. dict.View(e.Budget, SequenceKind.Items).Items], SequenceKind.Generator),
            _ => throw new ChatTemplateException("Can only get item pairs from a mapping."),
        }),
        new("join", "d? attribute?", (e, v, a) => Methods.Join(e.Budget, a[0]?.ToText(e.Budget) ?? Text.Empty, e.Budget.Iterate(v).Select(item => Members.Path(item, a[1]).ToText(e.Budget)))),
        new("last", "", (e, v, _) => Last(e.Budget, v) ?? new UndefinedValue("No last item, sequence was empty."), Reads: false),
        new("length", "", (_, v, _) => Operators.Length(v), Reads: false),
        new("list", "", (e, v, _) => new ListValue([.. e.Budget.Iterate(v)])),
        new("lower", "", (e, v, _) => Mapped(e.Budget, v, CaseMapping.ToLower)),
        new("map", "*", SequenceFilters.Map),
        new("max", "case_sensitive? attribute?", (e, v, a) => SequenceFilters.Extreme(e, v, a, sign: 1)),
        new("min", "case_sensitive? attribute?", (e, v, a) => SequenceFilters.Extreme(e, v, a, sign: -1)),
        new("reject", "*", (e, v, a) => SequenceFilters.Select(e, v, a.All, keep: false, byAttribute: false)),
        new("rejectattr", "*", (e, v, a) => SequenceFilters.Select(e, v, a.All, keep: false, byAttribute: true)),
        new("replace", "old new count?", (e, v, a) => Replace(e.Budget, v.ToText(e.Budget), a)),
        new("reverse", "", (e, v, _) => v is Text text ? Operators.Slice(e.Budget, text, null, null, -1) : new ListValue([.. e.Budget.Iterate(v).Reverse()], SequenceKind.Generator)),
        new("round", "precision? method?", (_, v, a) => Round(RequireNumber(v), a.Int(0, 0), a.Text(1, "common").Chars)),
        new("safe", "", (e, v, _) => v.ToText(e.Budget).AsMarkup(), Reads: false),
        new("select", "*", (e, v, a) => SequenceFilters.Select(e, v, a.All, keep: true, byAttribute: false)),
        new("selectattr", "*", (e, v, a) => SequenceFilters.Select(e, v, a.All, keep: true, byAttribute: true)),
        new("slice", "slices fill_with?", (e, v, a) => SequenceFilters.Slices(e, v, a)),
        new("sort", "reverse? case_sensitive? attribute?", (e, v, a) => SequenceFilters.Sort(e, v, a)),
        new("string", "", (e, v, _) => v.ToText(e.Budget), Reads: false),
        new("sum", "attribute? start?", (e, v, a) => e.Budget.Iterate(v).Aggregate(a[1] ?? 0, (sum, item) => e.Budget.Make(Operators.Arithmetic(e.Budget, "+", sum, Members.Path(item, a[0]))))),
        new("title", "", (e, v, _) => Mapped(e.Budget, v, CaseMapping.ToTitleOfFilter).AsMarkup(false)),
        new("tojson", "ensure_ascii? indent? separators? sort_keys?", Json.Write),
        new("trim", "chars?", (e, v, a) => v.ToText(e.Budget).Trim(a.Has(0) ? a.Text(0).Chars : null, start: true, end: true)),
        new("truncate", "length? killwords? end? leeway?", (e, v, a) => Truncate(e.Budget, v, a)),
        new("unique", "case_sensitive? attribute?", (e, v, a) => SequenceFilters.Unique(e, v, a)),
        new("upper", "", (e, v, _) => Mapped(e.Budget, v, CaseMapping.ToUpper)),
        new("urlencode", "", (e, v, _) => WebFilters.EncodeUrl(e.Budget, v)),
        new("wordcount", "", (e, v, _) => CountWords(v.ToText(e.Budget).Chars)),
        new("xmlattr", "autospace?", (e, v, a) => WebFilters.Attributes(e.Budget, v, a[0]?.IsTrue ?? true)));

    /// <summary>What Python's <c>float</c> reads beside digits.</summary>
    private static readonly Dictionary<string, double> s_words =
        new (string Word, double Value)[] { ("inf", double.PositiveInfinity), ("infinity", double.PositiveInfinity), ("nan", double.NaN) }
            .SelectMany(row => new[] { (row.Word, row.Value), ("+" + row.Word, row.Value), ("-" + row.Word, -row.Value) }).ToDictionary();

    /// <summary>A number without the underscores that Python allows between its digits.</summary>
    private static string WithoutSeparators(string number) => number.Contains('_', StringComparison.Ordinal) ? Separator().Replace(number, "") : number;

    private static int CountWords(string chars)
    {
        int count = 0;
        bool inWord = false;
        foreach (var rune in chars.EnumerateRunes())
        {
            bool isWord = rune.Value == '_' || Rune.IsLetter(rune) || Rune.IsNumber(rune);
            if (isWord && !inWord) count++;
            inWord = isWord;
        }
        return count;
    }

    private static Text Mapped(Budget budget, Value value, Func<string, string> map) => value.ToText(budget) is var text ? text.With(map(text.Chars)) : Text.Empty;

    private static Text Replace(Budget budget, Text text, Bound a)
    {
        string old = budget.Search(text, a[0]!.ToText(budget)).Chars;
        return Methods.Replace(budget, text.AsMarkup(false), old, a[1]!.ToText(budget), a.Int(2, -1));
    }

    private static Value? Last(Budget budget, Value value) => value switch
    {
        ListValue list => list.Span.Length > 0 ? list.Span[^1] : null,
        Text { Chars.Length: > 0 } text => Operators.Slice(budget, text, -1, null, null),
        _ => budget.Iterate(value).LastOrDefault(),
    };

    private static Value Default(Evaluator evaluator, Value value, Bound a) => value is UndefinedValue || (a.IsTrue(1) && !value.IsTrue) ? a[0] ?? Text.Empty : value;

    private static NumberValue RequireNumber(Value value) => value switch
    {
        NumberValue number => number,
        UndefinedValue undefined => throw undefined.Error(),
        _ => throw new ChatTemplateException($"a number was expected, got {value.TypeName}"),
    };

    private static Text Indent(Budget budget, Value value, Bound a)
    {
        var indent = a[0] is Text given ? given : new Text(new string(' ', Math.Clamp(a.Int(0, 4), 0, 1000)));
        bool first = a.IsTrue(1), blank = a.IsTrue(2);
        var text = new TextBuilder(budget);
        text.Append(value as Text ?? throw new ChatTemplateException($"unsupported operand type(s) for +=: '{value.TypeName}' and 'str'"));
        text.Append('\n');
        var result = new TextBuilder(budget);
        int line = 0;
        foreach (var part in TextSplitting.Lines(budget, text.ToText()))
        {
            if (line > 0) result.Append('\n');
            if (line > 0 ? blank || part.Chars.Length > 0 : first) result.Append(indent);
            result.Append(part);
            line++;
        }
        return result.ToText().AsMarkup(value is Text { IsMarkup: true });
    }

    private static BigInteger? ToInt(Value value, int numberBase) => value switch
    {
        UndefinedValue undefined => throw undefined.Error(),
        NumberValue { Whole: { } whole } => whole,
        NumberValue { Float: var real } when double.IsInfinity(real) => throw new ChatTemplateException("cannot convert float infinity to integer"),
        NumberValue { Float: var real } when double.IsFinite(real) => new BigInteger(real),
        Text text when numberBase == 10 && text.Chars.Length <= 1000 && BigInteger.TryParse(WithoutSeparators(text.Chars.Trim()),
            NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) => parsed,
        Text text when numberBase == 16 && BigInteger.TryParse("0" + text.Chars.Trim().Replace("0x", "", StringComparison.OrdinalIgnoreCase),
            NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var parsed) => parsed,
        Text text when ToFloat(text) is FloatValue { Float: var real } && !double.IsNaN(real) => PercentFormat.ToWhole(new FloatValue(real)),
        _ => null,
    };

    internal static Value? ToFloat(Value value) => value switch
    {
        UndefinedValue undefined => throw undefined.Error(),
        NumberValue number => number.Float,
        Text text when s_words.TryGetValue(text.Chars.Trim().ToLowerInvariant(), out double word) => word,
        Text text when double.TryParse(WithoutSeparators(text.Chars.Trim()), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out double parsed) => parsed,
        _ => null,
    };

    private static Value Round(NumberValue number, int precision, string method)
    {
        double scale = Math.Pow(10, precision);
        return method switch
        {
            "common" when number.Whole is { } whole && precision >= 0 => new IntValue(whole),
            "common" when precision is >= 0 and <= 300 && double.IsFinite(number.Float) => RoundExactly(number.Float, precision),
            "common" => Math.Round(number.Float * scale, MidpointRounding.ToEven) / scale,
            "ceil" => Math.Ceiling(number.Float * scale) / scale,
            "floor" => Math.Floor(number.Float * scale) / scale,
            _ => throw new ChatTemplateException("method must be common, ceil or floor"),
        };
    }

    /// <summary>Half to even on the number's exact binary value, as Python rounds.</summary>
    internal static double RoundExactly(double value, int digits)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(value)), fraction = bits & ((1L << 52) - 1);
        int exponent = (int)(bits >> 52);
        // |value| = mantissa / 2^shift
        var mantissa = new BigInteger(exponent == 0 ? fraction : fraction | (1L << 52));
        int shift = 1075 - Math.Max(exponent, 1);
        if (shift <= 0) return value;
        var half = BigInteger.One << (shift - 1);
        var scaled = mantissa * BigInteger.Pow(10, digits);
        var (whole, rest) = (scaled >> shift, scaled & ((BigInteger.One << shift) - 1));
        if (rest > half || (rest == half && !whole.IsEven)) whole++;
        return Math.CopySign(double.Parse($"{whole}E-{digits}", CultureInfo.InvariantCulture), value);
    }

    private static Value Truncate(Budget budget, Value value, Bound a)
    {
        int length = a.Int(0, 255), leeway = a.Int(3, 5);
        var end = a.Text(2, "...");
        if (length < end.Length) throw new ChatTemplateException($"expected length >= {end.Length}, got {length}");
        if (Operators.Length(value) <= (long)length + leeway) return value;
        var text = value as Text ?? throw new ChatTemplateException($"truncate needs a string, got {value.TypeName}");
        var kept = (Text)Operators.Slice(budget, text, null, length - end.Length, null);
        if (!a.IsTrue(1) && kept.Chars.LastIndexOf(' ') is >= 0 and var blank) kept = kept.Cut(0, blank);
        return Operators.Arithmetic(budget, "+", kept, end);
    }

    [GeneratedRegex(@"(?<=\d)_(?=\d)")]
    private static partial Regex Separator();
}
