namespace Engine.Chat.Jinja;

/// <summary>The functions every template knows, one row each.</summary>
internal static class Globals
{
    /// <summary>The sandbox's limit in jinja2 as well.</summary>
    private const int MaxRange = 100_000;

    public static readonly Dictionary<string, Function> Table = Function.Table(
        new("range", "start stop? step?", (_, _, a) => Range(a)),
        new("namespace", "*", (e, _, a) => Namespace(e, a.All)),
        new("dict", "*", (e, _, a) => Dict(e, a.All)),
        new("joiner", "sep?", (_, _, a) => new JoinerValue(a[0] ?? new Text(", "))),
        new("cycler", "*", (_, _, a) => new CyclerValue(a.All.Positional)),
        new("raise_exception", "message", (e, _, a) => throw ChatTemplateException.Raised(a[0]!.ToText(e.Budget).Chars)),
        new("strftime_now", "format", (e, _, a) => PythonFormat.Date(e.Now, a.Text(0).Chars)));

    private static RangeValue Range(Bound a)
    {
        long start = a.Has(1) ? a.Int(0) : 0, stop = a.Has(1) ? a.Int(1) : a.Int(0), step = a.Int(2, 1);
        if (step == 0) throw new ChatTemplateException("range() arg 3 must not be zero");
        long count = Math.Max(0, (stop - start + step - Math.Sign(step)) / step);
        if (count > MaxRange) throw new ChatTemplateException($"Range too big. The sandbox blocks ranges larger than MAX_RANGE ({MaxRange}).");
        return new(start, step, (int)count);
    }

    private static NamespaceValue Namespace(Evaluator evaluator, Arguments arguments)
    {
        var made = new NamespaceValue();
        foreach (var (key, value) in Dict(evaluator, arguments).Entries) made.Attributes[key.ToText(evaluator.Budget).Chars] = value;
        return made;
    }

    private static DictValue Dict(Evaluator evaluator, Arguments arguments)
    {
        if (arguments.Positional.Length > 1) throw new ChatTemplateException($"dict expected at most 1 argument, got {arguments.Positional.Length}");
        IEnumerable<KeyValuePair<Value, Value>> entries = arguments.Positional switch
        {
            [] => [],
            [DictValue dict] => dict.Entries,
            [var pairs, ..] => evaluator.Budget.Iterate(pairs).Select(pair => evaluator.Budget.Iterate(pair).ToArray() is [var key, var value]
                ? KeyValuePair.Create(key, value)
                : throw new ChatTemplateException("dict needs pairs of key and value")),
        };
        var made = new DictValue(entries.Concat(arguments.Named.Select(named => KeyValuePair.Create<Value, Value>(named.Name, named.Value))));
        evaluator.Budget.HoldObjects(made.Entries.Count);
        foreach (var key in made.Entries.Keys) evaluator.Budget.Walk(key);
        return made;
    }
}

/// <summary>What <c>joiner()</c> makes: called, it gives nothing the first time and its separator from then on.</summary>
internal sealed class JoinerValue(Value separator) : CallableValue
{
    private bool _isUsed;

    public override string TypeName => "jinja2.utils.Joiner object";

    public override Value Call(Evaluator evaluator, Arguments arguments)
    {
        if (_isUsed) return separator;
        _isUsed = true;
        return Text.Empty;
    }
}

/// <summary>What <c>cycler()</c> makes: goes round its items, one with every <c>next()</c>.</summary>
internal sealed class CyclerValue : Value
{
    private static readonly Function s_next = new("next", "", (_, cycler, _) => ((CyclerValue)cycler).Next());
    private static readonly Function s_reset = new("reset", "", (_, cycler, _) => ((CyclerValue)cycler).Reset());

    private readonly Value[] _items;
    private int _at;

    public CyclerValue(Value[] items) => _items = items.Length > 0 ? items : throw new ChatTemplateException("at least one item has to be provided");

    public override string TypeName => "jinja2.utils.Cycler object";

    public Value? Attribute(string name) => name switch
    {
        "current" => _items[_at],
        "items" => new ListValue(_items, SequenceKind.Tuple),
        "pos" => _at,
        "next" => new FunctionValue(s_next, this),
        "reset" => new FunctionValue(s_reset, this),
        _ => null,
    };

    private Value Next()
    {
        var item = _items[_at];
        _at = (_at + 1) % _items.Length;
        return item;
    }

    private NoneValue Reset()
    {
        _at = 0;
        return NoneValue.None;
    }
}
