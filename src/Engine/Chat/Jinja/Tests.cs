namespace Engine.Chat.Jinja;

/// <summary>What may follow <c>is</c>, one row each.</summary>
internal static class Tests
{
    public static readonly Dictionary<string, Function> Table = Function.Table(
        new("boolean", "", (_, v, _) => v is BoolValue, Reads: false),
        new("callable", "", (_, v, _) => v is CallableValue or UndefinedValue, Reads: false),
        new("defined", "", (_, v, _) => v is not UndefinedValue, Reads: false),
        new("divisibleby", "num", (e, v, a) => Operators.Arithmetic(e.Budget, "%", v, a[0]!).Equals(0)),
        new("escaped", "", (_, v, _) => v is Text { IsMarkup: true }, Reads: false),
        new("eq", "other", Comparing("==")),
        new("equalto", "other", Comparing("==")),
        new("==", "other", Comparing("==")),
        new("even", "", (e, v, _) => Operators.Arithmetic(e.Budget, "%", v, 2).Equals(0)),
        new("false", "", (_, v, _) => v is BoolValue { IsTrue: false }, Reads: false),
        new("filter", "", (_, v, _) => v is Text name && Filters.Table.ContainsKey(name.Chars), Reads: false),
        new("float", "", (_, v, _) => v is FloatValue, Reads: false),
        new("ge", "other", Comparing(">=")),
        new(">=", "other", Comparing(">=")),
        new("gt", "other", Comparing(">")),
        new("greaterthan", "other", Comparing(">")),
        new(">", "other", Comparing(">")),
        new("in", "seq", Comparing("in")),
        new("integer", "", (_, v, _) => v is IntValue, Reads: false),
        new("iterable", "", (_, v, _) => v is Text || v.Items is not null, Reads: false),
        new("le", "other", Comparing("<=")),
        new("<=", "other", Comparing("<=")),
        new("lower", "", (e, v, _) => Methods.IsCased(v.ToText(e.Budget).Chars, char.IsLower, char.IsUpper)),
        new("lt", "other", Comparing("<")),
        new("lessthan", "other", Comparing("<")),
        new("<", "other", Comparing("<")),
        new("mapping", "", (_, v, _) => v is DictValue, Reads: false),
        new("ne", "other", Comparing("!=")),
        new("!=", "other", Comparing("!=")),
        new("none", "", (_, v, _) => v is NoneValue, Reads: false),
        new("number", "", (_, v, _) => v is NumberValue, Reads: false),
        new("odd", "", (e, v, _) => Operators.Arithmetic(e.Budget, "%", v, 2).Equals(1)),
        new("sameas", "other", (_, v, a) => ReferenceEquals(v, a[0]) || v.TypeName == a[0]!.TypeName && v is Text or NumberValue && v.Equals(a[0]), Reads: false),
        new("sequence", "", (_, v, _) => v is Text or DictValue or UndefinedValue or RangeValue or ListValue { IsIndexable: true }, Reads: false),
        new("string", "", (_, v, _) => v is Text, Reads: false),
        new("test", "", (_, v, _) => v is Text name && Known(name.Chars), Reads: false),
        new("true", "", (_, v, _) => v is BoolValue { IsTrue: true }, Reads: false),
        new("undefined", "", (_, v, _) => v is UndefinedValue, Reads: false),
        new("upper", "", (e, v, _) => Methods.IsCased(v.ToText(e.Budget).Chars, char.IsUpper, char.IsLower)));

    private static bool Known(string name) => Table.ContainsKey(name);

    private static FunctionBody Comparing(string op) => (evaluator, value, arguments) =>
    {
        if (op != "in") evaluator.Budget.Compare(value, arguments[0]!);
        else if (value is Text part && arguments[0] is Text text) evaluator.Budget.Search(text, part);
        else evaluator.Budget.Walk(arguments[0]!);
        return Operators.Compare(op, value, arguments[0]!);
    };
}
