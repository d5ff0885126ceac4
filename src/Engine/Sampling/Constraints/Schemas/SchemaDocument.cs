using System.Globalization;
using System.Text.Json;

namespace Engine.Sampling.Constraints;

/// <summary>A schema within a document, or what is not of it.</summary>
/// <param name="Element">The schema: an object, true or false.</param>
/// <param name="Pointer">Where it stands, "#/properties/age".</param>
/// <param name="IsNegated">Whether it must not hold.</param>
internal readonly record struct Schema(JsonElement Element, string Pointer, bool IsNegated = false)
{
    /// <summary>What tells it from all others of its document.</summary>
    public string Key => IsNegated ? "!" + Pointer : Pointer;

    /// <summary>The place of a keyword.</summary>
    public string At(string keyword) => $"{Pointer}/{SchemaDocument.Escape(keyword)}";

    public Schema Child(string keyword, JsonElement element) => new(element, At(keyword));

    public Schema Child(string keyword, string name, JsonElement element) => new(element, $"{At(keyword)}/{SchemaDocument.Escape(name)}");

    public Schema Child(string keyword, int index, JsonElement element) => new(element, $"{At(keyword)}/{index.ToString(CultureInfo.InvariantCulture)}");
}

/// <summary>A parsed schema document: its keywords are checked as they are met, and its references are found.</summary>
internal sealed class SchemaDocument
{
    private static readonly string[] s_dialects =
    [
        "https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2019-09/schema", "http://json-schema.org/draft-07/schema",
    ];

    private readonly Dictionary<string, Schema> _anchors = [];
    private readonly string _id = "";

    private SchemaDocument(JsonElement root)
    {
        Root = new Schema(root, "#");
        if (root.ValueKind != JsonValueKind.Object) return;
        if (root.TryGetProperty("$schema", out var dialect)
            && !(dialect.ValueKind == JsonValueKind.String && Array.Exists(s_dialects, known => known == dialect.GetString()!.TrimEnd('#'))))
            throw new ConstraintException($"the schema's $schema is {Quote.Short(dialect.ToString())}; {s_dialects[0]} was expected", "#/$schema");
        if (root.TryGetProperty("$id", out var id) && id.ValueKind == JsonValueKind.String) _id = id.GetString()!.TrimEnd('#');
        FindAnchors(Root);
    }

    public Schema Root { get; }

    /// <exception cref="ConstraintException">It is no JSON.</exception>
    public static SchemaDocument Parse(string text)
    {
        if (text.Length > ConstraintLimits.MaxSourceLength)
            throw new ConstraintException($"the schema has {text.Length} characters; at most {ConstraintLimits.MaxSourceLength} were expected", "");
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = ConstraintLimits.MaxNesting });
            return new SchemaDocument(document.RootElement.Clone());
        }
        catch (JsonException malformed)
        {
            string place = $"line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}";
            throw new ConstraintException($"the schema is no JSON at {place}, or is nested more than {ConstraintLimits.MaxNesting} deep", place);
        }
    }

    /// <summary>The schema that the reference at <paramref name="place"/> means.</summary>
    public Schema Resolve(string reference, string place)
    {
        string local = _id.Length > 0 && reference.StartsWith(_id, StringComparison.Ordinal) ? reference[_id.Length..] : reference;
        if (local is "" or "#") return Root;
        if (local[0] != '#') throw new ConstraintException($"{place} is {Quote.Short(reference)}; a reference within the schema, beginning with #, was expected", place);
        if (local[1] != '/') return _anchors.TryGetValue(local[1..], out var anchored) ? anchored : throw Dangling();
        var at = Root.Element;
        foreach (string escaped in local[2..].Split('/'))
        {
            string name = Uri.UnescapeDataString(escaped).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            bool found = at.ValueKind switch
            {
                JsonValueKind.Object => at.TryGetProperty(name, out at),
                JsonValueKind.Array => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < at.GetArrayLength() && Set(at[index]),
                _ => false,
            };
            if (!found) throw Dangling();
        }
        return new Schema(at, local);

        bool Set(JsonElement element)
        {
            at = element;
            return true;
        }

        ConstraintException Dangling() => new($"{place} is {Quote.Short(reference)}, which is not in the schema", place);
    }

    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private void FindAnchors(Schema schema)
    {
        if (schema.Element.ValueKind == JsonValueKind.Array)
        {
            int index = 0;
            foreach (var item in schema.Element.EnumerateArray()) FindAnchors(new(item, $"{schema.Pointer}/{index++}"));
        }
        if (schema.Element.ValueKind != JsonValueKind.Object) return;
        foreach (var member in schema.Element.EnumerateObject())
        {
            if (member.NameEquals("$anchor") && member.Value.ValueKind == JsonValueKind.String) _anchors.TryAdd(member.Value.GetString()!, schema);
            else if (!member.NameEquals("enum") && !member.NameEquals("const")) FindAnchors(new(member.Value, schema.At(member.Name)));
        }
    }
}
