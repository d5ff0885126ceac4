namespace Engine.Chat.Jinja;

/// <summary>What follows the colon in a field of <c>str.format</c>: <c>[[fill]align][sign][#][0][width][grouping][.precision][type]</c>.</summary>
internal static class FormatSpec
{
    /// <summary><paramref name="value"/> as <paramref name="spec"/>, which is not empty, says.</summary>
    public static Text Write(Budget budget, Value value, string spec)
    {
        if (value is not (Text or NumberValue)) throw new ChatTemplateException($"unsupported format string passed to {value.TypeName}.__format__");
        var field = Parse(spec);
        ChatTemplateException Unknown() => new($"Unknown format code '{field.Type}' for object of type '{value.TypeName}'");
        if (value is Text text)
        {
            if (field.Type is not ('\0' or 's')) throw Unknown();
            if (field.Sign != '-' || spec.Contains('-', StringComparison.Ordinal) && field.Fill != "-") throw new ChatTemplateException("Sign not allowed in string format specifier");
            if (field.IsAlternate) throw new ChatTemplateException("Alternate form (#) not allowed in string format specifier");
            if (field.Align == '=') throw new ChatTemplateException("'=' alignment not allowed in string format specifier");
            if (field.Grouping != '\0') throw new ChatTemplateException($"Cannot specify '{field.Grouping}' with 's'.");
            return field.Write(budget, text);
        }
        var number = (NumberValue)value;
        // Zeros fill between the sign and the digits.
        if (field.Fill == "0" && field.Align == '\0') field = field with { Align = '=' };
        if (number.Whole is { } whole)
        {
            switch (field.Type)
            {
                case '\0' or 'd' or 'n' or 'b' or 'o' or 'x' or 'X' when field.Precision >= 0:
                    throw new ChatTemplateException("Precision not allowed in integer format specifier");
                case 'b' or 'o' or 'x' or 'X' when field.Grouping == ',':
                    throw new ChatTemplateException($"Cannot specify ',' with '{field.Type}'.");
                case '\0' or 'd' or 'n' or 'b' or 'o' or 'x' or 'X':
                    return field.Write(budget, whole);
                case 'c' when field.Sign != '-':
                    throw new ChatTemplateException("Sign not allowed with integer format specifier 'c'");
                case 'c' when whole >= 0 && whole <= 0x10FFFF:
                    return (field with { Align = field.Align == '\0' ? '>' : field.Align }).Write(budget, PercentFormat.CodePoint((int)whole));
                case 'c':
                    throw new ChatTemplateException("%c arg not in range(0x110000)");
            }
            if (double.IsInfinity(number.Float)) throw new ChatTemplateException("int too large to convert to float");
        }
        if (field.Type is not ('\0' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'n' or '%')) throw Unknown();
        return field.Write(budget, number.Float);
    }

    private static FormatField Parse(string spec)
    {
        var text = new Text(spec);
        int at = 0;
        char Peek() => at < spec.Length ? spec[at] : '\0';
        bool TakeIf(char c)
        {
            if (Peek() != c || at >= spec.Length) return false;
            at++;
            return true;
        }
        string? fill = null;
        char align = '\0', sign = '-', grouping = '\0';
        int first = text.UnitsAt(0);
        if (first < spec.Length && spec[first] is '<' or '>' or '^' or '=' && first < spec.Length) (fill, align, at) = (spec[..first], spec[first], first + 1);
        else if (spec[0] is '<' or '>' or '^' or '=') (align, at) = (spec[0], 1);
        if (Peek() is '+' or '-' or ' ' && at < spec.Length) sign = spec[at++];
        bool alternate = TakeIf('#');
        if (TakeIf('0')) fill ??= "0";
        int start = at;
        while (char.IsAsciiDigit(Peek())) at++;
        int width = FormatField.Number(spec.AsSpan(start, at - start)), precision = -1;
        if (Peek() is ',' or '_') grouping = spec[at++];
        if (TakeIf('.'))
        {
            start = at;
            while (char.IsAsciiDigit(Peek())) at++;
            if (at == start) throw new ChatTemplateException("Format specifier missing precision");
            precision = FormatField.Number(spec.AsSpan(start, at - start));
        }
        char type = '\0';
        if (at < spec.Length) type = spec[at++];
        if (at < spec.Length) throw new ChatTemplateException("Invalid format specifier");
        return new FormatField(type) { Fill = fill ?? " ", Align = align, Sign = sign, IsAlternate = alternate, Width = width, Grouping = grouping, Precision = precision };
    }
}
