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
        new("raise_exception", "message", (_, _, a) => throw ChatTemplateException.Raised(a[0]!.ToText().Chars)),
        new("strftime_now", "format", (e, _, a) => PythonFormat.Date(e.Now, a.Text(0).Chars)));

    private static ListValue Range(Bound a)
    {
        long start = a.Has(1) ? a.Int(0) : 0, stop = a.Has(1) ? a.Int(1) : a.Int(0), step = a.Int(2, 1);
        if (step == 0) throw new ChatTemplateException("range() arg 3 must not be zero");
        long count = Math.Max(0, (stop - start + step - Math.Sign(step)) / step);
        if (count > MaxRange) throw new ChatTemplateException($"Range too big. The sandbox blocks ranges larger than MAX_RANGE ({MaxRange}).");
        var items = new Value[count];
        for (int i = 0; i < items.Length; i++) items[i] = new IntValue(start + i * step);
        return new(items, SequenceKind.Range);
    }

    private static NamespaceValue Namespace(Evaluator evaluator, Arguments arguments)
    {
        var made = new NamespaceValue();
        foreach (var (key, value) in Dict(evaluator, arguments).Entries) made.Attributes[key.ToText().Chars] = value;
        return made;
    }

    private static DictValue Dict(Evaluator evaluator, Arguments arguments)
    {
        if (arguments.Positional.Length > 1) throw new ChatTemplateException($"dict expected at most 1 argument, got {arguments.Positional.Length}");
        IEnumerable<KeyValuePair<Value, Value>> entries = arguments.Positional switch
        {
            [] => [],
            [DictValue dict] => dict.Entries,
            [var pairs, ..] => Operators.Iterate(pairs).Select(pair => Operators.Iterate(pair).ToArray() is [var key, var value]
                ? KeyValuePair.Create(key, value)
                : throw new ChatTemplateException("dict needs pairs of key and value")),
        };
        var made = new DictValue(entries.Concat(arguments.Named.Select(named => KeyValuePair.Create<Value, Value>(named.Name, named.Value))));
        evaluator.Budget.Step(made.Entries.Count);
        return made;
    }
}
