using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engine.Cli.Documents;

/// <summary>
/// How documents are written: names in snake case, in the order of the records, indented, and text outside ASCII as it is. The JSON of a verb is a contract:
/// fields may be added at the end of their object, and none goes or changes its meaning.
/// </summary>
internal static class DocumentJson
{
    private static readonly DocumentContext s_context = new(new JsonSerializerOptions(DocumentContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes <paramref name="document"/> to <paramref name="stream"/> as UTF-8.</summary>
    public static void Write<T>(Stream stream, T document) where T : notnull => JsonSerializer.Serialize(stream, document, typeof(T), s_context);

    /// <summary><paramref name="document"/> as text that may stand in a script of an HTML page: what HTML could read as its own is escaped.</summary>
    public static string ForScript<T>(T document) where T : notnull => JsonSerializer.Serialize(document, typeof(T), DocumentContext.Default);

    /// <summary>The document that <paramref name="stream"/> holds.</summary>
    /// <exception cref="JsonException">It holds something else.</exception>
    public static T Read<T>(Stream stream) where T : notnull =>
        (T?)JsonSerializer.Deserialize(stream, typeof(T), s_context) ?? throw new JsonException("null is no document");
}

/// <summary>One row per kind of document; the compiler writes their serializers.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(MetadataValueConverter)])]
[JsonSerializable(typeof(AttentionDocument))]
[JsonSerializable(typeof(IReadOnlyList<BenchRow>))]
[JsonSerializable(typeof(IReadOnlyList<CallersRow>))]
[JsonSerializable(typeof(ClassificationDocument))]
[JsonSerializable(typeof(RankingDocument))]
[JsonSerializable(typeof(Comparison.ComparisonReport))]
[JsonSerializable(typeof(CompletionDocument))]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(EmbeddingDocument))]
[JsonSerializable(typeof(TokenEmbeddingDocument))]
[JsonSerializable(typeof(ImatrixDocument))]
[JsonSerializable(typeof(InspectDocument))]
[JsonSerializable(typeof(LogitsDocument))]
[JsonSerializable(typeof(PerplexityDocument))]
[JsonSerializable(typeof(PromptDocument))]
[JsonSerializable(typeof(QuantizeDocument))]
[JsonSerializable(typeof(ScoreDocument))]
[JsonSerializable(typeof(TextDocument))]
[JsonSerializable(typeof(TokensDocument))]
[JsonSerializable(typeof(TracePageDocument))]
[JsonSerializable(typeof(VerificationDocument))]
internal sealed partial class DocumentContext : JsonSerializerContext;
