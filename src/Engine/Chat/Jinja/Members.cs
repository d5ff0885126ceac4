using System.Globalization;

namespace Engine.Chat.Jinja;

/// <summary>What a dot or brackets find on a value. Source: jinja2, <c>SandboxedEnvironment.getattr</c> and <c>getitem</c>.</summary>
internal static class Members
{
    /// <summary><c>target.name</c>: an attribute or method, else an entry.</summary>
    public static Value Attribute(Value target, string name)
    {
        if (target is UndefinedValue undefined) throw undefined.Error();
        return Own(target, name) ?? (target is DictValue dict && dict.TryGet(name, out var entry) ? entry : UndefinedValue.Member(target, name));
    }

    /// <summary>The filter <c>attr</c>: never an entry.</summary>
    public static Value AttributeOnly(Value target, Text name) => Own(target, name.Chars) ?? UndefinedValue.Member(target, name);

    /// <summary><c>target[key]</c>: an entry or item, else an attribute or method.</summary>
    public static Value Item(Value target, Value key)
    {
        if (target is UndefinedValue undefined) throw undefined.Error();
        if (target is DictValue dict && key is not (ListValue { Kind: not SequenceKind.Tuple } or DictValue) && dict.TryGet(key, out var entry)) return entry;
        if (key is NumberValue { Whole: { } index } && Operators.At(target, index) is { } item) return item;
        return key is Text name && Own(target, name.Chars) is { } own ? own : UndefinedValue.Member(target, key);
    }

    /// <summary>Follows <c>"a.b.0"</c> or an index; none is the value itself.</summary>
    public static Value Path(Value value, Value? path, Value? otherwise = null)
    {
        if (path is null or NoneValue) return value;
        IEnumerable<Value> keys = path is Text { Chars: var names }
            ? names.Split('.').Select(part => part.All(char.IsAsciiDigit) && part.Length is > 0 and < 10 ? int.Parse(part, CultureInfo.InvariantCulture) : (Value)part)
            : [path];
        foreach (var key in keys)
        {
            value = Item(value, key);
            if (otherwise is not null && value is UndefinedValue) value = otherwise;
        }
        return value;
    }

    private static Value? Own(Value target, string name) => target switch
    {
        NamespaceValue made => made.Attributes.GetValueOrDefault(name),
        LoopValue loop => loop.Attribute(name),
        CyclerValue cycler => cycler.Attribute(name),
        SelfValue self => self.Attribute(name),
        ListValue { FieldNames.Length: > 0 } list when Array.IndexOf(list.FieldNames, name) is >= 0 and var at => list.Span[at],
        _ => Methods.Find(target, name),
    };
}
