namespace Engine.Chat.Jinja;

/// <summary>What may follow <c>is</c>, one row each.</summary>
internal static class Tests
{
    public static readonly Dictionary<string, Function> Table = Function.Table(
        new("boolean", "", (_, v, _) => v is BoolValue),
        new("callable", "", (_, v, _) => v is CallableValue or UndefinedValue),
        new("defined", "", (_, v, _) => v is not UndefinedValue),
        new("divisibleby", "num", (_, v, a) => Operators.Arithmetic("%", v, a[0]!).Equals(0)),
        new("eq", "other", Comparing("==")),
        new("equalto", "other", Comparing("==")),
        new("==", "other", Comparing("==")),
        new("even", "", (_, v, _) => Operators.Arithmetic("%", v, 2).Equals(0)),
        new("false", "", (_, v, _) => v is BoolValue { IsTrue: false }),
        new("filter", "", (_, v, _) => v is Text name && Filters.Table.ContainsKey(name.Chars)),
        new("float", "", (_, v, _) => v is FloatValue),
        new("ge", "other", Comparing(">=")),
        new(">=", "other", Comparing(">=")),
        new("gt", "other", Comparing(">")),
        new("greaterthan", "other", Comparing(">")),
        new(">", "other", Comparing(">")),
        new("in", "seq", Comparing("in")),
        new("integer", "", (_, v, _) => v is IntValue),
        new("iterable", "", (_, v, _) => v is Text || v.Items is not null),
        new("le", "other", Comparing("<=")),
        new("<=", "other", Comparing("<=")),
        new("lower", "", (_, v, _) => Methods.IsCased(v.ToText().Chars, char.IsLower, char.IsUpper)),
        new("lt", "other", Comparing("<")),
        new("lessthan", "other", Comparing("<")),
        new("<", "other", Comparing("<")),
        new("mapping", "", (_, v, _) => v is DictValue),
        new("ne", "other", Comparing("!=")),
        new("!=", "other", Comparing("!=")),
        new("none", "", (_, v, _) => v is NoneValue),
        new("number", "", (_, v, _) => v is NumberValue),
        new("odd", "", (_, v, _) => Operators.Arithmetic("%", v, 2).Equals(1)),
        new("sameas", "other", (_, v, a) => ReferenceEquals(v, a[0]) || v.TypeName == a[0]!.TypeName && v is Text or NumberValue && v.Equals(a[0])),
        new("sequence", "", (_, v, _) => v is Text or DictValue or UndefinedValue or ListValue { IsIndexable: true }),
        new("string", "", (_, v, _) => v is Text),
        new("test", "", (_, v, _) => v is Text name && Known(name.Chars)),
        new("true", "", (_, v, _) => v is BoolValue { IsTrue: true }),
        new("undefined", "", (_, v, _) => v is UndefinedValue),
        new("upper", "", (_, v, _) => Methods.IsCased(v.ToText().Chars, char.IsUpper, char.IsLower)));

    private static bool Known(string name) => Table.ContainsKey(name);

    private static FunctionBody Comparing(string op) => (evaluator, value, arguments) =>
    {
        evaluator.Budget.Walk(value);
        return Operators.Compare(op, value, arguments[0]!);
    };
}
