using System.Text.Json.Serialization;

namespace Engine.Cli.Documents;

/// <summary>What <c>quantize</c> shows.</summary>
/// <param name="Output">The file, or the first of several; null of a dry run.</param>
/// <param name="Bytes">Bytes of the files; of a dry run, of the tensors.</param>
/// <param name="BitsPerWeight">On average.</param>
/// <param name="Tensors">Every tensor, in the order of the file.</param>
/// <param name="Type">The file's type.</param>
/// <param name="Outputs">All files, where there are several.</param>
internal sealed record QuantizeDocument(
    string? Output, long Bytes, double BitsPerWeight, IReadOnlyList<QuantizedTensorDocument> Tensors, string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Outputs)
{
    public static QuantizeDocument Of(QuantizePlan plan, QuantizeResult? quantized) => new(
        quantized?.Output, quantized?.Bytes ?? plan.Bytes, plan.BitsPerWeight, [.. plan.Tensors.Select(QuantizedTensorDocument.Of)], plan.Type.ToString(),
        quantized is { Outputs.Count: > 1 } ? quantized.Outputs : null);
}

/// <summary>A tensor that <c>quantize</c> has made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">Its type before.</param>
/// <param name="To">Its type after.</param>
/// <param name="InsteadOf">The type that its rows were no multiple of; null where there was none.</param>
/// <param name="Because">Why it is not the file's own type; empty where it is.</param>
internal sealed record QuantizedTensorDocument(string Name, string From, string To, string? InsteadOf, string Because)
{
    public static QuantizedTensorDocument Of(PlannedTensor tensor) => new(tensor.Name, tensor.From.ToString(), tensor.To.ToString(), tensor.Fallback?.ToString(), tensor.Reason);
}
