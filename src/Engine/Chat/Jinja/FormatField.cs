using System.Globalization;
using System.Numerics;

namespace Engine.Chat.Jinja;

/// <summary>How Python writes one value into a field of a format string.</summary>
/// <param name="Type">The presentation type; NUL where none is given.</param>
internal readonly record struct FormatField(char Type)
{
    private const int MaxWidth = 1000;

    /// <summary>What fills the field up to its width: one code point.</summary>
    public string Fill { get; init; } = " ";

    /// <summary>&lt;, &gt;, ^, or = for between sign and digits; NUL for the type's own.</summary>
    public char Align { get; init; }

    /// <summary>What stands before numbers that are not negative: +, a blank, or nothing (-).</summary>
    public char Sign { get; init; } = '-';

    /// <summary>The form with a prefix or a point that could be left out.</summary>
    public bool IsAlternate { get; init; }

    public int Width { get; init; }

    /// <summary>What separates groups of digits; NUL for nothing.</summary>
    public char Grouping { get; init; }

    /// <summary>Digits after the point, or characters of a string; -1 where none is given.</summary>
    public int Precision { get; init; } = -1;

    /// <summary>A width or precision.</summary>
    public static int Number(ReadOnlySpan<char> digits)
    {
        if (digits.IsEmpty) return 0;
        if (InvariantNumber.TryParse(digits, out int number) && number is >= 0 and <= MaxWidth) return number;
        throw new ChatTemplateException($"the format width '{digits}' is not a number up to {MaxWidth}");
    }

    /// <summary>A string: cut at the precision, left in the field unless said otherwise.</summary>
    public Text Write(Budget budget, Text text)
    {
        if (Precision >= 0) text = (Text)Operators.Slice(budget, text, null, Precision, null);
        return Pad(budget, "", text, otherwise: '<');
    }

    /// <summary>A whole number in base 10, 16, 8 or 2.</summary>
    public Text Write(Budget budget, BigInteger value, int leastDigits = 0)
    {
        var magnitude = BigInteger.Abs(value);
        string digits = Type switch
        {
            'x' => magnitude.ToString("x", CultureInfo.InvariantCulture).TrimStart('0'),
            'X' => magnitude.ToString("X", CultureInfo.InvariantCulture).TrimStart('0'),
            'b' => magnitude.ToString("b", CultureInfo.InvariantCulture).TrimStart('0'),
            'o' => Octal(magnitude),
            _ => magnitude.ToString(CultureInfo.InvariantCulture),
        };
        digits = (digits.Length == 0 ? "0" : digits).PadLeft(Math.Max(leastDigits, 0), '0');
        bool isBinary = Type is 'x' or 'X' or 'o' or 'b';
        string sign = SignOf(value.Sign < 0) + (IsAlternate && isBinary ? $"0{Type}" : "");
        return Pad(budget, sign, Grouped(digits, isBinary ? 4 : 3, sign.Length), otherwise: '>');
    }

    /// <summary>A floating-point number: e, f, g, %, or as it prints.</summary>
    public Text Write(Budget budget, double value)
    {
        string sign = SignOf(double.IsNegative(value) && !double.IsNaN(value));
        double magnitude = Math.Abs(value);
        char lower = char.ToLowerInvariant(Type);
        string digits =
            !double.IsFinite(value) ? (double.IsNaN(value) ? "nan" : "inf") + (Type == '%' ? "%" : "")
            : lower switch
            {
                'e' => Exponent(magnitude, Precision < 0 ? 6 : Precision, IsAlternate),
                'f' => Fixed(magnitude, Precision < 0 ? 6 : Precision, IsAlternate),
                '%' => Fixed(magnitude * 100, Precision < 0 ? 6 : Precision, IsAlternate) + "%",
                'g' or 'n' => General(magnitude, Precision < 0 ? 6 : Precision, IsAlternate, showsPoint: false),
                _ => Precision < 0 ? PythonFormat.Float(magnitude) : General(magnitude, Precision, IsAlternate, showsPoint: true),
            };
        if (char.IsUpper(Type)) digits = digits.ToUpperInvariant();
        return Pad(budget, sign, double.IsFinite(value) ? Grouped(digits, 3, sign.Length) : digits, otherwise: '>');
    }

    private static string Fixed(double magnitude, int precision, bool showsPoint) =>
        magnitude.ToString($"F{precision}", CultureInfo.InvariantCulture) + (showsPoint && precision == 0 ? "." : "");

    private static string Exponent(double magnitude, int precision, bool showsPoint)
    {
        string[] parts = magnitude.ToString($"E{precision}", CultureInfo.InvariantCulture).Split('E');
        string point = showsPoint && precision == 0 ? "." : "";
        return $"{parts[0]}{point}e{parts[1][0]}{parts[1][1..].TrimStart('0').PadLeft(2, '0')}";
    }

    /// <summary>Whichever of the two is shorter, by the rules of C's %g; with a point always there, as Python prints floats.</summary>
    private static string General(double magnitude, int precision, bool keepsZeros, bool showsPoint)
    {
        precision = Math.Max(precision, 1);
        string scientific = Exponent(magnitude, precision - 1, showsPoint: false);
        int at = scientific.IndexOf('e', StringComparison.Ordinal), exponent = int.Parse(scientific.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        bool isFixed = exponent >= -4 && exponent < precision - (showsPoint ? 1 : 0);
        string digits = isFixed ? Fixed(magnitude, precision - 1 - exponent, showsPoint: false) : scientific[..at];
        if (!keepsZeros && digits.Contains('.', StringComparison.Ordinal)) digits = digits.TrimEnd('0').TrimEnd('.');
        if (keepsZeros && !digits.Contains('.', StringComparison.Ordinal)) digits += ".";
        if (isFixed && showsPoint && !digits.Contains('.', StringComparison.Ordinal)) digits += ".0";
        return isFixed ? digits : digits + scientific[at..];
    }

    private static string Octal(BigInteger magnitude)
    {
        string bits = magnitude.ToString("b", CultureInfo.InvariantCulture).TrimStart('0');
        bits = bits.PadLeft((bits.Length + 2) / 3 * 3, '0');
        return string.Concat(bits.Chunk(3).Select(three => (char)('0' + (three[0] - '0') * 4 + (three[1] - '0') * 2 + (three[2] - '0'))));
    }

    private string SignOf(bool isNegative) => isNegative ? "-" : Sign == '-' ? "" : Sign.ToString();

    /// <summary>The digits before the point in groups; zeros that fill the field are grouped too.</summary>
    private string Grouped(string digits, int size, int taken)
    {
        if (Grouping == '\0') return digits;
        int end = digits.AsSpan().IndexOfAnyExcept("0123456789abcdefABCDEF");
        if (end < 0 || Type is not ('x' or 'X')) end = digits.AsSpan().IndexOfAnyExceptInRange('0', '9') is >= 0 and var other ? other : digits.Length;
        string whole = digits[..end], rest = digits[end..];
        bool fills = Fill == "0" && Align is '=';
        while (fills && Separated(whole + "0", size).Length + rest.Length + taken <= Width) whole = "0" + whole;
        return Separated(whole, size) + rest;
    }

    private string Separated(string digits, int size)
    {
        string result = digits[^Math.Min(size, digits.Length)..];
        for (int end = digits.Length - size; end > 0; end -= size) result = digits[Math.Max(0, end - size)..end] + Grouping + result;
        return result;
    }

    private Text Pad(Budget budget, string sign, Text body, char otherwise)
    {
        int missing = Math.Max(0, Width - sign.Length - body.Length);
        char align = Align == '\0' ? otherwise : Align;
        int before = align switch { '<' => 0, '^' => missing / 2, _ => missing };
        if (missing == 0 && sign.Length == 0) return body;
        var padded = new TextBuilder(budget);
        if (align == '=') padded.Append(sign);
        for (int i = 0; i < before; i++) padded.Append(Fill);
        if (align != '=') padded.Append(sign);
        padded.Append(body);
        for (int i = before; i < missing; i++) padded.Append(Fill);
        return padded.ToText();
    }
}
