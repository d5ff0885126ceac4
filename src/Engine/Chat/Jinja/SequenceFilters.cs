namespace Engine.Chat.Jinja;

/// <summary>Filters over lists and dicts that need more than a line.</summary>
internal static class SequenceFilters
{
    private const int MaxItems = 1 << 20;

    private static readonly string[] s_group = ["grouper", "list"];

    public static Value Map(Evaluator evaluator, Value value, Bound bound)
    {
        var arguments = bound.All;
        if (arguments.Positional.Length == 0)
        {
            var attribute = Array.Find(arguments.Named, named => named.Name == "attribute").Value
                ?? throw new ChatTemplateException("map requires a filter argument");
            var otherwise = Array.Find(arguments.Named, named => named.Name == "default").Value;
            return Generator(Truthy(evaluator, value).Select(item => Members.Path(item, attribute, otherwise)));
        }
        var filter = Named(evaluator, Filters.Table, "filter", arguments.Positional[0]);
        return Generator(Truthy(evaluator, value).Select(item => Apply(evaluator, filter, item, arguments.Skip(1))));
    }

    public static Value Select(Evaluator evaluator, Value value, Arguments arguments, bool keep, bool byAttribute)
    {
        int at = byAttribute ? 1 : 0;
        if (arguments.Positional.Length < at) throw new ChatTemplateException("Missing parameter for attribute name");
        var test = arguments.Positional.Length > at ? Named(evaluator, Tests.Table, "test", arguments.Positional[at]) : null;
        var rest = test is null ? Arguments.None : arguments.Skip(at + 1);
        return Generator(Truthy(evaluator, value).Where(item =>
        {
            var subject = byAttribute ? Members.Path(item, arguments.Positional[0]) : item;
            return (test is null ? subject : Apply(evaluator, test, subject, rest)).IsTrue == keep;
        }));
    }

    public static Value SortDict(Evaluator e, Value value, Bound a)
    {
        var dict = value switch
        {
            DictValue given => given,
            UndefinedValue undefined => throw undefined.Error(),
            _ => throw new ChatTemplateException($"'{value.TypeName}' object has no attribute 'items'"),
        };
        string by = a.Text(1, "key").Chars;
        if (by is not ("key" or "value")) throw new ChatTemplateException("You can only sort by either \"key\" or \"value\"");
        bool caseSensitive = a.IsTrue(0);
        return new ListValue([.. Ordered(e.Budget, dict.View(e.Budget, SequenceKind.Items).Items,
            pair => Key(((ListValue)pair).Span[by == "key" ? 0 : 1], caseSensitive), a.IsTrue(2))]);
    }

    public static Value Sort(Evaluator e, Value value, Bound a)
    {
        bool caseSensitive = a.IsTrue(1);
        Value[] attributes = a.Has(2) && a[2] is Text { Chars: var names } ? [.. names.Split(',').Select(name => (Value)name)] : [a[2] ?? NoneValue.None];
        return new ListValue([.. Ordered(e.Budget, e.Budget.Iterate(value),
            item => new ListValue([.. attributes.Select(attribute => Key(Members.Path(item, attribute), caseSensitive))]), a.IsTrue(0))]);
    }

    public static Value Extreme(Evaluator e, Value value, Bound a, int sign)
    {
        Value? best = null;
        foreach (var item in e.Budget.Iterate(value))
        {
            if (best is not null) e.Budget.Compare(item, best);
            if (best is null || Math.Sign(Operators.Order("<", KeyOf(item), KeyOf(best))) == sign) best = item;
        }
        return best ?? new UndefinedValue("No aggregated item, sequence was empty.");

        Value KeyOf(Value item) => Key(Members.Path(item, a[1]), a.IsTrue(0));
    }

    public static Value Unique(Evaluator e, Value value, Bound a)
    {
        bool caseSensitive = a.IsTrue(0);
        return Generator(e.Budget.Iterate(value).DistinctBy(item =>
        {
            var key = Key(Members.Path(item, a[1]), caseSensitive);
            e.Budget.Walk(key);
            return key;
        }));
    }

