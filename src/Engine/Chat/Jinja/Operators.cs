using System.Numerics;

namespace Engine.Chat.Jinja;

/// <summary>Python's operators on values.</summary>
internal static class Operators
{
    private const int MaxItems = 1 << 20;

    private static readonly Dictionary<string, (Func<BigInteger, BigInteger, BigInteger?> Whole, Func<double, double, double> Float)> s_arithmetic = new()
    {
        ["+"] = ((a, b) => a + b, (a, b) => a + b),
        ["-"] = ((a, b) => a - b, (a, b) => a - b),
        ["*"] = ((a, b) => a * b, (a, b) => a * b),
        ["/"] = ((_, _) => null, (a, b) => a / b),
        ["//"] = ((a, b) => FloorDivide(a, b), FloorDivide),
        ["%"] = ((a, b) => a - FloorDivide(a, b) * b, Modulo),
        ["**"] = (Power, Math.Pow),
    };

    public static Value Arithmetic(Budget budget, string op, Value left, Value right)
    {
        if (left is UndefinedValue a) throw a.Error();
        if (right is UndefinedValue b) throw b.Error();
        return (left, right) switch
        {
            (NumberValue x, NumberValue y) => Calculate(op, x, y),
            (Text x, Text y) when op == "+" => Concatenate(budget, x, y),
            (ListValue { Kind: SequenceKind.List or SequenceKind.Tuple } x, ListValue y) when op == "+" && x.Kind == y.Kind => Concatenate(budget, x, y),
            (Text x, _) when op == "%" => PercentFormat.Apply(budget, x, right is ListValue { Kind: SequenceKind.Tuple } tuple ? [.. tuple.Span] : [right], right),
            (Text or ListValue, NumberValue { Whole: { } count }) when op == "*" => Repeat(budget, left, count),
            (NumberValue { Whole: { } count }, Text or ListValue) when op == "*" => Repeat(budget, right, count),
            (Text or ListValue { Kind: SequenceKind.List or SequenceKind.Tuple }, _) when op == "*" => throw NotACount(right),
            (_, Text or ListValue { Kind: SequenceKind.List or SequenceKind.Tuple }) when op == "*" => throw NotACount(left),
            (Text { IsMarkup: false } or ListValue { Kind: SequenceKind.List or SequenceKind.Tuple }, _) when op == "+" =>
                throw new ChatTemplateException($"can only concatenate {left.TypeName} (not \"{right.TypeName}\") to {left.TypeName}"),
            _ => throw new ChatTemplateException(
                $"unsupported operand type(s) for {(op == "**" ? "** or pow()" : op)}: '{left.TypeName}' and '{right.TypeName}'"),
        };
    }

    public static Value Signed(bool minus, Value value) => value switch
    {
        NumberValue { Whole: { } whole } => new IntValue(minus ? -whole : whole),
        NumberValue number => new FloatValue(minus ? -number.Float : number.Float),
        UndefinedValue undefined => throw undefined.Error(),
        _ => throw new ChatTemplateException($"bad operand type for unary {(minus ? '-' : '+')}: '{value.TypeName}'"),
    };

    public static bool Compare(string op, Value left, Value right) => op switch
    {
        "==" => left.Equals(right),
        "!=" => !left.Equals(right),
        "in" => Contains(right, left),
        "not in" => !Contains(right, left),
        "<" => Order(op, left, right) < 0,
        "<=" => Order(op, left, right) <= 0,
        ">" => Order(op, left, right) is > 0 and not NotANumber,
        _ => Order(op, left, right) is >= 0 and not NotANumber,
    };

    /// <summary>Negative, zero or positive; what Python can order.</summary>
    public static int Order(string op, Value left, Value right)
    {
        if (left is UndefinedValue a) throw a.Error();
        if (right is UndefinedValue b) throw b.Error();
        switch (left, right)
        {
            case (NumberValue { Whole: { } x }, NumberValue { Whole: { } y }):
                return x.CompareTo(y);
            case (NumberValue x, NumberValue y):
                return double.IsNaN(x.Float) || double.IsNaN(y.Float) ? NotANumber : x.Float.CompareTo(y.Float);
            case (Text x, Text y):
                return CompareCodePoints(x.Chars, y.Chars);
            case (ListValue { IsIndexable: true } x, ListValue y) when x.Kind == y.Kind:
                for (int i = 0; i < Math.Min(x.Span.Length, y.Span.Length); i++)
                    if (!x.Span[i].Equals(y.Span[i])) return Order(op, x.Span[i], y.Span[i]);
                return x.Span.Length.CompareTo(y.Span.Length);
            default:
                throw new ChatTemplateException($"'{op}' not supported between instances of '{left.TypeName}' and '{right.TypeName}'");
        }
    }

