using System.Text.Json;

namespace Engine.Sampling.Constraints;

/// <summary>The keywords of JSON Schema that say something about a value itself, each a row. What is not in the table is refused.</summary>
/// <remarks>Source: JSON Schema 2020-12, "Core" and "Validation".</remarks>
internal sealed class SchemaKeywords
{
    private static readonly Dictionary<string, JsonTypes> s_types = new()
    {
        ["null"] = JsonTypes.Null,
        ["boolean"] = JsonTypes.Boolean,
        ["integer"] = JsonTypes.Integer,
        ["number"] = JsonTypes.Number,
        ["string"] = JsonTypes.Text,
        ["array"] = JsonTypes.Array,
        ["object"] = JsonTypes.Object,
    };

    private static readonly HashSet<string> s_annotations =
    [
        "$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly",
    ];

    // Read by the expander, which knows where to go on, or together with the keyword they belong to.
    private static readonly HashSet<string> s_applied =
        ["$ref", "allOf", "anyOf", "oneOf", "not", "patternProperties", "additionalProperties", "prefixItems", "minContains", "maxContains"];

    private readonly Dictionary<string, Expression> _contents = [];   // by place: patterns are parsed once
    private readonly Dictionary<string, Dfa> _keys = [];
    private readonly Dictionary<string, Action<Schema, JsonElement, SchemaFacts>> _rows;

    public SchemaKeywords()
    {
        _rows = new()
        {
            ["type"] = (schema, value, facts) => facts.Types &= Types(schema, value),
            ["enum"] = (schema, value, facts) => Allow(facts, Elements(schema.At("enum"), value)),
            ["const"] = (_, value, facts) => Allow(facts, [value]),
            ["minimum"] = (schema, value, facts) => AddMin(facts, new(Number(schema.At("minimum"), value), false)),
            ["exclusiveMinimum"] = (schema, value, facts) => AddMin(facts, new(Number(schema.At("exclusiveMinimum"), value), true)),
            ["maximum"] = (schema, value, facts) => AddMax(facts, new(Number(schema.At("maximum"), value), false)),
            ["exclusiveMaximum"] = (schema, value, facts) => AddMax(facts, new(Number(schema.At("exclusiveMaximum"), value), true)),
            ["multipleOf"] = AddStep,
            ["minLength"] = (schema, value, facts) => facts.MinLength = Math.Max(facts.MinLength, Count(schema.At("minLength"), value)),
            ["maxLength"] = (schema, value, facts) => facts.MaxLength = Math.Min(facts.MaxLength, Count(schema.At("maxLength"), value)),
            ["pattern"] = AddPattern,
            ["format"] = AddFormat,
            ["properties"] = AddObject,
            ["required"] = AddRequired,
            ["propertyNames"] = (schema, value, facts) => facts.Names.Add(schema.Child("propertyNames", value)),
            ["minProperties"] = (schema, value, facts) => facts.MinProperties = Math.Max(facts.MinProperties, Count(schema.At("minProperties"), value)),
            ["maxProperties"] = (schema, value, facts) => facts.MaxProperties = Math.Min(facts.MaxProperties, Count(schema.At("maxProperties"), value)),
            ["items"] = AddArray,
            ["contains"] = AddContains,
            ["minItems"] = (schema, value, facts) => facts.MinItems = Math.Max(facts.MinItems, Count(schema.At("minItems"), value)),
            ["maxItems"] = (schema, value, facts) => facts.MaxItems = Math.Min(facts.MaxItems, Count(schema.At("maxItems"), value)),
            ["uniqueItems"] = AddUnique,
        };
    }

    /// <summary>Adds what the keywords of <paramref name="schema"/> say to <paramref name="facts"/>.</summary>
    public void Read(Schema schema, SchemaFacts facts)
    {
        foreach (var keyword in schema.Element.EnumerateObject())
        {
            if (_rows.TryGetValue(keyword.Name, out var row)) row(schema, keyword.Value, facts);
            else if (!s_applied.Contains(keyword.Name) && !s_annotations.Contains(keyword.Name))
                throw new ConstraintException($"the keyword {Quote.Short(keyword.Name)} at {schema.Pointer} cannot be enforced", schema.At(keyword.Name));
        }
        // They also count where the keyword they are read with is not there.
        if (!Has(schema, "properties") && (Has(schema, "patternProperties") || Has(schema, "additionalProperties"))) AddObject(schema, default, facts);
        if (!Has(schema, "items") && Has(schema, "prefixItems")) AddArray(schema, default, facts);
    }

