namespace Engine.Sampling.Constraints;

/// <summary>A regular expression, parsed.</summary>
internal abstract record Pattern
{
    // Alternatives that anchors within groups may be multiplied out to.
    private const int MaxAlternatives = 1000;

    private static readonly Expression s_anything = new Expression.Repeat(new Expression.Character(CharacterSet.All), 0);

    /// <summary>One character of the set.</summary>
    public sealed record Character(CharacterSet Set) : Pattern;

    public sealed record Sequence(IReadOnlyList<Pattern> Parts) : Pattern;

    public sealed record Choice(IReadOnlyList<Pattern> Alternatives) : Pattern;

    public sealed record Repeat(Pattern Body, int Min, int Max) : Pattern;

    /// <summary>The beginning (^) or end ($) of the text.</summary>
    public sealed record Anchor(bool IsStart, int Position) : Pattern;

    /// <summary>The texts that are a match from beginning to end.</summary>
    /// <exception cref="ConstraintException">An anchor stands where it cannot hold.</exception>
    public Expression Whole() => Lower(Expression.Empty);

    /// <summary>The texts in which there is a match.</summary>
    /// <exception cref="ConstraintException">An anchor stands where it cannot hold.</exception>
    public Expression Within() => Lower(s_anything);

    private Expression Lower(Expression around)
    {
        var alternatives = new List<Expression>();
        foreach (var parts in MultiplyOut([this]))
        {
            int start = 0, end = parts.Count;
            while (start < end && parts[start] is Anchor { IsStart: true }) start++;
            while (end > start && parts[end - 1] is Anchor { IsStart: false }) end--;
            alternatives.Add(Expression.Of(
                start > 0 ? Expression.Empty : around,
                Expression.Of([.. parts.Skip(start).Take(end - start).Select(Inner)]),
                end < parts.Count ? Expression.Empty : around));
            if (alternatives.Count > MaxAlternatives) throw new ConstraintException("the pattern's anchors stand in too many alternatives; write ^ and $ once, around them", "");
        }
        return Expression.Any(alternatives);
    }

    /// <summary>The sequences a pattern stands for, so that an anchor in a group at its edge stands at the edge.</summary>
    private static IEnumerable<List<Pattern>> MultiplyOut(List<Pattern> parts)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            if (!HasAnchor(parts[i])) continue;
            var (before, after) = (parts[..i], parts[(i + 1)..]);
            switch (parts[i])
            {
                case Sequence sequence:
                    return MultiplyOut([.. before, .. sequence.Parts, .. after]);
                case Choice choice:
                    return choice.Alternatives.SelectMany(alternative => MultiplyOut([.. before, alternative, .. after]));
            }
        }
        return [parts];
    }

    private static bool HasAnchor(Pattern pattern) => pattern switch
    {
        Anchor => true,
        Sequence sequence => sequence.Parts.Any(HasAnchor),
        Choice choice => choice.Alternatives.Any(HasAnchor),
        _ => false,
    };

    private static Expression Inner(Pattern pattern) => pattern switch
    {
        Character character => new Expression.Character(character.Set),
        Sequence sequence => Expression.Of([.. sequence.Parts.Select(Inner)]),
        Choice choice => Expression.Any([.. choice.Alternatives.Select(Inner)]),
        Repeat repeat => new Expression.Repeat(Inner(repeat.Body), repeat.Min, repeat.Max),
        Anchor anchor => throw new ConstraintException(
            $"the anchor {(anchor.IsStart ? '^' : '$')} at position {anchor.Position} is not at an edge of the pattern; it could only hold there", $"position {anchor.Position}"),
        _ => throw new InvalidOperationException($"a pattern of type {pattern.GetType().Name}"),
    };
}
