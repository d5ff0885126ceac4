namespace Engine.Chat.Jinja;

/// <summary>Python's <c>str.format</c>. Source: CPython, Format String Syntax and Format Specification Mini-Language.</summary>
internal static class BraceFormat
{
    /// <summary><c>"{} and {name:>5}".format(a, name=b)</c>.</summary>
    public static Text Apply(Budget budget, Text format, Arguments arguments)
    {
        var numbering = new Numbering();
        return Apply(budget, format, arguments, numbering, isNested: false);
    }

    private static Text Apply(Budget budget, Text format, Arguments arguments, Numbering numbering, bool isNested)
    {
        var text = new TextBuilder(budget);
        string chars = format.Chars;
        int done = 0;
        while (chars.AsSpan(done).IndexOfAny('{', '}') is >= 0 and var offset)
        {
            int at = done + offset;
            text.Append(format, done, offset);
            if (at + 1 < chars.Length && chars[at + 1] == chars[at])
            {
                text.Append(chars[at]);
                done = at + 2;
                continue;
            }
            if (chars[at] == '}') throw new ChatTemplateException("Single '}' encountered in format string");
            if (isNested) throw new ChatTemplateException("Max string recursion exceeded");
            budget.HoldObjects(PercentFormat.StepsPerField);
            int close = Close(chars, at);
            text.Append(Field(budget, format, at + 1, close, arguments, numbering));
            done = close + 1;
        }
        text.Append(format, done, chars.Length - done);
        return text.ToText();
    }

    /// <summary>The brace that closes the one at <paramref name="open"/>.</summary>
    private static int Close(string chars, int open)
    {
        int depth = 0;
        for (int at = open; at < chars.Length; at++)
        {
            if (chars[at] == '{') depth++;
            else if (chars[at] == '}' && --depth == 0) return at;
        }
        throw new ChatTemplateException(
            open + 1 == chars.Length ? "Single '{' encountered in format string"
            : chars.IndexOf(':', open) >= 0 ? "unmatched '{' in format spec" : "expected '}' before end of string");
    }

    private static Text Field(Budget budget, Text format, int start, int end, Arguments arguments, Numbering numbering)
    {
        string field = format.Chars[start..end];
        int bracket = 0, colon = -1, mark = -1;
        for (int i = 0; i < field.Length && colon < 0; i++)
        {
            if (field[i] == '[') bracket++;
            else if (field[i] == ']') bracket--;
            else if (bracket <= 0 && field[i] == ':') colon = i;
            else if (bracket <= 0 && field[i] == '!' && mark < 0) mark = i;
        }
        string name = field[..(mark >= 0 ? mark : colon >= 0 ? colon : field.Length)];
        char conversion = mark < 0 ? '\0' : (colon < 0 ? field.Length : colon) == mark + 2 ? field[mark + 1] : throw new ChatTemplateException("expected ':' after conversion specifier");
        var value = Lookup(name, arguments, numbering);
        var spec = colon < 0 ? Text.Empty : Apply(budget, format.Cut(start + colon + 1, end - start - colon - 1), arguments, numbering, isNested: !field.AsSpan(colon).Contains('{'));
        if (conversion is 'r' or 'a')
        {
            var repr = new TextBuilder(budget);
            value.Repr(repr);
            value = repr.ToText();
        }
        else if (conversion == 's') value = value.ToText(budget);
        else if (conversion != '\0') throw new ChatTemplateException($"Unknown conversion specifier {conversion}");
        return spec.Chars.Length == 0 ? value.ToText(budget) : FormatSpec.Write(budget, value, spec.Chars);
    }

    /// <summary>The argument that <c>0.name[key]</c> means.</summary>
    private static Value Lookup(string name, Arguments arguments, Numbering numbering)
    {
        int end = name.AsSpan().IndexOfAny('.', '[') is >= 0 and var found ? found : name.Length;
        string first = name[..end];
        bool isNumber = first.Length > 0 && first.All(char.IsAsciiDigit);
        Value? value;
        if (first.Length == 0 || isNumber)
        {
            int index = numbering.Next(isNumber ? InvariantNumber.TryParse(first, out int given) ? given : int.MaxValue : null);
            value = index < arguments.Positional.Length
                ? arguments.Positional[index]
                : throw new ChatTemplateException("tuple index out of range");
        }
        else value = Array.Find(arguments.Named, named => named.Name == first).Value ?? throw new ChatTemplateException(PythonFormat.Quote(first));

        while (end < name.Length)
        {
            bool isAttribute = name[end] == '.';
            int start = end + 1, stop = isAttribute ? name.AsSpan(start).IndexOfAny('.', '[') : name.AsSpan(start).IndexOf(']');
            if (!isAttribute && stop < 0) throw new ChatTemplateException("Missing ']' in format string");
            stop = stop < 0 ? name.Length : start + stop;
            string key = name[start..stop];
            if (key.Length == 0) throw new ChatTemplateException("Empty attribute in format string");
            value = isAttribute ? Members.AttributeOnly(value, key) : Members.Item(value, InvariantNumber.TryParse(key, out int number) && number >= 0 ? number : key);
            end = isAttribute ? stop : stop + 1;
            if (!isAttribute && end < name.Length && name[end] is not ('.' or '[')) throw new ChatTemplateException("Only '.' or '[' may follow ']' in format field specifier");
        }
        return value;
    }

    /// <summary>Whether fields are numbered by themselves or by the format; never both.</summary>
    private sealed class Numbering
    {
        private int _next;
        private bool? _isAutomatic;

        public int Next(int? given)
        {
            bool automatic = given is null;
            if (_isAutomatic == !automatic) throw new ChatTemplateException("cannot switch from manual field specification to automatic field numbering");
            _isAutomatic = automatic;
            return given ?? _next++;
        }
    }
}
