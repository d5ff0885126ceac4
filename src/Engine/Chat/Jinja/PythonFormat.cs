using System.Globalization;
using System.Text;

namespace Engine.Chat.Jinja;

/// <summary>Python's spelling of floats, strings and dates.</summary>
internal static class PythonFormat
{
    /// <summary>The shortest digits that read back as the same number, in Python's choice of notation.</summary>
    public static string Float(double value)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        string sign = double.IsNegative(value) ? "-" : "";
        if (value == 0) return sign + "0.0";

        string[] parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        string digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        int zeros = digits.Length - digits.TrimStart('0').Length;
        int exponent = (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0)
            + (point < 0 ? digits.Length : point) - 1 - zeros;
        digits = digits.Trim('0');
        if (exponent is < -4 or >= 16)
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        if (digits.Length <= exponent + 1) return $"{sign}{digits.PadRight(exponent + 1, '0')}.0";
        return $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>A string literal: single quotes unless only they would need escaping.</summary>
    public static string Quote(string chars)
    {
        char quote = chars.Contains('\'', StringComparison.Ordinal) && !chars.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var text = new StringBuilder().Append(quote);
        foreach (char c in chars)
        {
            int known = "\n\r\t".IndexOf(c, StringComparison.Ordinal);
            if (c == quote || c == '\\') text.Append('\\').Append(c);
            else if (known >= 0) text.Append('\\').Append("nrt"[known]);
            else if (c < ' ' || c is >= '\x7f' and < '\xa1' or '\xad') text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else if (char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse && c != ' ') text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else text.Append(c);
        }
        return text.Append(quote).ToString();
    }

    /// <summary>C's <c>strftime</c> in the C locale.</summary>
    public static string Date(DateTimeOffset at, string format)
    {
        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }
            bool unpadded = format[i + 1] == '-' && i + 2 < format.Length;
            char directive = format[i += unpadded ? 2 : 1];
            string field = Directive(at, directive);
            text.Append(unpadded && field.TrimStart('0', ' ') is { Length: > 0 } trimmed ? trimmed : field);
        }
        return text.ToString();
    }

    private static string Directive(DateTimeOffset at, char directive)
    {
        string Net(string format) => at.ToString(format, CultureInfo.InvariantCulture);
        return directive switch
        {
            'a' => Net("ddd"),
            'A' => Net("dddd"),
            'b' or 'h' => Net("MMM"),
            'B' => Net("MMMM"),
            'c' => $"{Net("ddd MMM")} {at.Day,2} {Net("HH:mm:ss yyyy")}",
            'd' => Net("dd"),
            'D' or 'x' => Net("MM/dd/yy"),
            'e' => at.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'f' => Net("ffffff"),
            'F' => Net("yyyy-MM-dd"),
            'H' => Net("HH"),
            'I' => Net("hh"),
            'j' => at.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'm' => Net("MM"),
            'M' => Net("mm"),
            'n' => "\n",
            'p' => at.Hour < 12 ? "AM" : "PM",
            'R' => Net("HH:mm"),
            'S' => Net("ss"),
            's' => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            't' => "\t",
            'T' or 'X' => Net("HH:mm:ss"),
            'u' => (at.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)at.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'w' => ((int)at.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'y' => Net("yy"),
            'Y' => Net("yyyy"),
            // The clock is a naive local time, as transformers' is.
            'z' or 'Z' => "",
            '%' => "%",
            _ => throw new ChatTemplateException($"strftime_now: the directive '%{directive}' is not supported"),
        };
    }
}
