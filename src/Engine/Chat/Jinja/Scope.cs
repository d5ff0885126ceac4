namespace Engine.Chat.Jinja;

/// <summary>Variables of a template, loop body, macro or block, and where to look for the others. Source: jinja2's scoping; <c>if</c> has none.</summary>
internal sealed class Scope(Scope? outer = null)
{
    private const int FewVariables = 8;

    // Most scopes, one for every turn of every loop, have two or three variables: a search is faster than a hash, and far faster than making a table.
    private string[] _names = new string[4];
    private Value[] _values = new Value[4];
    private int _count;
    private Dictionary<string, int>? _places;

    public Scope? Outer { get; } = outer;

    public Value? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
            if (scope.Place(name) is >= 0 and var place) return scope._values[place];
        return null;
    }

    public void Set(string name, Value value)
    {
        int place = Place(name);
        if (place < 0)
        {
            place = _count++;
            if (place == _names.Length)
            {
                Array.Resize(ref _names, 2 * place);
                Array.Resize(ref _values, 2 * place);
            }
            _names[place] = name;
            if (_count > FewVariables) _places ??= Enumerable.Range(0, place).ToDictionary(at => _names[at]);
            _places?.Add(name, place);
        }
        _values[place] = value;
    }

    private int Place(string name) => _places is null ? Array.IndexOf(_names, name, 0, _count) : _places.GetValueOrDefault(name, -1);
}

/// <summary>The variable <c>loop</c>. Of a recursive loop it is also a function, which runs the loop over other items.</summary>
internal sealed class LoopValue(int count, Func<int, Value> item, int depth, Func<Value, int, Text>? recursion) : CallableValue
{
    private static readonly Function s_cycle = new("cycle", "*", (_, loop, a) => a.All.Positional is { Length: > 0 } values
        ? values[((LoopValue)loop).Index % values.Length]
        : throw new ChatTemplateException("no items for cycling given"));

    private static readonly Function s_changed = new("changed", "*", (_, loop, a) => ((LoopValue)loop).Changed(new(a.All.Positional, SequenceKind.Tuple)));

    private ListValue? _last;

    /// <summary>Counted from 0.</summary>
    public int Index { get; set; }

    public override string TypeName => "jinja2.runtime.LoopContext object";

    public override int? Count => count;

    public Value? Attribute(string name) => name switch
    {
        "index" => Index + 1,
        "index0" => Index,
        "revindex" => count - Index,
        "revindex0" => count - Index - 1,
        "first" => Index == 0,
        "last" => Index == count - 1,
        "length" => count,
        "depth" => depth + 1,
        "depth0" => depth,
        "previtem" => Index > 0 ? item(Index - 1) : new UndefinedValue("there is no previous item"),
        "nextitem" => Index < count - 1 ? item(Index + 1) : new UndefinedValue("there is no next item"),
        "cycle" => new FunctionValue(s_cycle, this),
        "changed" => new FunctionValue(s_changed, this),
        _ => null,
    };

    public override Value Call(Evaluator evaluator, Arguments arguments)
    {
        if (recursion is null) throw new ChatTemplateException("The loop must have the 'recursive' marker to be called recursively.");
        return arguments is { Positional: [var items], Named: [] } ? recursion(items, depth + 1) : throw new ChatTemplateException("loop() takes one argument, what to go over");
    }

    private bool Changed(ListValue value)
    {
        bool changed = !value.Equals(_last);
        _last = value;
        return changed;
    }
}

/// <summary>The variable <c>self</c>: the blocks of the template, as functions.</summary>
internal sealed class SelfValue(Func<string, CallableValue?> block) : Value
{
    public override string TypeName => "jinja2.runtime.TemplateReference";

    public Value? Attribute(string name) => block(name);
}

/// <summary>A block of the template as a function that writes it again.</summary>
internal sealed class BlockValue(string name, Func<Text> write) : CallableValue
{
    public override string TypeName => "jinja2.runtime.BlockReference";

    public override Value Call(Evaluator evaluator, Arguments arguments) =>
        arguments is { Positional: [], Named: [] } ? write() : throw new ChatTemplateException($"block '{name}' takes no arguments");
}
