using System.Globalization;
using System.Numerics;
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
        new("capitalize", "", (_, v, _) => Mapped(v, Methods.Capitalize)),
        new("center", "width?", (_, v, a) => Methods.Center(v.ToText(), a.Int(0, 80))),
        new("count", "", (_, v, _) => Operators.Length(v)),
        new("d", "default_value? boolean?", Default),
        new("default", "default_value? boolean?", Default),
        new("dictsort", "case_sensitive? by? reverse?", (_, v, a) => SequenceFilters.SortDict(v, a)),
        new("e", "", (_, v, _) => Escape(v.ToText())),
        new("escape", "", (_, v, _) => Escape(v.ToText())),
        new("first", "", (_, v, _) => Operators.Iterate(v).FirstOrDefault() ?? new UndefinedValue("No first item, sequence was empty.")),
        new("float", "default?", (_, v, a) => ToFloat(v) ?? a[0] ?? 0.0),
        new("format", "*", (_, v, a) => FormatStrings.Percent(v.ToText(), a.All.Positional, a.All.Named.Length == 0
            ? new ListValue(a.All.Positional, SequenceKind.Tuple)
            : new DictValue(a.All.Named.Select(named => KeyValuePair.Create<Value, Value>(named.Name, named.Value))))),
        new("groupby", "attribute default? case_sensitive?", (_, v, a) => SequenceFilters.GroupBy(v, a)),
        new("indent", "width? first? blank?", (_, v, a) => Indent(v, a)),
        new("int", "default? base?", (_, v, a) => ToInt(v, a.Int(1, 10)) is { } whole ? new IntValue(whole) : a[0] ?? 0),
        new("items", "", (_, v, _) => v switch
        {
            UndefinedValue => new ListValue([], SequenceKind.Generator),
            DictValue dict => new ListValue([.. dict.View(SequenceKind.Items).Items], SequenceKind.Generator),
            _ => throw new ChatTemplateException("Can only get item pairs from a mapping."),
        }),
        new("join", "d? attribute?", (_, v, a) => Methods.Join(a[0]?.ToText() ?? Text.Empty, Operators.Iterate(v).Select(item => Members.Path(item, a[1]).ToText()))),
        new("last", "", (_, v, _) => Operators.Iterate(v).LastOrDefault() ?? new UndefinedValue("No last item, sequence was empty.")),
        new("length", "", (_, v, _) => Operators.Length(v)),
        new("list", "", (_, v, _) => new ListValue([.. Operators.Iterate(v)])),
        new("lower", "", (_, v, _) => Mapped(v, chars => chars.ToLowerInvariant())),
        new("map", "*", SequenceFilters.Map),
        new("max", "case_sensitive? attribute?", (_, v, a) => SequenceFilters.Extreme(v, a, sign: 1)),
        new("min", "case_sensitive? attribute?", (_, v, a) => SequenceFilters.Extreme(v, a, sign: -1)),
        new("reject", "*", (e, v, a) => SequenceFilters.Select(e, v, a.All, keep: false, byAttribute: false)),
        new("rejectattr", "*", (e, v, a) => SequenceFilters.Select(e, v, a.All, keep: false, byAttribute: true)),
        new("replace", "old new count?", (e, v, a) => Methods.Replace(v.ToText(), e.Budget.Search(v.ToText(), a[0]!.ToText()).Chars, a[1]!.ToText(), a.Int(2, -1))),
        new("reverse", "", (_, v, _) => v is Text text ? Operators.Slice(text, null, null, -1) : new ListValue([.. Operators.Iterate(v).Reverse()], SequenceKind.Generator)),
        new("round", "precision? method?", (_, v, a) => Round(RequireNumber(v), a.Int(0, 0), a.Text(1, "common").Chars)),
        new("safe", "", (_, v, _) => v.ToText()),
        new("select", "*", (e, v, a) => SequenceFilters.Select(e, v, a.All, keep: true, byAttribute: false)),
        new("selectattr", "*", (e, v, a) => SequenceFilters.Select(e, v, a.All, keep: true, byAttribute: true)),
        new("slice", "slices fill_with?", (e, v, a) => SequenceFilters.Slices(e, v, a)),
        new("sort", "reverse? case_sensitive? attribute?", (_, v, a) => SequenceFilters.Sort(v, a)),
        new("string", "", (_, v, _) => v.ToText()),
        new("sum", "attribute? start?", (e, v, a) => Operators.Iterate(v).Aggregate(a[1] ?? 0, (sum, item) => e.Budget.Make(Operators.Arithmetic("+", sum, Members.Path(item, a[0]))))),
        new("title", "", (_, v, _) => Mapped(v, Title)),
        new("tojson", "ensure_ascii? indent? separators? sort_keys?", Json.Write),
        new("trim", "chars?", (_, v, a) => v.ToText().Trim(a.Has(0) ? a.Text(0).Chars : null, start: true, end: true)),
        new("truncate", "length? killwords? end? leeway?", (_, v, a) => Truncate(v, a)),
        new("unique", "case_sensitive? attribute?", (_, v, a) => SequenceFilters.Unique(v, a)),
        new("upper", "", (_, v, _) => Mapped(v, chars => chars.ToUpperInvariant())),
        new("wordcount", "", (_, v, _) => Word().Count(v.ToText().Chars)));

    private static Text Mapped(Value value, Func<string, string> map) => value.ToText() is var text ? text.With(map(text.Chars)) : Text.Empty;

    private static Value Default(Evaluator evaluator, Value value, Bound a) => value is UndefinedValue || (a.IsTrue(1) && !value.IsTrue) ? a[0] ?? Text.Empty : value;

    private static NumberValue RequireNumber(Value value) => value switch
    {
        NumberValue number => number,
        UndefinedValue undefined => throw undefined.Error(),
        _ => throw new ChatTemplateException($"a number was expected, got {value.TypeName}"),
    };

    private static Text Escape(Text text)
    {
        foreach (var (plain, entity) in (ReadOnlySpan<(string, string)>)[("&", "&amp;"), (">", "&gt;"), ("<", "&lt;"), ("'", "&#39;"), ("\"", "&#34;")])
            text = Methods.Replace(text, plain, entity, -1);
        return text;
    }

    private static Text Indent(Value value, Bound a)
    {
        var indent = a[0] is Text given ? given : new Text(new string(' ', Math.Clamp(a.Int(0, 4), 0, 1000)));
        bool first = a.IsTrue(1), blank = a.IsTrue(2);
        var text = new TextBuilder();
        text.Append(value as Text ?? throw new ChatTemplateException($"unsupported operand type(s) for +=: '{value.TypeName}' and 'str'"));
        text.Append('\n');
        var result = new TextBuilder();
        int line = 0;
        foreach (var part in TextSplitting.Lines(text.ToText()))
        {
            if (line > 0) result.Append('\n');
            if (line > 0 ? blank || part.Chars.Length > 0 : first) result.Append(indent);
            result.Append(part);
            line++;
        }
        return result.ToText();
    }

    private static BigInteger? ToInt(Value value, int numberBase) => value switch
    {
        UndefinedValue undefined => throw undefined.Error(),
        NumberValue { Whole: { } whole } => whole,
        NumberValue { Float: var real } when double.IsFinite(real) => new BigInteger(real),
        Text text when numberBase == 10 && text.Chars.Length <= 1000 && BigInteger.TryParse(text.Chars.Trim().Replace("_", "", StringComparison.Ordinal),
            NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) => parsed,
        Text text when numberBase == 16 && BigInteger.TryParse("0" + text.Chars.Trim().Replace("0x", "", StringComparison.OrdinalIgnoreCase),
            NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var parsed) => parsed,
        Text text when ToFloat(text) is FloatValue { Float: var real } && double.IsFinite(real) => new BigInteger(real),
        _ => null,
    };

    private static Value? ToFloat(Value value) => value switch
    {
        UndefinedValue undefined => throw undefined.Error(),
        NumberValue number => number.Float,
        Text text when double.TryParse(text.Chars.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
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
    private static double RoundExactly(double value, int digits)
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

    private static string Title(string chars)
    {
        bool inWord = false;
        return string.Concat(chars.Select(c =>
        {
            bool separates = Text.IsSpace(c) || c is '-' or '(' or '{' or '[' or '<';
            char cased = inWord ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c);
            inWord = !separates;
            return cased;
        }));
    }

    private static Value Truncate(Value value, Bound a)
    {
        int length = a.Int(0, 255), leeway = a.Int(3, 5);
        var end = a.Text(2, "...");
        if (length < end.Length) throw new ChatTemplateException($"expected length >= {end.Length}, got {length}");
        if (Operators.Length(value) <= (long)length + leeway) return value;
        var text = value as Text ?? throw new ChatTemplateException($"truncate needs a string, got {value.TypeName}");
        var kept = (Text)Operators.Slice(text, null, length - end.Length, null);
        if (!a.IsTrue(1) && kept.Chars.LastIndexOf(' ') is >= 0 and var blank) kept = kept.Cut(0, blank);
        return Methods.Join(Text.Empty, [kept, end]);
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
