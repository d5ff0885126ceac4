using System.Numerics;

namespace Engine.Chat.Jinja;

/// <summary>Python's <c>%</c> on strings. Source: CPython, printf-style String Formatting.</summary>
internal static class PercentFormat
{
    /// <summary>What reading and filling one field costs.</summary>
    public const int StepsPerField = 8;

    /// <summary><c>"%s is %.2f" % (a, b)</c>, or <c>"%(name)s" % {...}</c>; a format that is markup escapes what is put into it.</summary>
    public static Text Apply(Budget budget, Text format, Value[] values, Value argument)
    {
        var text = new TextBuilder(budget);
        string chars = format.Chars;
        var named = argument as DictValue;
        int next = 0, done = 0;
        for (int at = chars.IndexOf('%', StringComparison.Ordinal); at >= 0; at = chars.IndexOf('%', done))
        {
            budget.Step();
            text.Append(format, done, at - done);
            int i = at + 1;
            Value? value = null;
            if (i < chars.Length && chars[i] == '(')
            {
                int close = chars.IndexOf(')', i);
                if (close < 0) throw new ChatTemplateException("incomplete format key");
                if (named is null) throw new ChatTemplateException("format requires a mapping");
                string key = chars[(i + 1)..close];
                if (!named.TryGet(key, out value)) throw new ChatTemplateException(PythonFormat.Quote(key));
                i = close + 1;
            }
            int flags = i;
            while (i < chars.Length && chars[i] is '-' or '+' or ' ' or '#' or '0') i++;
            string given = chars[flags..i];
            int width = ReadNumber(ref i) ?? 0;
            int precision = -1;
            if (i < chars.Length && chars[i] == '.')
            {
                i++;
                precision = ReadNumber(ref i) ?? 0;
            }
            while (i < chars.Length && chars[i] is 'h' or 'l' or 'L') i++;
            if (i >= chars.Length) throw new ChatTemplateException("incomplete format");
            done = i + 1;
            if (chars[i] == '%')
            {
                text.Append('%');
                continue;
            }
            value ??= Next();
            budget.HoldObjects(StepsPerField);
            bool isLeft = given.Contains('-', StringComparison.Ordinal) || width < 0, zeros = given.Contains('0', StringComparison.Ordinal) && !isLeft && chars[i] is not ('s' or 'r' or 'a' or 'c');
            var field = new FormatField(chars[i])
            {
                Width = Math.Abs(width),
                Precision = precision,
                Sign = given.Contains('+', StringComparison.Ordinal) ? '+' : given.Contains(' ', StringComparison.Ordinal) ? ' ' : '-',
                IsAlternate = given.Contains('#', StringComparison.Ordinal),
                Align = isLeft ? '<' : zeros ? '=' : '>',
                Fill = zeros ? "0" : " ",
            };
            var written = Write(budget, field, value, i);
            text.Append(format.IsMarkup ? Markup.Escape(budget, written) : written);
        }
        text.Append(format, done, chars.Length - done);
        // What has items might be a mapping of which the format uses nothing.
        if (next < values.Length && argument is not (DictValue or ListValue { Kind: not SequenceKind.Tuple })) throw new ChatTemplateException("not all arguments converted during string formatting");
        return text.ToText().AsMarkup(format.IsMarkup);

        Value Next() => next < values.Length ? values[next++] : throw new ChatTemplateException("not enough arguments for format string");

        int? ReadNumber(ref int i)
        {
            if (i < chars.Length && chars[i] == '*')
            {
                i++;
                return Next() is NumberValue { Whole: { } whole } && BigInteger.Abs(whole) <= 1000 ? (int)whole : throw new ChatTemplateException("* wants int");
            }
            int start = i;
            while (i < chars.Length && char.IsAsciiDigit(chars[i])) i++;
            return i > start ? FormatField.Number(chars.AsSpan(start, i - start)) : null;
        }
    }

    private static Text Write(Budget budget, FormatField field, Value value, int index)
    {
        if (value is UndefinedValue undefined && field.Type is not ('s' or 'r' or 'a')) throw undefined.Error();
        switch (field.Type)
        {
            case 's':
                return field.Write(budget, value.ToText(budget));
            case 'r' or 'a':
                var repr = new TextBuilder(budget);
                value.Repr(repr);
                return field.Write(budget, repr.ToText());
            case 'c':
                return field.Write(budget, value switch
                {
                    Text { Length: 1 } character => character,
                    NumberValue { Whole: { } code } when code >= 0 && code <= 0x10FFFF => CodePoint((int)code),
                    NumberValue { Whole: not null } => throw new ChatTemplateException("%c arg not in range(0x110000)"),
                    _ => throw new ChatTemplateException("%c requires int or char"),
                });
            case 'd' or 'i' or 'u':
                if (value is not NumberValue real) throw new ChatTemplateException($"%{field.Type} format: a real number is required, not {value.TypeName}");
                return field.Write(budget, ToWhole(real), field.Precision);
            case 'x' or 'X' or 'o':
                if (value is not NumberValue { Whole: { } whole }) throw new ChatTemplateException($"%{field.Type} format: an integer is required, not {value.TypeName}");
                return field.Write(budget, whole, field.Precision);
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G':
                if (value is not NumberValue number) throw new ChatTemplateException($"must be real number, not {value.TypeName}");
                return field.Write(budget, number.Float);
            default:
                throw new ChatTemplateException($"unsupported format character '{field.Type}' (0x{(int)field.Type:x}) at index {index}");
        }
    }

    /// <summary>Python's <c>int</c> of a number.</summary>
    public static BigInteger ToWhole(NumberValue value) => value.Whole
        ?? (double.IsNaN(value.Float) ? throw new ChatTemplateException("cannot convert float NaN to integer")
            : double.IsInfinity(value.Float) ? throw new ChatTemplateException("cannot convert float infinity to integer")
            : new BigInteger(value.Float));

    /// <summary>A code point as text; half of one as it is.</summary>
    public static Text CodePoint(int code) => code is >= 0xD800 and <= 0xDFFF ? ((char)code).ToString() : char.ConvertFromUtf32(code);
}
