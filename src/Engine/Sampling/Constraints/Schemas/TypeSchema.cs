using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Engine.Sampling.Constraints;

/// <summary>The schema of a C# type. All properties are required, as whoever asks for a type wants it filled in, and there are no others.</summary>
internal static class TypeSchema
{
    private static readonly JsonSchemaExporterOptions s_options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = RequireAll };

    [RequiresUnreferencedCode("Properties are found by reflection.")]
    [RequiresDynamicCode("Properties are found by reflection.")]
    public static string Of<T>() => JsonSerializerOptions.Default.GetJsonSchemaAsNode(typeof(T), s_options).ToJsonString();

    public static string Of(JsonTypeInfo type) => type.GetJsonSchemaAsNode(s_options).ToJsonString();

    private static JsonNode RequireAll(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject node || node["properties"] is not JsonObject properties) return schema;
        node["required"] = new JsonArray([.. properties.Select(property => JsonValue.Create(property.Key))]);
        node["additionalProperties"] = false;
        return schema;
    }
}
