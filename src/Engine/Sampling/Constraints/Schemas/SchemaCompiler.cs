using System.Text.Encodings.Web;
using System.Text.Json;

namespace Engine.Sampling.Constraints;

/// <summary>Makes a grammar of the JSON that a schema accepts: a rule for each set of schemas that apply to a value together.</summary>
/// <remarks>
/// What comes out is accepted by the schema; not all that the schema accepts can come out: properties keep the order of the schema, an object with
/// properties has no others unless the schema says which, and texts of enumerated values are written in one way.
/// </remarks>
internal sealed class SchemaCompiler
{
    private const int MaxRules = 20_000;

    // Names are written as they are, where JSON allows it.
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Grammar _grammar = new();
    private readonly Dictionary<string, int> _rules = [];
    private readonly Queue<(int Rule, List<Schema> Schemas)> _open = new();
    private readonly Dictionary<string, Expression> _numbers = [];   // by what is asked of them: their automata take time
    private readonly ObjectTexts _objects;
    private readonly ArrayTexts _arrays;

    private SchemaCompiler(SchemaDocument document)
    {
        Expander = new SchemaExpander(document);
        Check = new SchemaCheck(Expander);
        Strings = new StringTexts(Expander);
        Json = new JsonTexts(_grammar);
        var disjointness = new SchemaDisjointness(this);
        Expander.AreDisjoint = disjointness.AreDisjoint;
        _objects = new ObjectTexts(this);
        _arrays = new ArrayTexts(this);
    }

    public SchemaExpander Expander { get; }

    public SchemaCheck Check { get; }

    public StringTexts Strings { get; }

    public JsonTexts Json { get; }

    /// <exception cref="ConstraintException">It is no schema, or has what cannot be enforced; the message has the JSON pointer.</exception>
    public static Grammar Compile(string schema)
    {
        var document = SchemaDocument.Parse(schema);
        var compiler = new SchemaCompiler(document);
        compiler._grammar.Root = compiler.Value([document.Root]);
        while (compiler._open.TryDequeue(out var rule)) compiler._grammar.Define(rule.Rule, compiler.Texts(rule.Schemas));
        return compiler._grammar;
    }

    /// <summary>The values that satisfy all of <paramref name="schemas"/>.</summary>
    public Expression Value(IReadOnlyList<Schema> schemas)
    {
        var distinct = schemas.DistinctBy(schema => schema.Key).Where(schema => schema.Element.ValueKind != JsonValueKind.True || schema.IsNegated)
            .OrderBy(schema => schema.Key, StringComparer.Ordinal).ToList();
        if (distinct.Count == 0) return Json.Value;
        string key = string.Join('\n', distinct.Select(schema => schema.Key));
        if (!_rules.TryGetValue(key, out int rule))
        {
            _rules.Add(key, rule = _grammar.Add(distinct[0].Pointer));
            _open.Enqueue((rule, distinct));
        }
        return new Expression.Rule(rule);
    }

    /// <summary>A rule of its own, to be defined.</summary>
    public int Add(string name) => _grammar.RuleCount < MaxRules
        ? _grammar.Add(name)
        : throw new ConstraintException($"the schema needs more than {MaxRules} rules, at {name}", name);

    /// <summary>Takes note that there are objects whose names are not all declared.</summary>
    public void HasOpenNames() => _grammar.HasOpenNames = true;

    public void Define(int rule, Expression expression) => _grammar.Define(rule, expression);

    /// <summary>A given value, written in one way.</summary>
    public static Expression Literal(JsonElement value)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, s_plain)) value.WriteTo(writer);
        return value.ValueKind == JsonValueKind.String
            ? Expression.Utf8($"\"{JsonTexts.Escape(value.GetString()!)}\"")
            : new Expression.Text(bytes.ToArray());
    }

    private Expression Texts(List<Schema> schemas)
    {
        var alternatives = Expander.Expand(schemas).Select(facts => Texts(facts, schemas[0].Pointer)).ToList();
        return Expression.Any(alternatives);
    }

    private Expression Texts(SchemaFacts facts, string place)
    {
        if (facts.Values is { } values) return Expression.Any([.. values.Where(value => Check.Accepts(facts, value)).Select(Literal)]);
        foreach (var (value, where) in facts.Excluded)
            if ((SchemaCheck.TypeOf(value) & facts.Types & (JsonTypes.Array | JsonTypes.Object)) != 0)
                throw new ConstraintException($"{where} excludes an array or object, which cannot be enforced", where);

        var alternatives = new List<Expression>();
        if (Has(JsonTypes.Null)) alternatives.Add(Expression.Utf8("null"));
        if (Has(JsonTypes.False)) alternatives.Add(Expression.Utf8("false"));
        if (Has(JsonTypes.True)) alternatives.Add(Expression.Utf8("true"));
        if (Has(JsonTypes.Number)) alternatives.Add(SchemaKeywords.Placed(place, () => Texts(Numbers(facts))));
        if (Has(JsonTypes.Text)) alternatives.Add(SchemaKeywords.Placed(place, () => JsonTexts.Quoted(Strings.Content(facts))));
        if (Has(JsonTypes.Array)) alternatives.Add(_arrays.Texts(facts, place));
        if (Has(JsonTypes.Object)) alternatives.Add(_objects.Texts(facts, place));
        return Expression.Any(alternatives);

        // null, false and true are each the only value of their type: excluded, it is not there.
        bool Has(JsonTypes types) => (facts.Types & types) != 0
            && !(types is JsonTypes.Null or JsonTypes.False or JsonTypes.True && facts.Excluded.Exists(excluded => SchemaCheck.TypeOf(excluded.Value) == types));
    }

    private Expression Texts(NumberLanguage numbers)
    {
        string key = $"{numbers.IsInteger} {numbers.Min} {numbers.Max} {string.Join(' ', numbers.Steps)} not {string.Join(' ', numbers.Excluded)}";
        if (!_numbers.TryGetValue(key, out var texts)) _numbers.Add(key, texts = numbers.Texts());
        return texts;
    }

    /// <summary>What the numbers among the values must be.</summary>
    public static NumberLanguage Numbers(SchemaFacts facts)
    {
        if ((facts.Types & JsonTypes.Number) == JsonTypes.Fraction) throw new ConstraintException("numbers that are no integers cannot be enforced", "");
        return facts.Number with
        {
            IsInteger = (facts.Types & JsonTypes.Fraction) == 0,
            Excluded = [.. facts.Excluded.Where(excluded => excluded.Value.ValueKind == JsonValueKind.Number).Select(excluded => NumberLanguage.Of(excluded.Value, excluded.Place))],
        };
    }
}
