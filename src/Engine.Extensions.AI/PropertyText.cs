using System.Collections;
using System.Globalization;
using System.Text.Json;
using Engine.Sampling;

namespace Engine.Extensions.AI;

/// <summary>A value among the additional properties as the text that a field of the sampling catalog reads.</summary>
internal static class PropertyText
{
    public static string Of(SamplingField field, object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        JsonElement { ValueKind: JsonValueKind.Array } json when !IsJson(field) => Join(json.EnumerateArray().Select(item => (object)item)),
        JsonElement { ValueKind: JsonValueKind.Object } json => Join(json.EnumerateObject().Select(item => (object)$"{item.Name}={item.Value}")),
        JsonElement json => json.GetRawText(),
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable<string> texts when IsJson(field) => $"[{string.Join(',', texts.Select(text => $"\"{JsonEncodedText.Encode(text)}\""))}]",
        IEnumerable<KeyValuePair<int, float>> pairs => Join(pairs.Select(pair => (object)string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={Number(pair.Value)}"))),
        IEnumerable items => Join(items.Cast<object>()),
        null => throw Refusals.Of($"AdditionalProperties has {field.JsonField} = null", $"{field.Expected} was expected"),
        _ => value.ToString() ?? "",
    };

    /// <summary>Whether the field's text is a JSON array, as its default shows.</summary>
    private static bool IsJson(SamplingField field) => field.Default.StartsWith('[');

    private static string Join(IEnumerable<object> items) => string.Join(',', items.Select(item => Convert.ToString(item, CultureInfo.InvariantCulture)));

    private static string Number(float value) => float.IsNegativeInfinity(value) ? "-inf" : value.ToString(CultureInfo.InvariantCulture);
}
