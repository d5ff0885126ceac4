using System.Text;
using System.Text.Json;

namespace Engine.Chat.Tools;

/// <summary>What arguments of calls are: JSON objects.</summary>
internal static class JsonObjects
{
    private const int MaxDepth = 256;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = MaxDepth };

    public static bool IsObject(string json) => TryParse(json, out var value) && value.ValueKind == JsonValueKind.Object;

    /// <summary>Reads JSON; false where it is none.</summary>
    public static bool TryParse(string json, out JsonElement value)
    {
        value = default;
        try
        {
            using var document = JsonDocument.Parse(JsonText.Mend(Encoding.UTF8.GetBytes(json)), s_options);
            value = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The arguments object that a value stands for: itself, none for null, or what a string holds; null where it stands for none.</summary>
    public static string? Of(string json)
    {
        if (!TryParse(json, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.Object => json,
            JsonValueKind.Null => "{}",
            JsonValueKind.String when value.GetString() is { } inner => string.IsNullOrWhiteSpace(inner) ? "{}" : IsObject(inner) ? inner : null,
            _ => null,
        };
    }

    /// <summary>The text of a JSON string; null where it is none.</summary>
    public static string? Unquote(string json) => TryParse(json, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