    public static bool Contains(Value container, Value item) => (container, item) switch
    {
        (Text text, Text part) => text.Chars.Contains(part.Chars, StringComparison.Ordinal),
        (Text, _) => throw new ChatTemplateException($"'in <string>' requires string as left operand, not {item.TypeName}"),
        (DictValue dict, _) => dict.TryGet(item, out _),
        _ => (container.Items ?? throw new ChatTemplateException($"argument of type '{container.TypeName}' is not iterable")).Contains(item),
    };

    public static int Length(Value value) => value is Text text ? text.Length
        : value.Count ?? throw new ChatTemplateException($"object of type '{value.TypeName}' has no len()");

    /// <summary>The item of a list or string at an index that may count from the end; null when there is none.</summary>
    public static Value? At(Value target, BigInteger index)
    {
        if (target is RangeValue range) return Normalize(range.Length) is { } place ? range.At(place) : null;
        if (target is ListValue { IsIndexable: true } list)
            return Normalize(list.Span.Length) is { } at ? list.Span[at] : null;
        if (target is Text text)
            return Normalize(text.Length) is { } at && text.Offset(at) is var start ? text.Cut(start, text.UnitsAt(start)) : null;
        return null;

        int? Normalize(int count)
        {
            var at = index < 0 ? index + count : index;
            return at >= 0 && at < count ? (int)at : null;
        }
    }

    /// <summary>Python's <c>target[start:stop:step]</c>. Source: CPython, <c>PySlice_AdjustIndices</c>.</summary>
    public static Value Slice(Budget budget, Value target, Value? start, Value? stop, Value? step)
    {
        if (target is UndefinedValue undefined) throw undefined.Error();
        if (target is DictValue) throw new ChatTemplateException("unhashable type: 'slice'");
        if (target is not (Text or RangeValue or ListValue { IsIndexable: true })) throw new ChatTemplateException($"'{target.TypeName}' object is not subscriptable");
        long count = Length(target), by = Bound(step) ?? 1;
        if (by == 0) throw new ChatTemplateException("slice step cannot be zero");
        long low = by < 0 ? -1 : 0, high = by < 0 ? count - 1 : count;
        long from = Adjust(Bound(start) ?? (by < 0 ? high : low), start), to = Adjust(Bound(stop) ?? (by < 0 ? low : high), stop);

        int items = (int)Math.Max(0, (to - from + by - Math.Sign(by)) / by);
        if (target is RangeValue range) return range.Slice(from, by, items);
        if (target is ListValue list)
        {
            budget.Step(items);
            var taken = new Value[items];
            for (int i = 0; i < items; i++) taken[i] = list.Span[(int)(from + i * by)];
            return new ListValue(taken, list.Kind);
        }
        var text = (Text)target;
        if (!text.IsFlat) budget.Walk(text);
        if (items == 0) return new Text("").AsMarkup(text.IsMarkup);
        if (by == 1)
        {
            int first = text.Offset((int)from);
            return text.Cut(first, text.Offset((int)to) - first);
        }
        budget.Step(items);
        int[]? offsets = text.IsFlat ? null : Offsets(budget, text);
        var result = new TextBuilder(budget);
        for (int i = 0; i < items; i++)
        {
            int at = (int)(from + i * by);
            int unit = offsets is null ? at : offsets[at];
            result.Append(text, unit, text.UnitsAt(unit));
        }
        return result.ToText().AsMarkup(text.IsMarkup);

        long Adjust(long at, Value? given) => Math.Clamp(at < 0 && given is not (null or NoneValue) ? at + count : at, low, high);

        static long? Bound(Value? value) => value switch
        {
            null or NoneValue => null,
            NumberValue { Whole: { } whole } => (long)BigInteger.Min(BigInteger.Max(whole, int.MinValue), int.MaxValue),
            _ => throw new ChatTemplateException("slice indices must be integers or None or have an __index__ method"),
        };
    }

    /// <summary>Where each code point begins.</summary>
    private static int[] Offsets(Budget budget, Text text)
    {
        budget.Hold(sizeof(int) * (long)text.Length);
        int[] offsets = new int[text.Length];
        for (int i = 0, at = 0; i < offsets.Length; at += text.UnitsAt(at)) offsets[i++] = at;
        return offsets;
    }

    private const int NotANumber = int.MaxValue;

