using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Engine.Chat.Jinja;

/// <summary>Filters that write for web pages: sizes, query strings, attributes.</summary>
internal static class WebFilters
{
    private static readonly SearchValues<char> s_endOfName = SearchValues.Create(" \t\n\f\r/>=");
    private static readonly string[] s_decimal = ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
    private static readonly string[] s_binary = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];

    /// <summary>The filter <c>filesizeformat</c>.</summary>
    public static Value FileSize(Value value, bool isBinary)
    {
        if (Filters.ToFloat(value) is not FloatValue { Float: var bytes }) throw new ChatTemplateException(WhyNoFloat(value));
        double unit = isBinary ? 1024 : 1000;
        if (bytes == 1) return "1 Byte";
        if (bytes < unit) return $"{PercentFormat.ToWhole(new FloatValue(bytes))} Bytes";
        string[] prefixes = isBinary ? s_binary : s_decimal;
        int at = 0;
        // Python compares a float with a whole number exactly: 1e24 is a little less than 1000 to the 8th.
        while (at < prefixes.Length - 1 && !(double.IsFinite(bytes) && new BigInteger(bytes) < BigInteger.Pow((int)unit, at + 2))) at++;
        double number = unit * bytes / (double)BigInteger.Pow((int)unit, at + 2);
        string digits = double.IsFinite(number) ? Filters.RoundExactly(number, 1).ToString("F1", CultureInfo.InvariantCulture) : PythonFormat.Float(number);
        return $"{digits} {prefixes[at]}";
    }

    /// <summary>The filter <c>urlencode</c>: a text, or the pairs of a dict or list as a query string.</summary>
    public static Value EncodeUrl(Budget budget, Value value)
    {
        var result = new TextBuilder(budget);
        if (value is Text or NoneValue or NumberValue)
        {
            Encode(result, value.ToText(budget), isQuery: false);
            return result.ToText();
        }
        int count = 0;
        foreach (var pair in budget.Iterate(value is DictValue dict ? dict.View(budget, SequenceKind.Items) : value))
        {
            var parts = budget.Iterate(pair).Take(3).ToArray();
            if (parts.Length > 2) throw new ChatTemplateException("too many values to unpack (expected 2)");
            if (parts.Length < 2) throw new ChatTemplateException($"not enough values to unpack (expected 2, got {parts.Length})");
            if (count++ > 0) result.Append('&');
            Encode(result, parts[0].ToText(budget), isQuery: true);
            result.Append('=');
            Encode(result, parts[1].ToText(budget), isQuery: true);
        }
        return result.ToText();
    }

    /// <summary>The filter <c>xmlattr</c>: a dict as attributes of an element; those that are none or undefined are left out.</summary>
    public static Value Attributes(Budget budget, Value value, bool autospace)
    {
        if (value is UndefinedValue undefined) throw undefined.Error();
        var dict = value as DictValue ?? throw new ChatTemplateException($"'{value.TypeName}' object has no attribute 'items'");
        var result = new TextBuilder(budget);
        bool isFirst = true;
        foreach (var pair in budget.Iterate(dict.View(budget, SequenceKind.Items)))
        {
            var (name, text) = (((ListValue)pair).Span[0].ToText(budget), ((ListValue)pair).Span[1]);
            if (text is NoneValue or UndefinedValue) continue;
            if (name.Chars.AsSpan().ContainsAny(s_endOfName)) throw new ChatTemplateException($"Invalid character in attribute name: {PythonFormat.Quote(name.Chars)}");
            if (autospace || !isFirst) result.Append(' ');
            isFirst = false;
            result.Append(Markup.Escape(budget, name).AsMarkup(false));
            result.Append("=\"");
            result.Append(Markup.Escape(budget, text.ToText(budget)).AsMarkup(false));
            result.Append('"');
        }
        return result.ToText();
    }

    private static string WhyNoFloat(Value value) => value is Text text
        ? $"could not convert string to float: {PythonFormat.Quote(text.Chars)}"
        : $"float() argument must be a string or a real number, not '{value.TypeName}'";

    /// <summary>As Python's <c>quote</c>; in a query string a slash is no longer safe, and a space is a plus.</summary>
    private static void Encode(TextBuilder result, Text text, bool isQuery)
    {
        var encoded = new StringBuilder();
        foreach (byte unit in Encoding.UTF8.GetBytes(text.Chars))
        {
            if (char.IsAsciiLetterOrDigit((char)unit) || unit is (byte)'_' or (byte)'.' or (byte)'-' or (byte)'~' || (unit == '/' && !isQuery)) encoded.Append((char)unit);
            else if (unit == ' ' && isQuery) encoded.Append('+');
            else encoded.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }
        result.Append(text.AsMarkup(false).With(encoded.ToString()));
    }
}
