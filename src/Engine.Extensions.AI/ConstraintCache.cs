namespace Engine.Extensions.AI;

/// <summary>Constraints by the text of their schemas. A constraint learns about the vocabulary while it is used, so one is kept for those that ask again.</summary>
internal sealed class ConstraintCache
{
    private const int MostKept = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Constraint> _kept = [];

    /// <exception cref="ConstraintException">It is no schema, or has what cannot be enforced.</exception>
    public Constraint Get(string schema)
    {
        lock (_gate)
        {
            if (_kept.TryGetValue(schema, out var known)) return known;
        }
        // Compiled outside: one schema does not wait for another.
        var made = Constraint.JsonSchema(schema);
        lock (_gate)
        {
            // An application has few schemas; one that makes them up as it goes must not fill the memory.
            if (_kept.Count >= MostKept) _kept.Clear();
            return _kept.TryGetValue(schema, out var known) ? known : _kept[schema] = made;
        }
    }
}
