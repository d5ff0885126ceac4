using System.Text.Json;

namespace Engine.Sampling.Constraints;

/// <summary>Arrays: as many items as are asked for, each by its schemas; items that must be among them, and items that must differ.</summary>
internal sealed class ArrayTexts(SchemaCompiler compiler)
{
    // Rules for arrays whose items depend on those before: one for each number of items, and of those found or each set of those used.
    private const int MaxCounted = 4096;
    private const int MaxPrefix = 1000;
    private const int MaxUniqueValues = 24;

    private int _rules;

    public Expression Texts(SchemaFacts facts, string place)
    {
        if (facts.MaxItems < facts.MinItems) return Expression.Nothing;
        var contains = facts.Contains.Where(rule => rule.Min > 0 || rule.Max < Expression.Unbounded).ToList();
        bool isUnique = facts.UniqueItems is not null && facts.MaxItems > 1;
        if (contains.Count > 1) throw new ConstraintException($"{contains[1].Place} cannot be enforced: something else must be contained already", contains[1].Place);
        if (contains.Count == 1 && isUnique) throw new ConstraintException($"{facts.UniqueItems} cannot be enforced together with contains", facts.UniqueItems!);
        _rules = 0;
        Expression items = contains.Count == 1 ? Containing(facts, contains[0], place) : isUnique ? Unique(facts, facts.UniqueItems!) : Plain(facts, place);
        return Expression.Any(
            Expression.Of(Expression.Utf8("["), compiler.Json.Space, items, compiler.Json.Space, Expression.Utf8("]")),
            facts.MinItems == 0 && contains.TrueForAll(rule => rule.Min == 0) ? Expression.Utf8("[]") : Expression.Nothing);
    }

    /// <summary>Items that depend on their place only; at least one.</summary>
    private Expression Plain(SchemaFacts facts, string place)
    {
        int prefix = facts.Arrays.Count == 0 ? 0 : facts.Arrays.Max(rule => rule.Prefix.Count);
        if (prefix > MaxPrefix) throw new ConstraintException($"{place} has {prefix} prefixItems; at most {MaxPrefix} were expected", place);
        if (facts.MaxItems == 0) return Expression.Nothing;
        var last = compiler.Value(facts.Item(prefix));
        if (prefix == 0) return Expression.Of(last, Repeat(1));

        // After each of the prefix's items comes the next one, or the end where there are enough.
        var rules = new int[prefix + 1];
        for (int count = 1; count <= prefix; count++) rules[count] = compiler.Add(place);
        for (int count = 1; count <= prefix; count++)
        {
            var more = count >= facts.MaxItems ? Expression.Nothing : count == prefix
                ? Repeat(prefix)
                : compiler.Json.Next(Expression.Of(compiler.Value(facts.Item(count)), new Expression.Rule(rules[count + 1])));
            compiler.Define(rules[count], count >= facts.MinItems ? Expression.Any(more, Expression.Empty) : more);
        }
        return Expression.Of(compiler.Value(facts.Item(0)), new Expression.Rule(rules[1]));

        Expression Repeat(int count) => new Expression.Repeat(
            compiler.Json.Next(last), Math.Max(0, facts.MinItems - count), facts.MaxItems == Expression.Unbounded ? facts.MaxItems : facts.MaxItems - count);
    }

    /// <summary>Items of which a number satisfy one more schema: a rule for each number of items and of those found.</summary>
    private Expression.Rule Containing(SchemaFacts facts, ContainsRule contains, string place)
    {
        bool isLimited = contains.Max < Expression.Unbounded;
        int prefix = facts.Arrays.Count == 0 ? 0 : facts.Arrays.Max(rule => rule.Prefix.Count);
        // Beyond this number of items, and of those found, more make no difference.
        int counts = facts.MaxItems < Expression.Unbounded ? facts.MaxItems : Math.Max(facts.MinItems, prefix);
        int finds = isLimited ? contains.Max : contains.Min;
        if ((long)(counts + 1) * (finds + 1) > MaxCounted) throw new ConstraintException($"{contains.Place} cannot be enforced among so many items", contains.Place);
        var rules = new Dictionary<(int, int), int>();
        var open = new Queue<(int Count, int Found)>();
        Rule(0, 0);
        while (open.TryDequeue(out var at))
        {
            var alternatives = new List<Expression>();
            if (at.Count >= facts.MinItems && at.Found >= contains.Min && at.Count > 0) alternatives.Add(Expression.Empty);
            if (at.Count < facts.MaxItems)
            {
                var item = facts.Item(at.Count);
                if (!isLimited || at.Found < contains.Max) alternatives.Add(Item([.. item, contains.Schema], at, found: 1));
                // Without a limit the others may satisfy it as well; it does not matter that they are not counted.
                alternatives.Add(Item(isLimited ? [.. item, contains.Schema with { IsNegated = true }] : item, at, found: 0));
            }
            compiler.Define(rules[at], Expression.Any(alternatives));
        }
        return new Expression.Rule(rules[(0, 0)]);

        Expression Item(List<Schema> schemas, (int Count, int Found) at, int found)
        {
            var value = compiler.Value(schemas);
            int next = Rule(Math.Min(at.Count + 1, counts), Math.Min(at.Found + found, finds));
            return Expression.Of(at.Count == 0 ? value : compiler.Json.Next(value), new Expression.Rule(next));
        }

        int Rule(int count, int found)
        {
            if (rules.TryGetValue((count, found), out int rule)) return rule;
            rules.Add((count, found), rule = compiler.Add(place));
            open.Enqueue((count, found));
            return rule;
        }
    }

