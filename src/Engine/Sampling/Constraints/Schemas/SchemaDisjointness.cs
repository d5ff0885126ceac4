using System.Text.Json;

namespace Engine.Sampling.Constraints;

/// <summary>Tells for certain that no value satisfies two schemas: what oneOf needs, whose branches must not both hold.</summary>
internal sealed class SchemaDisjointness(SchemaCompiler compiler)
{
    // How deep it looks into required properties and items; beyond, the answer is no.
    private const int MaxDepth = 8;

    private int _depth;

    public bool AreDisjoint(Schema a, Schema b) => AreDisjoint([a], [b]);

    private bool AreDisjoint(List<Schema> a, List<Schema> b)
    {
        if (a.Count == 0 || b.Count == 0 || _depth >= MaxDepth) return false;
        _depth++;
        try
        {
            var others = compiler.Expander.Expand(b);
            return compiler.Expander.Expand(a).TrueForAll(one => others.TrueForAll(other => AreDisjoint(one, other)));
        }
        finally
        {
            _depth--;
        }
    }

    private bool AreDisjoint(SchemaFacts a, SchemaFacts b)
    {
        var common = a.Types & b.Types;
        if (a.Values is { } some) return some.TrueForAll(value => !compiler.Check.Accepts(a, value) || !compiler.Check.Accepts(b, value));
        if (b.Values is not null) return AreDisjoint(b, a);
        if ((common & (JsonTypes.Null | JsonTypes.Boolean)) != 0) return false;
        return ((common & JsonTypes.Number) == 0 || AreApart(a.Number, b.Number))
            && ((common & JsonTypes.Text) == 0 || compiler.Strings.Language(a).Intersect(compiler.Strings.Language(b)).IsEmpty)
            && ((common & JsonTypes.Array) == 0 || AreArraysApart(a, b))
            && ((common & JsonTypes.Object) == 0 || AreObjectsApart(a, b));
    }

    private static bool AreApart(NumberLanguage a, NumberLanguage b) => IsBelow(a.Max, b.Min) || IsBelow(b.Max, a.Min);

    private static bool IsBelow(Bound? max, Bound? min) =>
        max is { } high && min is { } low && high.Value.CompareTo(low.Value) is var order && (order < 0 || (order == 0 && (high.IsExclusive || low.IsExclusive)));

    private bool AreArraysApart(SchemaFacts a, SchemaFacts b)
    {
        if (a.MaxItems < b.MinItems || b.MaxItems < a.MinItems) return true;
        for (int i = 0; i < Math.Min(Math.Max(a.MinItems, b.MinItems), MaxDepth); i++)
            if (AreDisjoint(a.Item(i), b.Item(i))) return true;
        return false;
    }

    private bool AreObjectsApart(SchemaFacts a, SchemaFacts b)
    {
        if (a.MaxProperties < b.MinProperties || b.MaxProperties < a.MinProperties) return true;
        return a.Required.Union(b.Required).Any(name => IsForbidden(a, name) || IsForbidden(b, name) || AreDisjoint(a.Property(name), b.Property(name)));
    }

    private static bool IsForbidden(SchemaFacts facts, string name) => facts.Property(name).Exists(schema => schema.Element.ValueKind == JsonValueKind.False);
}