    public static Value GroupBy(Evaluator e, Value value, Bound a)
    {
        bool caseSensitive = a.IsTrue(2);
        var groups = new List<(Value Key, List<Value> Items)>();
        foreach (var item in Ordered(e.Budget, e.Budget.Iterate(value), item => KeyOf(item, caseSensitive), reverse: false))
        {
            if (groups.Count == 0 || !KeyOf(groups[^1].Items[0], caseSensitive).Equals(KeyOf(item, caseSensitive))) groups.Add((KeyOf(item, caseSensitive: true), []));
            groups[^1].Items.Add(item);
        }
        return new ListValue([.. groups.Select(group => new ListValue([group.Key, new ListValue([.. group.Items])], SequenceKind.Tuple) { FieldNames = s_group })]);

        Value KeyOf(Value item, bool caseSensitive) => Key(Members.Path(item, a[0], a[1]), caseSensitive);
    }

    public static Value Batch(Evaluator e, Value value, Bound a)
    {
        int size = a.Int(0);
        if (size is < 1 or > MaxItems) throw new ChatTemplateException($"batch: linecount is {size}; 1 to {MaxItems} was expected");
        var rows = e.Budget.Iterate(value).Chunk(size).ToList();
        if (a.Has(1) && rows is [.., var last] && last.Length < size)
        {
            e.Budget.Step(size);
            rows[^1] = [.. last, .. Enumerable.Repeat(a[1]!, size - last.Length)];
        }
        return Generator(rows.Select(row => new ListValue(row)));
    }

    public static Value Slices(Evaluator e, Value value, Bound a)
    {
        int slices = a.Int(0);
        if (slices is < 1 or > MaxItems) throw new ChatTemplateException($"slice: slices is {slices}; 1 to {MaxItems} was expected");
        e.Budget.Step(slices);
        var items = e.Budget.Iterate(value).ToArray();
        var (size, extra) = Math.DivRem(items.Length, slices);
        return Generator(Enumerable.Range(0, slices).Select(i =>
        {
            int start = i * size + Math.Min(i, extra), count = size + (i < extra ? 1 : 0);
            Value[] slice = items[start..(start + count)];
            return new ListValue(a.Has(1) && i >= extra ? [.. slice, a[1]!] : slice);
        }));
    }

    /// <summary>What these filters go over: nothing of what is false, be it iterable or not.</summary>
    private static IEnumerable<Value> Truthy(Evaluator e, Value value) => value.IsTrue ? e.Budget.Iterate(value) : [];

    private static ListValue Generator(IEnumerable<Value> items) => new([.. items], SequenceKind.Generator);

    private static Function Named(Evaluator e, Dictionary<string, Function> table, string what, Value name) =>
        name is Text text && table.TryGetValue(text.Chars, out var function) ? function
            : throw new ChatTemplateException($"the {what} '{name.ToText(e.Budget).Chars}' is not supported");

    private static Value Apply(Evaluator evaluator, Function function, Value item, Arguments arguments)
    {
        return function.Invoke(evaluator, item, arguments);
    }

    private static Value Key(Value value, bool caseSensitive) => value is Text text && !caseSensitive ? CaseMapping.ToLower(text.Chars) : value;

    /// <summary>A stable sort; reversed, equal items keep their order as well.</summary>
    private static List<Value> Ordered(Budget budget, IEnumerable<Value> items, Func<Value, Value> key, bool reverse)
    {
        // As Python asks: is the later one less?
        var order = Comparer<Value>.Create((x, y) =>
        {
            budget.Compare(x, y);
            return -Operators.Order("<", y, x);
        });
        try
        {
            return [.. reverse ? items.OrderByDescending(key, order) : items.OrderBy(key, order)];
        }
        catch (InvalidOperationException error) when (error.InnerException is ChatTemplateException cause)
        {
            throw new ChatTemplateException(cause.Reason, error);
        }
    }
}