    /// <summary>Adds that <paramref name="schema"/> must not hold, where that can be said.</summary>
    public static void Exclude(Schema schema, SchemaFacts facts)
    {
        var keywords = schema.Element.EnumerateObject().Where(keyword => !s_annotations.Contains(keyword.Name)).ToList();
        switch (keywords)
        {
            case []:
                facts.Types = JsonTypes.None;
                break;
            case [var only] when only.NameEquals("type"):
                facts.Types &= ~Types(schema, only.Value);
                break;
            case [var only] when only.NameEquals("const"):
                facts.Excluded.Add((only.Value, schema.Pointer));
                break;
            case [var only] when only.NameEquals("enum"):
                facts.Excluded.AddRange(Elements(schema.At("enum"), only.Value).Select(value => (value, schema.Pointer)));
                break;
            default:
                throw new ConstraintException($"{schema.Pointer} cannot be enforced; only type, const or enum alone can be excluded", schema.Pointer);
        }
    }

    /// <summary>The schemas of a keyword that has a list of them; none where it is not there.</summary>
    public static List<Schema> Schemas(Schema schema, string keyword)
    {
        if (!schema.Element.TryGetProperty(keyword, out var value)) return [];
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0) throw Wrong(schema.At(keyword), value, "a list of schemas, not empty,");
        return [.. value.EnumerateArray().Select((element, index) => schema.Child(keyword, index, element))];
    }

    public static ConstraintException Wrong(string place, JsonElement value, string expected) =>
        new($"{place} is {Quote.Short(value.GetRawText())}; {expected} was expected", place);

    private static bool Has(Schema schema, string keyword) => schema.Element.TryGetProperty(keyword, out _);

    private static JsonTypes Types(Schema schema, JsonElement value)
    {
        var names = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToList() : [value];
        var types = JsonTypes.None;
        foreach (var name in names)
        {
            types |= name.ValueKind == JsonValueKind.String && s_types.TryGetValue(name.GetString()!, out var type)
                ? type
                : throw Wrong(schema.At("type"), value, string.Join(", ", s_types.Keys) + ", or a list of those,");
        }
        return types;
    }

    private static void Allow(SchemaFacts facts, List<JsonElement> values) =>
        facts.Values = facts.Values is null ? values : [.. facts.Values.Where(value => values.Exists(other => SchemaCheck.AreEqual(value, other)))];

    private static List<JsonElement> Elements(string place, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw Wrong(place, value, "a list");

    private static ExactNumber Number(string place, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? NumberLanguage.Of(value, place) : throw Wrong(place, value, "a number");

    private static int Count(string place, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && NumberLanguage.Of(value, place) is { IsInteger: true, Mantissa: var count } && count >= 0 && count < Expression.Unbounded
            ? (int)count
            : throw Wrong(place, value, "an integer of 0 or more");

    private static void AddMin(SchemaFacts facts, Bound bound)
    {
        if (facts.Number.Min is { } had && had.Value.CompareTo(bound.Value) is var order && (order > 0 || (order == 0 && had.IsExclusive))) return;
        facts.Number = facts.Number with { Min = bound };
    }

    private static void AddMax(SchemaFacts facts, Bound bound)
    {
        if (facts.Number.Max is { } had && had.Value.CompareTo(bound.Value) is var order && (order < 0 || (order == 0 && had.IsExclusive))) return;
        facts.Number = facts.Number with { Max = bound };
    }

    private static void AddStep(Schema schema, JsonElement value, SchemaFacts facts)
    {
        var step = Number(schema.At("multipleOf"), value);
        if (step.Mantissa.Sign <= 0) throw Wrong(schema.At("multipleOf"), value, "a positive number");
        facts.Number = facts.Number with { Steps = [.. facts.Number.Steps, step] };
    }

    private void AddPattern(Schema schema, JsonElement value, SchemaFacts facts) =>
        facts.Contents.Add((Content(schema.At("pattern"), value), schema.At("pattern")));

    private void AddFormat(Schema schema, JsonElement value, SchemaFacts facts)
    {
        string place = schema.At("format");
        if (value.ValueKind != JsonValueKind.String || !Formats.All.TryGetValue(value.GetString()!, out string? pattern))
            throw new ConstraintException($"{place} is {Quote.Short(value.GetRawText())}, which cannot be enforced; {string.Join(", ", Formats.All.Keys)} can", place);
        if (!_contents.TryGetValue(place, out var content)) _contents.Add(place, content = JsonTexts.Escape(PatternParser.Parse(pattern).Whole()));
        facts.Contents.Add((content, place));
    }

    private Expression Content(string place, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) throw Wrong(place, value, "a text");
        if (_contents.TryGetValue(place, out var content)) return content;
        return _contents[place] = Placed(place, () => JsonTexts.Escape(PatternParser.Parse(value.GetString()!).Within()));
    }

    private void AddObject(Schema schema, JsonElement value, SchemaFacts facts)
    {
        var properties = Members(schema, "properties", value).Select(member => (member.Name, schema.Child("properties", member.Name, member.Value)));
        var patterns = schema.Element.TryGetProperty("patternProperties", out var given) ? Members(schema, "patternProperties", given) : [];
        facts.Objects.Add(new ObjectRule(
            [.. properties],
            [.. patterns.Select(member => (Keys(schema, member.Name), schema.Child("patternProperties", member.Name, member.Value)))],
            schema.Element.TryGetProperty("additionalProperties", out var additional) ? schema.Child("additionalProperties", additional) : null));
    }

    private Dfa Keys(Schema schema, string pattern)
    {
        string place = $"{schema.At("patternProperties")}/{SchemaDocument.Escape(pattern)}";
        if (_keys.TryGetValue(place, out var keys)) return keys;
        return _keys[place] = Placed(place, () => Dfa.Of(JsonTexts.Escape(PatternParser.Parse(pattern).Within())));
    }

    private static List<JsonProperty> Members(Schema schema, string keyword, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => [],
        JsonValueKind.Object => [.. value.EnumerateObject()],
        _ => throw Wrong(schema.At(keyword), value, "an object of schemas"),
    };

    private static void AddRequired(Schema schema, JsonElement value, SchemaFacts facts)
    {
        foreach (var name in Elements(schema.At("required"), value))
        {
            if (name.ValueKind != JsonValueKind.String) throw Wrong(schema.At("required"), value, "a list of texts");
            if (!facts.Required.Contains(name.GetString()!)) facts.Required.Add(name.GetString()!);
        }
    }

    private static void AddArray(Schema schema, JsonElement value, SchemaFacts facts) => facts.Arrays.Add(new ArrayRule(
        Schemas(schema, "prefixItems"), value.ValueKind == JsonValueKind.Undefined ? null : schema.Child("items", value)));

    private static void AddContains(Schema schema, JsonElement value, SchemaFacts facts)
    {
        int min = schema.Element.TryGetProperty("minContains", out var least) ? Count(schema.At("minContains"), least) : 1;
        int max = schema.Element.TryGetProperty("maxContains", out var most) ? Count(schema.At("maxContains"), most) : Expression.Unbounded;
        facts.Contains.Add(new ContainsRule(schema.Child("contains", value), min, max, schema.At("contains")));
    }

    private static void AddUnique(Schema schema, JsonElement value, SchemaFacts facts)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) throw Wrong(schema.At("uniqueItems"), value, "true or false");
        if (value.ValueKind == JsonValueKind.True) facts.UniqueItems ??= schema.At("uniqueItems");
    }

    /// <summary>What <paramref name="make"/> makes; what is wrong with it is said with the place in the schema.</summary>
    public static T Placed<T>(string place, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ConstraintException wrong)
        {
            throw new ConstraintException($"{place}: {wrong.Message}", place);
        }
    }
}
