using System.Globalization;
using System.Numerics;

namespace Engine.Chat.Jinja;

/// <summary>Python's <c>%</c> and <c>str.format</c>: plain fields, widths and precisions of numbers and strings.</summary>
internal static class FormatStrings
{
    private const int MaxWidth = 1000;

    /// <summary><c>"%s is %.2f" % (a, b)</c>, or <c>"%(name)s" % {...}</c>.</summary>
    public static Text Percent(Text format, Value[] values, Value argument)
    {
        var text = new TextBuilder();
        string chars = format.Chars;
        var named = argument as DictValue;
        int next = 0;
        for (int i = 0; i < chars.Length; i++)
        {
            if (chars[i] != '%')
            {
                text.Append(format, i, 1);
                continue;
            }
            int begin = ++i;
            Value? value = null;
            if (i < chars.Length && chars[i] == '(')
            {
                int close = chars.IndexOf(')', i);
                if (close < 0 || named is null || !named.TryGet(chars[(i + 1)..close], out value)) throw new ChatTemplateException("format requires a mapping with the key it names");
                begin = i = close + 1;
            }
            while (i < chars.Length && (char.IsAsciiDigit(chars[i]) || chars[i] is '-' or '+' or ' ' or '#' or '.')) i++;
            if (i >= chars.Length) throw new ChatTemplateException("incomplete format");
            if (chars[i] == '%')
            {
                text.Append('%');
                continue;
            }
            if (value is null)
            {
                if (next >= values.Length) throw new ChatTemplateException("not enough arguments for format string");
                value = values[next++];
            }
            string flags = chars[begin..i];
            text.Append(Field(value, chars[i], flags.TrimStart('-', '+', ' ', '#'), left: flags.Contains('-', StringComparison.Ordinal), plus: flags.Contains('+', StringComparison.Ordinal)));
        }
        // What has items might be a mapping of which the format uses nothing.
        if (next < values.Length && argument is not (DictValue or ListValue { Kind: not SequenceKind.Tuple })) throw new ChatTemplateException("not all arguments converted during string formatting");
        return text.ToText();
    }

    /// <summary><c>"{} and {name}".format(a, name=b)</c>.</summary>
    public static Text Braces(Text format, Arguments arguments)
    {
        var text = new TextBuilder();
        string chars = format.Chars;
        int next = 0;
        for (int i = 0; i < chars.Length; i++)
        {
            if (chars[i] is not ('{' or '}'))
            {
                text.Append(format, i, 1);
                continue;
            }
            if (i + 1 < chars.Length && chars[i + 1] == chars[i])
            {
                text.Append(chars[i++]);
                continue;
            }
            int close = chars[i] == '{' ? chars.IndexOf('}', i) : -1;
            if (close < 0) throw new ChatTemplateException($"Single '{chars[i]}' encountered in format string");
            var (name, spec) = chars[(i + 1)..close].Split(':', 2) is [var left, var right] ? (left, right) : (chars[(i + 1)..close], "");
            i = close;
            char conversion = name.EndsWith("!r", StringComparison.Ordinal) ? 'r' : 's';
            if (name.EndsWith("!r", StringComparison.Ordinal) || name.EndsWith("!s", StringComparison.Ordinal)) name = name[..^2];
            int index = name.Length == 0 ? next++ : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : -1;
            var value = index < 0 ? Array.Find(arguments.Named, named => named.Name == name).Value
                : index < arguments.Positional.Length ? arguments.Positional[index] : null;
            if (value is null) throw new ChatTemplateException($"format has no argument for the field '{{{name}}}'");
            if (spec.Length == 0) text.Append(Field(value, conversion, "", left: false, plus: false));
            else
            {
                string rest = spec.TrimStart('<', '>', '+');
                char type = char.IsAsciiLetter(rest is [.., var last] ? last : '0') ? rest[^1] : value is NumberValue { Whole: not null } ? 'd' : value is NumberValue ? 'f' : 's';
                text.Append(Field(value, type, rest.TrimEnd(type), left: spec[0] == '<' || spec[0] != '>' && type == 's', plus: spec[0] == '+'));
            }
        }
        return text.ToText();
    }

    /// <summary>One field; <paramref name="size"/> is width, "." and precision, a leading 0 fills with zeros.</summary>
    private static Text Field(Value value, char type, string size, bool left, bool plus)
    {
        string[] parts = size.Split('.');
        int width = Number(parts[0]), precision = parts.Length > 1 ? Number(parts[1]) : -1;
        if (value is UndefinedValue undefined && type != 's') throw undefined.Error();
        Text text;
        switch (type)
        {
            case 's':
                text = value.ToText();
                if (precision >= 0) text = (Text)Operators.Slice(text, null, precision, null);
                break;
            case 'r':
                var repr = new TextBuilder();
                value.Repr(repr);
                text = repr.ToText();
                break;
            case 'd' or 'i' or 'x' or 'X' when value is NumberValue number:
                var whole = number.Whole ?? new BigInteger(number.Float);
                string digits = type is 'x' or 'X' ? BigInteger.Abs(whole).ToString(type.ToString(), CultureInfo.InvariantCulture).TrimStart('0') : BigInteger.Abs(whole).ToString(CultureInfo.InvariantCulture);
                text = (whole < 0 ? "-" : plus ? "+" : "") + (digits.Length == 0 ? "0" : digits);
                break;
            case 'f' or 'F' when value is NumberValue number:
                text = (plus && number.Float >= 0 ? "+" : "") + number.Float.ToString($"F{(precision < 0 ? 6 : precision)}", CultureInfo.InvariantCulture);
                break;
            case 'd' or 'i' or 'x' or 'X':
                throw new ChatTemplateException($"%{type} format: a{(type is 'd' or 'i' ? " real number" : "n integer")} is required, not {value.TypeName}");
            case 'f' or 'F':
                throw new ChatTemplateException($"must be real number, not {value.TypeName}");
            default:
                throw new ChatTemplateException($"the format '%{size}{type}' of {value.TypeName} is not supported");
        }
        int missing = width - text.Length;
        if (missing <= 0) return text;
        var padded = new TextBuilder();
        bool zeros = parts[0].StartsWith('0') && type is not ('s' or 'r') && !left;
        int sign = zeros && text.Chars[0] is '-' or '+' ? 1 : 0;
        padded.Append(text, 0, sign);
        if (!left) padded.Append(zeros ? '0' : ' ', missing);
        padded.Append(text, sign, text.Chars.Length - sign);
        if (left) padded.Append(' ', missing);
        return padded.ToText();
    }

    private static int Number(string digits)
    {
        if (digits.Length == 0) return 0;
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= MaxWidth) return number;
        throw new ChatTemplateException($"the format width '{digits}' is not a number up to {MaxWidth}");
    }
}
