using System.Text.Json;
using System.Text.Json.Serialization;
using Engine.Gguf;

namespace Engine.Cli.Documents;

/// <summary>What <c>inspect</c> shows; a file that is refused has no plan.</summary>
internal sealed record InspectDocument(
    string Path,
    long Bytes,
    int Version,
    string? Kind,
    string? Problem,
    IReadOnlyList<string> Warnings,
    IReadOnlyDictionary<string, GgufValue> Metadata,
    IReadOnlyList<TensorDocument> Tensors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Parameters,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? WeightBytes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<WeightsDocument>? Weights,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MemoryDocument>? Memory)
{
    public static InspectDocument Of(GgufFile file, GgufReport? report, string? problem, MemoryPlan? plan, IEnumerable<int> contexts, TensorType[] cacheTypes) => new(
        file.Path,
        file.Length,
        file.Version,
        report?.Kind.ToString().ToLowerInvariant(),
        problem,
        report?.Warnings ?? [],
        file.Metadata,
        [.. file.Tensors.Select(tensor => new TensorDocument(tensor.Name, tensor.Type.ToString(), [.. tensor.Dimensions], tensor.Offset, tensor.ByteLength))],
        plan?.ParameterCount,
        plan?.WeightBytes,
        plan?.Weights.Select(WeightsDocument.Of).ToArray(),
        plan is null ? null : [.. contexts.Select(context => MemoryDocument.Of(plan, context, cacheTypes))]);
}

/// <summary>A tensor of a file.</summary>
internal sealed record TensorDocument(string Name, string Type, IReadOnlyList<long> Shape, long Offset, long Bytes);

/// <summary>The weights of one type.</summary>
internal sealed record WeightsDocument(string Type, int Tensors, long Parameters, long Bytes, double BitsPerWeight)
{
    public static WeightsDocument Of(WeightGroup group) =>
        new(group.Type.ToString(), group.TensorCount, group.ParameterCount, group.Bytes, Math.Round(group.BitsPerWeight, 4));
}

/// <summary>Memory that a context takes; null for a cache that cannot have the type.</summary>
internal sealed record MemoryDocument(int Context, long ComputeBytes, IReadOnlyDictionary<string, long?> KvBytes)
{
    public static MemoryDocument Of(MemoryPlan plan, int context, TensorType[] cacheTypes) =>
        new(context, plan.ComputeBytes(context), cacheTypes.ToDictionary(type => type.ToString(), type => plan.KvBytes(context, type, type)));
}

/// <summary>A value of a file's metadata as JSON; a long array, as a vocabulary is, only by its type and length.</summary>
internal sealed class MetadataValueConverter : JsonConverter<GgufValue>
{
    public const int MostShown = 16;

    public override GgufValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("metadata are shown, not read");

    public override void Write(Utf8JsonWriter writer, GgufValue value, JsonSerializerOptions options)
    {
        if (value.Type == GgufValueType.Array && value.Count > MostShown)
        {
            writer.WriteStartObject();
            writer.WriteString("type", value.ElementType.ToString());
            writer.WriteNumber("count", value.Count);
            writer.WriteEndObject();
            return;
        }
        if (value.Type == GgufValueType.Array) writer.WriteStartArray();
        for (int i = 0; i < value.Count; i++) WriteElement(writer, value, i);
        if (value.Type == GgufValueType.Array) writer.WriteEndArray();
    }

    private static void WriteElement(Utf8JsonWriter writer, GgufValue value, int index)
    {
        if (value.ElementType == GgufValueType.Bool) writer.WriteBooleanValue(value.Bool(index));
        else if (value.ElementType == GgufValueType.String) writer.WriteStringValue(value.String(index));
        else if (value.IsInteger || double.IsFinite(value.Number(index))) writer.WriteRawValue(value.Text(index));
        else writer.WriteStringValue(value.Text(index));   // JSON has no NaN
    }
}
