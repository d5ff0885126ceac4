using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engine.Cli;

/// <summary>The JSON of <c>engine quantize</c>.</summary>
/// <param name="Output">The file; null of a dry run.</param>
/// <param name="Outputs">All files, where a split model stayed split.</param>
/// <param name="Type">The file's type.</param>
/// <param name="Bytes">Bytes of the files; of a dry run, of the tensors.</param>
/// <param name="BitsPerWeight">On average.</param>
/// <param name="Tensors">Every tensor.</param>
internal sealed record QuantizeJson(string? Output, IReadOnlyList<string>? Outputs, string Type, long Bytes, double BitsPerWeight, IReadOnlyList<QuantizedTensorJson> Tensors)
{
    public static void Write(Utf8JsonWriter writer, QuantizePlan plan, QuantizeResult? quantized)
    {
        var tensors = plan.Tensors.Select(tensor => new QuantizedTensorJson(tensor.Name, tensor.From.ToString(), tensor.To.ToString(), tensor.Fallback?.ToString(), tensor.Reason));
        var outputs = quantized is { Outputs.Count: > 1 } ? quantized.Outputs : null;
        var document = new QuantizeJson(quantized?.Output, outputs, plan.Type.ToString(), quantized?.Bytes ?? plan.Bytes, plan.BitsPerWeight, [.. tensors]);
        JsonSerializer.Serialize(writer, document, QuantizeJsonContext.Default.QuantizeJson);
    }
}

/// <summary>A tensor in the JSON of <c>engine quantize</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">Its type before.</param>
/// <param name="To">Its type after.</param>
/// <param name="InsteadOf">The type that its rows were no multiple of; null where there was none.</param>
/// <param name="Because">Why it is not the file's own type.</param>
internal sealed record QuantizedTensorJson(string Name, string From, string To, string? InsteadOf, string Because);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(QuantizeJson))]
internal sealed partial class QuantizeJsonContext : JsonSerializerContext;
