using System.Text;
using System.Text.Json;

namespace Engine.Sampling.Constraints;

/// <summary>Tells whether given values satisfy schemas: those of enum and const are written out, and only the right ones may be.</summary>
internal sealed class SchemaCheck(SchemaExpander expander)
{
    private readonly Dictionary<string, StackReader> _contents = [];

    /// <summary>Whether <paramref name="value"/> satisfies all of <paramref name="schemas"/>.</summary>
    public bool Accepts(IReadOnlyList<Schema> schemas, JsonElement value) =>
        schemas.Count == 0 || expander.Expand(schemas).Exists(facts => Accepts(facts, value));

    /// <summary>Whether <paramref name="value"/> is as <paramref name="facts"/> say.</summary>
    public bool Accepts(SchemaFacts facts, JsonElement value)
    {
        if ((TypeOf(value) & facts.Types) == 0) return false;
        if (facts.Values is { } values && !values.Exists(allowed => AreEqual(allowed, value))) return false;
        if (facts.Excluded.Exists(excluded => AreEqual(excluded.Value, value))) return false;
        return value.ValueKind switch
        {
            JsonValueKind.Number => facts.Number.Contains(NumberLanguage.Of(value, "#")),
            JsonValueKind.String => AcceptsText(facts, value.GetString()!),
            JsonValueKind.Array => AcceptsArray(facts, [.. value.EnumerateArray()]),
            JsonValueKind.Object => AcceptsObject(facts, [.. value.EnumerateObject()]),
            _ => true,
        };
    }

    /// <summary>Equality of JSON Schema: numbers by value, objects without order.</summary>
    public static bool AreEqual(JsonElement a, JsonElement b)
    {
        if (a.ValueKind != b.ValueKind) return false;
        switch (a.ValueKind)
        {
            case JsonValueKind.Number:
                return NumberLanguage.Of(a, "#").CompareTo(NumberLanguage.Of(b, "#")) == 0;
            case JsonValueKind.String:
                return a.ValueEquals(b.GetString());
            case JsonValueKind.Array:
                return a.GetArrayLength() == b.GetArrayLength() && a.EnumerateArray().Zip(b.EnumerateArray()).All(pair => AreEqual(pair.First, pair.Second));
            case JsonValueKind.Object:
                return a.EnumerateObject().Count() == b.EnumerateObject().Count()
                    && a.EnumerateObject().All(member => b.TryGetProperty(member.Name, out var other) && AreEqual(member.Value, other));
            default:
                return true;
        }
    }

    public static JsonTypes TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => JsonTypes.Null,
        JsonValueKind.False => JsonTypes.False,
        JsonValueKind.True => JsonTypes.True,
        JsonValueKind.Number => NumberLanguage.Of(value, "#").IsInteger ? JsonTypes.Integer : JsonTypes.Fraction,
        JsonValueKind.String => JsonTypes.Text,
        JsonValueKind.Array => JsonTypes.Array,
        _ => JsonTypes.Object,
    };

    private bool AcceptsText(SchemaFacts facts, string text)
    {
        int length = text.EnumerateRunes().Count();
        if (length < facts.MinLength || length > facts.MaxLength) return false;
        byte[] bytes = Encoding.UTF8.GetBytes(JsonTexts.Escape(text));
        foreach (var (content, place) in facts.Contents)
        {
            if (!_contents.TryGetValue(place, out var reader)) _contents.Add(place, reader = new StackReader(AutomatonBuilder.Build(new Grammar { Root = content })));
            if (!reader.Step(reader.Start, bytes).HasEmpty) return false;
        }
        return true;
    }

    private bool AcceptsArray(SchemaFacts facts, List<JsonElement> items)
    {
        if (items.Count < facts.MinItems || items.Count > facts.MaxItems) return false;
        for (int i = 0; i < items.Count; i++)
        {
            if (!Accepts(facts.Item(i), items[i])) return false;
            if (facts.UniqueItems is not null && items.Take(i).Any(other => AreEqual(other, items[i]))) return false;
        }
        return facts.Contains.TrueForAll(contains => items.Count(item => Accepts([contains.Schema], item)) is var count && count >= contains.Min && count <= contains.Max);
    }

    private bool AcceptsObject(SchemaFacts facts, List<JsonProperty> members)
    {
        if (members.Count < facts.MinProperties || members.Count > facts.MaxProperties) return false;
        if (!facts.Required.TrueForAll(name => members.Exists(member => member.NameEquals(name)))) return false;
        return members.TrueForAll(member => Accepts(facts.Property(member.Name), member.Value) && AcceptsName(facts, member.Name));
    }

    private bool AcceptsName(SchemaFacts facts, string name) => facts.Names.Count == 0
        || expander.Expand(facts.Names).Exists(names => (names.Types & JsonTypes.Text) != 0 && AcceptsText(names, name)
            && (names.Values is null || names.Values.Exists(value => value.ValueKind == JsonValueKind.String && value.GetString() == name))
            && !names.Excluded.Exists(excluded => excluded.Value.ValueKind == JsonValueKind.String && excluded.Value.GetString() == name));
}
