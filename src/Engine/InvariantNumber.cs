using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace Engine;

/// <summary>The one way a number is read from text by people: digits, a point, an exponent, whatever the machine's language is.</summary>
/// <remarks>
/// Refused are separators of thousands ("0,7" is not 7), spaces, signs in strange places, hexadecimal, "NaN" and "Infinity", a fraction or an exponent
/// where an integer is asked for, and whatever the type cannot hold.
/// </remarks>
public static class InvariantNumber
{
    private static readonly SearchValues<char> s_characters = SearchValues.Create("0123456789+-.eE");

    /// <summary>Reads all of <paramref name="text"/> as a finite number.</summary>
    /// <typeparam name="T">int, long, ulong, float, double: an integer or a floating-point number of .NET.</typeparam>
    public static bool TryParse<T>(ReadOnlySpan<char> text, out T value) where T : struct, INumber<T>
    {
        const NumberStyles integer = NumberStyles.AllowLeadingSign;
        bool isReal = default(T) is float or double or Half or decimal;
        var style = isReal ? integer | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent : integer;
        // The parser of .NET also takes its words for infinity and what is no number, and zeros after the end.
        value = default;
        return !text.ContainsAnyExcept(s_characters) && T.TryParse(text, style, CultureInfo.InvariantCulture, out value) && T.IsFinite(value);
    }
}
