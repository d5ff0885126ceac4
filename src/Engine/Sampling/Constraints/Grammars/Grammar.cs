namespace Engine.Sampling.Constraints;

/// <summary>Rules and the one that a text must follow.</summary>
internal sealed class Grammar
{
    private readonly List<Expression?> _rules = [];
    private readonly List<string> _names = [];

    /// <summary>The rule of the whole text.</summary>
    public Expression Root { get; set; } = Expression.Nothing;

    /// <summary>Whether the texts are JSON with objects in which a name might come twice: whoever writes them has to see to it.</summary>
    public bool HasOpenNames { get; set; }

    public int RuleCount => _rules.Count;

    /// <summary>A new rule, to be defined.</summary>
    public int Add(string name)
    {
        _rules.Add(null);
        _names.Add(name);
        return _rules.Count - 1;
    }

    public void Define(int rule, Expression expression) => _rules[rule] = expression;

    public bool IsDefined(int rule) => _rules[rule] is not null;

    public Expression this[int rule] => _rules[rule] ?? throw new InvalidOperationException($"rule {_names[rule]} is not defined");

    public string Name(int rule) => _names[rule];

    /// <summary>The same rules with another root.</summary>
    public Grammar With(Expression root)
    {
        var grammar = new Grammar { Root = root, HasOpenNames = HasOpenNames };
        grammar._rules.AddRange(_rules);
        grammar._names.AddRange(_names);
        return grammar;
    }

    /// <summary>Takes the rules of <paramref name="other"/> in, and returns its root as an expression of this grammar.</summary>
    public Expression Import(Grammar other)
    {
        int offset = _rules.Count;
        _names.AddRange(other._names);
        _rules.AddRange(other._rules.Select(rule => rule is null ? null : Moved(rule)));
        HasOpenNames |= other.HasOpenNames;
        return Moved(other.Root);

        Expression Moved(Expression expression) => expression switch
        {
            Expression.Rule rule => new Expression.Rule(rule.Id + offset),
            Expression.Sequence sequence => new Expression.Sequence([.. sequence.Parts.Select(Moved)]),
            Expression.Choice choice => new Expression.Choice([.. choice.Alternatives.Select(Moved)]),
            Expression.Repeat repeat => repeat with { Body = Moved(repeat.Body) },
            Expression.FreeUntil free => free with { Triggers = [.. free.Triggers.Select(trigger => trigger with { Then = Moved(trigger.Then) })] },
            _ => expression,
        };
    }
}