    /// <summary>Items that must differ, of few values: a rule for each set of values that are used.</summary>
    private Expression.Rule Unique(SchemaFacts facts, string place)
    {
        int prefix = facts.Arrays.Count == 0 ? 0 : facts.Arrays.Max(rule => rule.Prefix.Count);
        if (prefix > 0 || Values(facts.Item(0)) is not { } values)
            throw new ConstraintException($"{place} can be enforced only where all items are of the same few values (enum, const, booleans or a small range of integers), at most {MaxUniqueValues}", place);
        var rules = new Dictionary<int, int>();
        var open = new Queue<int>();
        Rule(0);
        while (open.TryDequeue(out int used))
        {
            int count = System.Numerics.BitOperations.PopCount((uint)used);
            var alternatives = new List<Expression>();
            if (count > 0 && count >= facts.MinItems) alternatives.Add(Expression.Empty);
            for (int i = 0; i < values.Count && count < facts.MaxItems; i++)
            {
                if ((used & 1 << i) != 0) continue;
                alternatives.Add(Expression.Of(count == 0 ? values[i] : compiler.Json.Next(values[i]), new Expression.Rule(Rule(used | 1 << i))));
            }
            compiler.Define(rules[used], Expression.Any(alternatives));
        }
        return new Expression.Rule(rules[0]);

        int Rule(int used)
        {
            if (rules.TryGetValue(used, out int rule)) return rule;
            if (++_rules > MaxCounted) throw new ConstraintException($"{place} needs more than {MaxCounted} rules; fewer values or a smaller maxItems can be enforced", place);
            rules.Add(used, rule = compiler.Add(place));
            open.Enqueue(used);
            return rule;
        }
    }

    /// <summary>The values that satisfy <paramref name="schemas"/>, each once, where they are few; else null.</summary>
    private List<Expression>? Values(List<Schema> schemas)
    {
        var values = new List<JsonElement>();
        foreach (var facts in schemas.Count == 0 ? [] : compiler.Expander.Expand(schemas))
        {
            if (Values(facts) is not { } some) return null;
            foreach (var value in some)
                if (!values.Exists(other => SchemaCheck.AreEqual(other, value))) values.Add(value);
        }
        return values.Count is > 0 and <= MaxUniqueValues ? [.. values.Select(SchemaCompiler.Literal)] : null;
    }

    private IEnumerable<JsonElement>? Values(SchemaFacts facts)
    {
        if (facts.Values is { } given) return given.Where(value => compiler.Check.Accepts(facts, value));
        if ((facts.Types & ~(JsonTypes.Null | JsonTypes.Boolean | JsonTypes.Integer)) != 0) return null;
        var texts = new List<string>();
        if ((facts.Types & JsonTypes.Null) != 0) texts.Add("null");
        if ((facts.Types & JsonTypes.False) != 0) texts.Add("false");
        if ((facts.Types & JsonTypes.True) != 0) texts.Add("true");
        if ((facts.Types & JsonTypes.Integer) != 0)
        {
            if (SchemaCompiler.Numbers(facts).Enumerate(MaxUniqueValues) is not { } numbers) return null;
            texts.AddRange(numbers.Select(number => number.Mantissa.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        return texts.Select(text => JsonElement.Parse(text)).Where(value => compiler.Check.Accepts(facts, value));
    }
}
