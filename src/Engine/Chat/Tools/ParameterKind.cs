using System.Text.Json;

namespace Engine.Chat.Tools;

/// <summary>How the value of a parameter is written where strings are written as they are.</summary>
internal enum ParameterKind
{
    /// <summary>A string, as it is.</summary>
    Text,
    /// <summary>JSON.</summary>
    Json,
    /// <summary>JSON where it is JSON and no string, else a string.</summary>
    Either,
}

/// <summary>A parameter of a tool whose arguments are written one by one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Kind">How its value is written.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="Texts">The strings it may be; null for any.</param>
internal sealed record ToolParameter(string Name, JsonElement Schema, ParameterKind Kind, bool IsRequired, IReadOnlyList<string>? Texts)
{
    private static readonly string[] s_noNames = [];

    /// <summary>The parameters that a tool's schema declares, in its order.</summary>
    public static List<ToolParameter> Of(ToolDefinition tool)
    {
        var schema = tool.Parameters;
        if (!schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object) return [];
        string[] required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)]
            : s_noNames;
        return [.. properties.EnumerateObject().Select(property =>
            new ToolParameter(property.Name, property.Value, KindOf(property.Value), required.Contains(property.Name), TextsOf(property.Value)))];
    }

    /// <summary>The JSON of a value as it was written.</summary>
    public static string ToJson(ParameterKind kind, string written)
    {
        string value = written.Trim();
        if (kind == ParameterKind.Json && value is "True" or "False" or "None") value = value == "None" ? "null" : value.ToLowerInvariant();
        bool isJson = kind != ParameterKind.Text && JsonObjects.TryParse(value, out var parsed) && (kind == ParameterKind.Json || parsed.ValueKind != JsonValueKind.String);
        return isJson ? value : Quote(written);
    }

    public static string Quote(string text) => $"\"{Sampling.Constraints.JsonTexts.Escape(text)}\"";

    private static ParameterKind KindOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) return ParameterKind.Either;
        if (TextsOf(schema) is not null) return ParameterKind.Text;
        if (!schema.TryGetProperty("type", out var type)) return ParameterKind.Either;
        if (type.ValueKind == JsonValueKind.Array) return type.EnumerateArray().Any(each => each.ValueEquals("string")) ? ParameterKind.Either : ParameterKind.Json;
        return type.ValueKind != JsonValueKind.String ? ParameterKind.Either : type.ValueEquals("string") ? ParameterKind.Text : ParameterKind.Json;
    }

    private static string[]? TextsOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) return null;
        if (schema.TryGetProperty("const", out var only)) return only.ValueKind == JsonValueKind.String ? [only.GetString()!] : null;
        return schema.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0
            && values.EnumerateArray().All(value => value.ValueKind == JsonValueKind.String) ? [.. values.EnumerateArray().Select(value => value.GetString()!)] : null;
    }
}
