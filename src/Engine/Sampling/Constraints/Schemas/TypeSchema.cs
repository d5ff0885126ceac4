using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Engine.Sampling.Constraints;

/// <summary>The schema of a C# type. All properties are required, as whoever asks for a type wants it filled in, and there are no others.</summary>
internal static class TypeSchema
{
    private static readonly JsonSchemaExporterOptions s_options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Narrow };

    /// <summary>What the exporter calls integers of any size, and a reader of the type refuses.</summary>
    private static readonly Dictionary<Type, (long Min, ulong Max)> s_integers = new()
    {
        [typeof(sbyte)] = (sbyte.MinValue, (ulong)sbyte.MaxValue),
        [typeof(byte)] = (0, byte.MaxValue),
        [typeof(short)] = (short.MinValue, (ulong)short.MaxValue),
        [typeof(ushort)] = (0, ushort.MaxValue),
        [typeof(int)] = (int.MinValue, int.MaxValue),
        [typeof(uint)] = (0, uint.MaxValue),
        [typeof(long)] = (long.MinValue, long.MaxValue),
        [typeof(ulong)] = (0, ulong.MaxValue),
    };

    [RequiresUnreferencedCode("Properties are found by reflection.")]
    [RequiresDynamicCode("Properties are found by reflection.")]
    public static string Of<T>() => JsonSerializerOptions.Default.GetJsonSchemaAsNode(typeof(T), s_options).ToJsonString();

    public static string Of(JsonTypeInfo type) => type.GetJsonSchemaAsNode(s_options).ToJsonString();

    private static JsonNode Narrow(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject node) return schema;
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (s_integers.TryGetValue(type, out var range)) (node["minimum"], node["maximum"]) = (range.Min, range.Max);
        if (type == typeof(TimeOnly))
        {
            // Of the format's times it reads only those without an offset.
            node.Remove("format");
            node["pattern"] = "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$";
        }
        if (node["properties"] is not JsonObject properties) return schema;
        node["required"] = new JsonArray([.. properties.Select(property => JsonValue.Create(property.Key))]);
        node["additionalProperties"] = false;
        return schema;
    }
}
