using System.Globalization;
using System.Numerics;

namespace Engine.Sampling.Constraints;

/// <summary>A decimal number, exactly: mantissa / 10^scale.</summary>
internal readonly record struct ExactNumber(BigInteger Mantissa, int Scale)
{
    // A schema that asks for more digits than any number has is after something else.
    private const int MaxExponent = 400;

    /// <summary>The number of a JSON text; null where its exponent is out of all proportion.</summary>
    public static ExactNumber? Parse(string text)
    {
        int at = text.IndexOfAny(['e', 'E']);
        if (!int.TryParse(at < 0 ? "0" : text[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent)) return null;
        string number = at < 0 ? text : text[..at];
        int point = number.IndexOf('.');
        int scale = (point < 0 ? 0 : number.Length - point - 1) - exponent;
        if (Math.Abs(exponent) > MaxExponent || number.Length > MaxExponent || Math.Abs(scale) > 2 * MaxExponent) return null;
        var mantissa = BigInteger.Parse(number.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        while (scale > 0 && mantissa % 10 == 0) (mantissa, scale) = (mantissa / 10, scale - 1);
        return scale >= 0 ? new(mantissa, scale) : new(mantissa * BigInteger.Pow(10, -scale), 0);
    }

    public int CompareTo(ExactNumber other) => (Mantissa * BigInteger.Pow(10, other.Scale)).CompareTo(other.Mantissa * BigInteger.Pow(10, Scale));

    /// <summary>Whether it is a whole multiple of <paramref name="step"/>, which is not 0.</summary>
    public bool IsMultipleOf(ExactNumber step) => Mantissa * BigInteger.Pow(10, step.Scale) % (step.Mantissa * BigInteger.Pow(10, Scale)) == 0;

    public bool IsInteger => Scale == 0;

    /// <summary>The digits before and after the point, without sign; none after it where it is whole.</summary>
    public (string Whole, string Fraction) Digits()
    {
        string digits = BigInteger.Abs(Mantissa).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        return (digits[..^Scale], digits[^Scale..]);
    }
}
