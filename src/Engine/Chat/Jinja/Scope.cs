namespace Engine.Chat.Jinja;

/// <summary>Variables of a template, loop body, macro or block, and where to look for the others. Source: jinja2's scoping; <c>if</c> has none.</summary>
internal sealed class Scope(Scope? outer = null)
{
    private readonly Dictionary<string, Value> _variables = [];

    public Value? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
            if (scope._variables.TryGetValue(name, out var value)) return value;
        return null;
    }

    public Scope? Outer { get; } = outer;

    public void Set(string name, Value value) => _variables[name] = value;
}

/// <summary>The variable <c>loop</c>.</summary>
internal sealed class LoopValue(Value[] items) : Value
{
    private static readonly Function s_cycle = new("cycle", "*", (_, loop, a) => a.All.Positional is { Length: > 0 } values
        ? values[((LoopValue)loop).Index % values.Length]
        : throw new ChatTemplateException("no items for cycling given"));

    private static readonly Function s_changed = new("changed", "*", (_, loop, a) => ((LoopValue)loop).Changed(new(a.All.Positional, SequenceKind.Tuple)));

    private ListValue? _last;

    /// <summary>Counted from 0.</summary>
    public int Index { get; set; }

    public override string TypeName => "jinja2.runtime.LoopContext object";

    public override int? Count => items.Length;

    public Value? Attribute(string name) => name switch
    {
        "index" => Index + 1,
        "index0" => Index,
        "revindex" => items.Length - Index,
        "revindex0" => items.Length - Index - 1,
        "first" => Index == 0,
        "last" => Index == items.Length - 1,
        "length" => items.Length,
        "depth" => 1,
        "depth0" => 0,
        "previtem" => Index > 0 ? items[Index - 1] : new UndefinedValue("there is no previous item"),
        "nextitem" => Index < items.Length - 1 ? items[Index + 1] : new UndefinedValue("there is no next item"),
        "cycle" => new FunctionValue(s_cycle, this),
        "changed" => new FunctionValue(s_changed, this),
        _ => null,
    };

    private bool Changed(ListValue value)
    {
        bool changed = !value.Equals(_last);
        _last = value;
        return changed;
    }
}
