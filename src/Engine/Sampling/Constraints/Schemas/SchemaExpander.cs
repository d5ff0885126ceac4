using System.Text.Json;

namespace Engine.Sampling.Constraints;

/// <summary>
/// Finds what a value must be under several schemas at once: follows references, joins what allOf says, and gives each choice of branches of anyOf and
/// oneOf its own <see cref="SchemaFacts"/>. A value is right when it is right for one of them.
/// </summary>
internal sealed class SchemaExpander(SchemaDocument document)
{
    // Branches multiply: more than these would make a grammar that nobody meant.
    private const int MaxBranches = 1024;
    private const int MaxDepth = 64;

    private readonly SchemaKeywords _keywords = new();

    /// <summary>Set by the compiler: whether no value is right for both schemas.</summary>
    public Func<Schema, Schema, bool> AreDisjoint { get; set; } = (_, _) => false;

    private readonly HashSet<string> _exclusive = [];   // places of oneOf whose branches are known to be disjoint

    /// <exception cref="ConstraintException">A keyword is unknown, malformed or cannot be enforced.</exception>
    public List<SchemaFacts> Expand(IReadOnlyList<Schema> schemas)
    {
        var all = new List<SchemaFacts>();
        var open = new Stack<Dictionary<string, int>>();
        open.Push([]);
        while (open.TryPop(out var choices))
        {
            var visit = new Visit(this, choices);
            foreach (var schema in schemas) visit.Add(schema, 0);
            if (visit.Undecided is (string place, int count))
            {
                // The first branch is tried first.
                for (int branch = count - 1; branch >= 0; branch--) open.Push(new(choices) { [place] = branch });
            }
            else if (visit.Facts.Types != JsonTypes.None) all.Add(visit.Facts);
            if (all.Count + open.Count > MaxBranches)
                throw new ConstraintException($"{schemas[0].Pointer} has more than {MaxBranches} combinations of branches", schemas[0].Pointer);
        }
        return all;
    }

    /// <summary>One choice of branches, from the schemas down.</summary>
    private sealed class Visit(SchemaExpander expander, Dictionary<string, int> choices)
    {
        private readonly HashSet<string> _done = [];
        private readonly HashSet<string> _within = [];

        public SchemaFacts Facts { get; } = new();

        /// <summary>The first place where a branch is to be chosen yet, and how many there are.</summary>
        public (string Place, int Count)? Undecided { get; private set; }

        public void Add(Schema schema, int depth)
        {
            if (_within.Contains(schema.Key) || depth > MaxDepth)
                throw new ConstraintException($"{schema.Pointer} refers to itself with nothing between, or through more than {MaxDepth} others", schema.Pointer);
            if (!_done.Add(schema.Key)) return;
            Facts.Schemas.Add(schema);
            switch (schema.Element.ValueKind)
            {
                case JsonValueKind.True or JsonValueKind.False:
                    if (schema.Element.ValueKind == JsonValueKind.True == schema.IsNegated) Facts.Types = JsonTypes.None;
                    return;
                case JsonValueKind.Object:
                    break;
                default:
                    throw new ConstraintException($"{schema.Pointer} is {Quote.Short(schema.Element.ToString())}; a schema (an object, true or false) was expected", schema.Pointer);
            }
            if (schema.IsNegated)
            {
                SchemaKeywords.Exclude(schema, Facts);
                return;
            }
            _within.Add(schema.Key);
            expander._keywords.Read(schema, Facts);
            Follow(schema, depth + 1);
            _within.Remove(schema.Key);
        }

        private void Follow(Schema schema, int depth)
        {
            if (schema.Element.TryGetProperty("$ref", out var reference))
            {
                string place = schema.At("$ref");
                if (reference.ValueKind != JsonValueKind.String) throw SchemaKeywords.Wrong(place, reference, "a text");
                Add(expander.Document.Resolve(reference.GetString()!, place), depth);
            }
            foreach (var part in SchemaKeywords.Schemas(schema, "allOf")) Add(part, depth);
            if (schema.Element.TryGetProperty("not", out var not)) Add(schema.Child("not", not) with { IsNegated = true }, depth);
            Choose(schema, "anyOf", depth);
            Choose(schema, "oneOf", depth);
        }

        private void Choose(Schema schema, string keyword, int depth)
        {
            var branches = SchemaKeywords.Schemas(schema, keyword);
            if (branches.Count == 0) return;
            string place = schema.At(keyword);
            if (keyword == "oneOf") expander.RequireDisjoint(branches, place);
            if (choices.TryGetValue(place, out int branch)) Add(branches[branch], depth);
            else Undecided ??= (place, branches.Count);
        }
    }

    private SchemaDocument Document => document;

    private void RequireDisjoint(List<Schema> branches, string place)
    {
        if (!_exclusive.Add(place)) return;
        for (int i = 0; i < branches.Count; i++)
            for (int j = 0; j < i; j++)
                if (!AreDisjoint(branches[j], branches[i]))
                    throw new ConstraintException($"{place} cannot be enforced: a value might satisfy both branch {j} and branch {i}; use anyOf, or give them different types, constants or a required property that tells them apart", place);
    }
}
