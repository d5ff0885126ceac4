using System.Text;
using System.Text.Json;

namespace Engine.Sampling.Constraints;

/// <summary>Objects: the declared properties in the order of the schema, then others where the schema says what they are.</summary>
internal sealed class ObjectTexts(SchemaCompiler compiler)
{
    // Rules for objects with limits of how many properties they have: one for each property and number of properties before it.
    private const int MaxCounted = 8192;
    private const int MaxPatterns = 8;

    public Expression Texts(SchemaFacts facts, string place)
    {
        if (facts.MaxProperties < facts.MinProperties) return Expression.Nothing;
        var names = SchemaKeywords.Placed(place, () => compiler.Strings.Names(facts.Names));
        var declared = Declared(facts, names);
        if (declared is null) return Expression.Nothing;
        var extras = Extras(facts, declared.Count, names, place);
        if (extras is not null) compiler.HasOpenNames();
        bool isCounted = facts.MinProperties > 0 || facts.MaxProperties < Expression.Unbounded;
        int limit = facts.MaxProperties < Expression.Unbounded ? facts.MaxProperties : facts.MinProperties;
        // More declared properties than there are cannot be counted; more than the limit need not.
        int counts = isCounted ? Math.Min(limit, declared.Count) : 1;
        if ((long)(declared.Count + 1) * (counts + 1) > MaxCounted)
            throw new ConstraintException($"{place} limits the number of properties among {declared.Count}, which takes too many rules", place);

        var rules = new int[declared.Count + 1, counts + 1];
        for (int i = 0; i <= declared.Count; i++)
            for (int count = 0; count <= counts; count++) rules[i, count] = compiler.Add(place);
        for (int i = 0; i <= declared.Count; i++)
            for (int count = 0; count <= counts; count++) compiler.Define(rules[i, count], i < declared.Count ? Property(i, count) : Rest(count));
        return Expression.Of(Expression.Utf8("{"), new Expression.Rule(rules[0, 0]), Expression.Utf8("}"));

        Expression Property(int i, int count)
        {
            var (property, isRequired) = declared[i];
            var with = count == facts.MaxProperties
                ? Expression.Nothing
                : Expression.Of(Separated(property, count), new Expression.Rule(rules[i + 1, Math.Min(count + 1, counts)]));
            return isRequired ? with : Expression.Any(with, new Expression.Rule(rules[i + 1, count]));
        }

        // Space stands before the closing brace only where something stands before it.
        Expression Rest(int count)
        {
            int least = Math.Max(0, facts.MinProperties - count);
            int most = facts.MaxProperties == Expression.Unbounded ? Expression.Unbounded : facts.MaxProperties - count;
            var end = count == 0 ? Expression.Empty : compiler.Json.Space;
            if (extras is null || most <= 0) return least == 0 ? end : Expression.Nothing;
            var more = Expression.Of(
                Separated(extras, count),
                new Expression.Repeat(compiler.Json.Next(extras), Math.Max(0, least - 1), most == Expression.Unbounded ? most : most - 1),
                compiler.Json.Space);
            return least == 0 ? Expression.Any(end, more) : more;
        }
    }

    private Expression Separated(Expression property, int count) =>
        count == 0 ? Expression.Of(compiler.Json.Space, property) : compiler.Json.Next(property);

    /// <summary>The declared and the required properties; null where a required one has a name that must not be.</summary>
    private List<(Expression Property, bool IsRequired)>? Declared(SchemaFacts facts, Dfa? names)
    {
        var declared = new List<(Expression, bool)>();
        foreach (string name in facts.Objects.SelectMany(rule => rule.Properties).Select(property => property.Name).Concat(facts.Required).Distinct())
        {
            bool isRequired = facts.Required.Contains(name);
            string escaped = JsonTexts.Escape(name);
            if (names is null || names.Contains(Encoding.UTF8.GetBytes(escaped)))
                declared.Add((compiler.Json.Property(Expression.Utf8($"\"{escaped}\""), compiler.Value(facts.Property(name))), isRequired));
            else if (isRequired) return null;
        }
        return declared;
    }

    /// <summary>A property that is not declared; null where there is none.</summary>
    private Expression? Extras(SchemaFacts facts, int declared, Dfa? names, string place)
    {
        bool isOpen = declared == 0 || facts.MinProperties > declared || facts.Objects.Exists(rule => rule.Patterns.Count > 0 || rule.Additional is not null);
        if (!isOpen || facts.Objects.Exists(rule => IsFalse(rule.Additional) && rule.Patterns.Count == 0)) return null;
        string[] taken = [.. facts.Objects.SelectMany(rule => rule.Properties).Select(property => property.Name).Concat(facts.Required).Distinct()];
        var patterns = facts.Objects.SelectMany(rule => rule.Patterns).ToList();
        if (patterns.Count > MaxPatterns) throw new ConstraintException($"{place} has {patterns.Count} patterns of names; at most {MaxPatterns} can be enforced", place);
        if (taken.Length == 0 && patterns.Count == 0 && names is null)
            return compiler.Json.Property(JsonTexts.Key, compiler.Value([.. facts.Objects.Select(rule => rule.Additional).OfType<Schema>()]));

        return SchemaKeywords.Placed(place, () =>
        {
            var all = names ?? Dfa.Of(new Expression.Repeat(JsonTexts.PlainCharacter, 0));
            if (taken.Length > 0) all = all.Except(StringTexts.Texts(taken));
            // Names fall apart into those that match each combination of patterns.
            List<(Dfa Names, List<(ObjectRule Rule, Schema Schema)> Matched)> groups = [(all, [])];
            foreach (var rule in facts.Objects)
            {
                foreach (var (keys, schema) in rule.Patterns)
                {
                    groups = [.. groups.SelectMany(group => new[]
                    {
                        (group.Names.Intersect(keys), [.. group.Matched, (rule, schema)]),
                        (group.Names.Except(keys), group.Matched),
                    }).Where(group => !group.Item1.IsEmpty)];
                }
            }
            return Expression.Any([.. groups.Select(group => compiler.Json.Property(
                JsonTexts.Quoted(new Expression.Language(group.Names)), compiler.Value(Schemas(facts, group.Matched))))]);
        });
    }

    private static List<Schema> Schemas(SchemaFacts facts, List<(ObjectRule Rule, Schema Schema)> matched)
    {
        var schemas = matched.Select(match => match.Schema).ToList();
        foreach (var rule in facts.Objects)
            if (rule.Additional is { } additional && !matched.Exists(match => ReferenceEquals(match.Rule, rule))) schemas.Add(additional);
        return schemas;
    }

    private static bool IsFalse(Schema? schema) => schema is { Element.ValueKind: JsonValueKind.False };
}
