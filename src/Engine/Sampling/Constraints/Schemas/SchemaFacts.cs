using System.Text.Json;

namespace Engine.Sampling.Constraints;

/// <summary>The types of JSON values.</summary>
[Flags]
internal enum JsonTypes
{
    None = 0,
    Null = 1,
    False = 2,
    True = 4,
    Integer = 8,
    Fraction = 16,   // numbers that are no integers
    Text = 32,
    Array = 64,
    Object = 128,
    Boolean = False | True,
    Number = Integer | Fraction,
    All = 255,
}

/// <summary>What one schema says about an object's properties.</summary>
internal sealed record ObjectRule(
    IReadOnlyList<(string Name, Schema Schema)> Properties, IReadOnlyList<(Dfa Keys, Schema Schema)> Patterns, Schema? Additional)
{
    public bool Declares(string name) => Properties.Any(property => property.Name == name);
}

/// <summary>What one schema says about an array's items.</summary>
internal sealed record ArrayRule(IReadOnlyList<Schema> Prefix, Schema? Items);

/// <summary>What one schema says an array contains.</summary>
internal sealed record ContainsRule(Schema Schema, int Min, int Max, string Place);

/// <summary>All that a value must be, from all schemas that apply to it, with one branch chosen of each alternative.</summary>
internal sealed class SchemaFacts
{
    public JsonTypes Types { get; set; } = JsonTypes.All;

    /// <summary>The schemas all of this comes from.</summary>
    public List<Schema> Schemas { get; } = [];

    /// <summary>The values it may have; null for any.</summary>
    public List<JsonElement>? Values { get; set; }

    /// <summary>Values it must not have, and where that is said.</summary>
    public List<(JsonElement Value, string Place)> Excluded { get; } = [];

    public NumberLanguage Number { get; set; } = new();

    public int MinLength { get; set; }
    public int MaxLength { get; set; } = Expression.Unbounded;

    /// <summary>The contents a string must have all of, characters written in one way only, and where that is said.</summary>
    public List<(Expression Content, string Place)> Contents { get; } = [];

    public List<ObjectRule> Objects { get; } = [];
    public List<string> Required { get; } = [];
    public List<Schema> Names { get; } = [];
    public int MinProperties { get; set; }
    public int MaxProperties { get; set; } = Expression.Unbounded;

    public List<ArrayRule> Arrays { get; } = [];
    public List<ContainsRule> Contains { get; } = [];
    public int MinItems { get; set; }
    public int MaxItems { get; set; } = Expression.Unbounded;

    /// <summary>Where it is said that items must differ; null where they need not.</summary>
    public string? UniqueItems { get; set; }

    /// <summary>The schemas of the property called <paramref name="name"/>.</summary>
    public List<Schema> Property(string name)
    {
        byte[] key = System.Text.Encoding.UTF8.GetBytes(JsonTexts.Escape(name));
        var schemas = new List<Schema>();
        foreach (var rule in Objects)
        {
            int before = schemas.Count;
            schemas.AddRange(rule.Properties.Where(property => property.Name == name).Select(property => property.Schema));
            schemas.AddRange(rule.Patterns.Where(pattern => pattern.Keys.Contains(key)).Select(pattern => pattern.Schema));
            if (schemas.Count == before && rule.Additional is { } additional) schemas.Add(additional);
        }
        return schemas;
    }

    /// <summary>The schemas of item <paramref name="index"/>.</summary>
    public List<Schema> Item(int index)
    {
        var schemas = new List<Schema>();
        foreach (var rule in Arrays)
        {
            if (index < rule.Prefix.Count) schemas.Add(rule.Prefix[index]);
            else if (rule.Items is { } items) schemas.Add(items);
        }
        return schemas;
    }
}
