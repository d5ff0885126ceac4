using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Engine;

/// <summary>JSON by strangers: where a string holds half a character, U+FFFD stands for it, as in every other text that is read.</summary>
/// <remarks>
/// Streams cut in the middle of a character leave escapes such as <c>"\ud83d"</c>, which JSON's grammar allows and .NET's strings refuse, late and untyped.
/// </remarks>
public static class JsonText
{
    private const int EscapeLength = 6;   // of \u0000

    /// <summary>Reads one JSON document whose every string can be read.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonDocument Parse(ReadOnlySpan<byte> utf8) => JsonDocument.Parse(Mend(utf8));

    /// <summary>A copy of JSON in which bytes that are not UTF-8, and escapes of surrogates without their other half, are U+FFFD.</summary>
    public static byte[] Mend(ReadOnlySpan<byte> utf8)
    {
        byte[] json = Utf8.IsValid(utf8) ? utf8.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8));
        // A backslash stands in strings only, so the strings need not be told from the rest.
        for (int at = 0; Next(json, at) is >= 0 and var start; at = start + EscapeLength)
            "\\ufffd"u8.CopyTo(json.AsSpan(start));
        return json;
    }

    /// <summary><paramref name="element"/>, or a mended copy of it where it needs one.</summary>
    public static JsonElement Mend(JsonElement element)
    {
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.String)) return element;
        var utf8 = JsonMarshal.GetRawUtf8Value(element);
        if (Utf8.IsValid(utf8) && Next(utf8, 0) < 0) return element;
        using var mended = Parse(utf8);
        return mended.RootElement.Clone();
    }

    /// <summary>Where the next escape of half a character is; -1 when there is none.</summary>
    private static int Next(ReadOnlySpan<byte> json, int at)
    {
        while (json[at..].IndexOf((byte)'\\') is >= 0 and var offset)
        {
            at += offset;
            int unit = Unit(json[at..]);
            if (char.IsHighSurrogate((char)unit) && Unit(json[Math.Min(at + EscapeLength, json.Length)..]) is >= 0xDC00 and <= 0xDFFF) at += 2 * EscapeLength;
            else if (char.IsSurrogate((char)unit)) return at;
            else at = Math.Min(at + 2, json.Length);
        }
        return -1;
    }

    /// <summary>The UTF-16 unit that an escape at the start stands for; 0 where none does.</summary>
    private static int Unit(ReadOnlySpan<byte> json) =>
        json.Length >= EscapeLength && json.StartsWith("\\u"u8) && Utf8Parser.TryParse(json[2..EscapeLength], out ushort unit, out int digits, 'x') && digits == 4 ? unit : 0;
}