    private static Value Calculate(string op, NumberValue left, NumberValue right)
    {
        var (whole, real) = s_arithmetic[op];
        if (op is "/" or "//" or "%" && right.Float == 0)
            throw new ChatTemplateException((op, left.Whole is not null && right.Whole is not null) switch
            {
                ("/", true) => "division by zero",
                ("//", true) => "integer division or modulo by zero",
                (_, true) => "integer modulo by zero",
                ("/", false) => "float division by zero",
                ("//", false) => "float floor division by zero",
                _ => "float modulo",
            });
        if (op == "**" && left.Float == 0 && right.Float < 0) throw new ChatTemplateException("0.0 cannot be raised to a negative power");
        if (left.Whole is { } a && right.Whole is { } b)
        {
            if (whole(a, b) is { } exact) return new IntValue(exact);
            if (op == "/") return new FloatValue(Quotient(a, b));
        }
        double x = ToDouble(left), y = ToDouble(right), result = real(x, y);
        if (op == "**" && double.IsInfinity(result) && double.IsFinite(x) && double.IsFinite(y)) throw new ChatTemplateException("(34, 'Numerical result out of range')");
        if (op == "**" && double.IsNaN(result) && !double.IsNaN(x) && !double.IsNaN(y)) throw new ChatTemplateException("a complex number is not supported");
        return new FloatValue(result);
    }

    private static double ToDouble(NumberValue value) =>
        value.Whole is not null && double.IsInfinity(value.Float) ? throw new ChatTemplateException("int too large to convert to float") : value.Float;

    private static double Quotient(BigInteger a, BigInteger b)
    {
        double x = (double)a, y = (double)b;
        if (double.IsFinite(x) && double.IsFinite(y)) return x / y;
        // Neither may fit where their quotient does: 60 bits of it are more than a double holds.
        int shift = (int)Math.Max(0, Math.Max(a.GetBitLength(), b.GetBitLength()) - 1000);
        double quotient = (double)(a >> shift) / (double)(b >> shift);
        return double.IsInfinity(quotient) ? throw new ChatTemplateException("integer division result too large for a float") : quotient;
    }

    private static BigInteger FloorDivide(BigInteger a, BigInteger b)
    {
        var quotient = BigInteger.DivRem(a, b, out var remainder);
        return !remainder.IsZero && (remainder.Sign < 0) != (b.Sign < 0) ? quotient - 1 : quotient;
    }

    private static double Modulo(double a, double b)
    {
        double rest = a % b;
        return rest == 0 ? Math.CopySign(0, b) : (rest < 0) != (b < 0) ? rest + b : rest;
    }

    private static double FloorDivide(double a, double b) => Math.Round((a - Modulo(a, b)) / b);

    private static BigInteger? Power(BigInteger a, BigInteger b)
    {
        if (b.Sign < 0) return null;
        // Checked before it is computed: the result alone could fill memory.
        if (a.GetBitLength() * (double)b > 65536) throw new ChatTemplateException("the result of '**' is too large");
        return BigInteger.Pow(a, (int)BigInteger.Min(b, int.MaxValue));
    }

    /// <summary>Markup escapes the other side.</summary>
    private static Text Concatenate(Budget budget, Text left, Text right)
    {
        bool isMarkup = left.IsMarkup || right.IsMarkup;
        var text = new TextBuilder(budget);
        text.Append(isMarkup ? Markup.Escape(budget, left) : left);
        text.Append(isMarkup ? Markup.Escape(budget, right) : right);
        return text.ToText().AsMarkup(isMarkup);
    }

    private static ListValue Concatenate(Budget budget, ListValue left, ListValue right)
    {
        budget.Step(left.Span.Length + right.Span.Length);
        if (left.Span.Length + right.Span.Length > MaxItems) throw new ChatTemplateException($"a list has more than {MaxItems} items");
        return new([.. left.Span, .. right.Span], left.Kind);
    }

    private static ChatTemplateException NotACount(Value value) => new($"can't multiply sequence by non-int of type '{value.TypeName}'");

    private static Value Repeat(Budget budget, Value value, BigInteger count)
    {
        int times = (int)BigInteger.Min(BigInteger.Max(count, 0), int.MaxValue);
        if (value is ListValue list)
        {
            if (list.Kind is not (SequenceKind.List or SequenceKind.Tuple)) throw new ChatTemplateException($"unsupported operand type(s) for *: '{list.TypeName}' and 'int'");
            if ((long)list.Span.Length * times > MaxItems) throw new ChatTemplateException($"a list has more than {MaxItems} items");
            budget.Step((long)list.Span.Length * times);
            return new ListValue(list.Span.Length == 0 ? [] : [.. Enumerable.Repeat(list.Span.ToArray(), times).SelectMany(items => items)], list.Kind);
        }
        var text = new TextBuilder(budget);
        if (((Text)value).Chars.Length > 0)
            for (int i = 0; i < times; i++) text.Append((Text)value);
        return text.ToText().AsMarkup(((Text)value).IsMarkup);
    }

    /// <summary>By code point, where UTF-16 units would put U+10000 before U+E000.</summary>
    private static int CompareCodePoints(string a, string b)
    {
        int shared = a.AsSpan().CommonPrefixLength(b);
        if (shared == a.Length || shared == b.Length) return a.Length.CompareTo(b.Length);
        char x = a[shared], y = b[shared];
        return char.IsSurrogate(x) == char.IsSurrogate(y) ? x.CompareTo(y) : char.IsSurrogate(x) ? 1 : -1;
    }
}
