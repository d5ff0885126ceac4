namespace Engine.Chat.Jinja;

internal sealed partial class Evaluator
{
    private Value Evaluate(Expression expression, Scope scope)
    {
        budget.Step();
        budget.Enter();
        Line = expression.Line;
        var value = expression switch
        {
            Constant constant => constant.Value,
            Name name => scope.Find(name.Identifier) ?? Global(name.Identifier),
            AttributeOf member => Members.Attribute(Evaluate(member.Target, scope), member.Attribute),
            ItemOf member => EvaluateItem(member, scope),
            SliceOf slice => EvaluateSlice(slice, scope),
            Call call => CallWith(call, null, scope),
            FilterCall filter => Apply(Function(Filters.Table, "filter", filter.Filter), Evaluate(filter.Target!, scope), filter.Arguments, scope),
            TestCall test => Apply(Function(Tests.Table, "test", test.Test), Evaluate(test.Target, scope), test.Arguments, scope),
            Arithmetic sum => EvaluateArithmetic(sum, scope),
            Concatenation join => EvaluateConcatenation(join, scope),
            Comparison comparison => EvaluateComparison(comparison, scope),
            Logical logical => EvaluateLogical(logical, scope),
            Negation not => !Evaluate(not.Operand, scope).IsTrue,
            Sign sign => Operators.Signed(sign.Minus, Evaluate(sign.Operand, scope)),
            Conditional choice => EvaluateConditional(choice, scope),
            ListLiteral list => budget.Make(new ListValue(EvaluateAll(list.Items, scope), list.IsTuple ? SequenceKind.Tuple : SequenceKind.List)),
            DictLiteral dict => EvaluateDict(dict, scope),
            _ => throw new InvalidOperationException($"no rule for {expression.GetType().Name}"),
        };
        budget.Leave();
        return value;
    }

    private static Value Global(string name) =>
        Globals.Table.TryGetValue(name, out var function) ? new FunctionValue(function, NoneValue.None) : UndefinedValue.Name(name);

    private Value[] EvaluateAll(Expression[] expressions, Scope scope)
    {
        var values = new Value[expressions.Length];
        for (int i = 0; i < values.Length; i++) values[i] = Evaluate(expressions[i], scope);
        return values;
    }

    private DictValue EvaluateDict(DictLiteral dict, Scope scope)
    {
        var entries = new KeyValuePair<Value, Value>[dict.Pairs.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = new(Evaluate(dict.Pairs[i].Key, scope), Evaluate(dict.Pairs[i].Value, scope));
            budget.Walk(entries[i].Key);
            budget.HoldObjects(1);
        }
        return new(entries);
    }

    private Value EvaluateItem(ItemOf member, Scope scope)
    {
        var target = Evaluate(member.Target, scope);
        var index = Evaluate(member.Index, scope);
        budget.Walk(target is Text { IsFlat: false } ? target : index);
        return Members.Item(target, index);
    }

    private Value EvaluateSlice(SliceOf slice, Scope scope)
    {
        Value? Part(Expression? part) => part is null ? null : Evaluate(part, scope);
        var target = Evaluate(slice.Target, scope);
        return budget.Make(Operators.Slice(budget, target, Part(slice.Start), Part(slice.Stop), Part(slice.Step)));
    }

    private Value EvaluateArithmetic(Arithmetic sum, Scope scope)
    {
        var left = Evaluate(sum.Left, scope);
        var result = Operators.Arithmetic(budget, sum.Operator, left, Evaluate(sum.Right, scope));
        // Numbers are soon forgotten, and what keeps many of them pays for keeping them.
        return result is NumberValue ? result : budget.Make(result);
    }

    private Text EvaluateConcatenation(Concatenation join, Scope scope)
    {
        var text = new TextBuilder(budget);
        foreach (var part in join.Parts) Evaluate(part, scope).Print(text);
        return text.ToText();
    }

    private Value EvaluateComparison(Comparison comparison, Scope scope)
    {
        var left = Evaluate(comparison.First, scope);
        foreach (var (op, operand) in comparison.Rest)
        {
            var right = Evaluate(operand, scope);
            if (op is not ("in" or "not in")) budget.Compare(left, right);
            else if (left is Text part && right is Text text) budget.Search(text, part);
            else budget.Walk(right is DictValue ? left : right);
            if (!Operators.Compare(op, left, right)) return false;
            left = right;
        }
        return true;
    }

    private Value EvaluateLogical(Logical logical, Scope scope)
    {
        var left = Evaluate(logical.Left, scope);
        return left.IsTrue == logical.IsOr ? left : Evaluate(logical.Right, scope);
    }

    private Value EvaluateConditional(Conditional choice, Scope scope)
    {
        if (Evaluate(choice.Test, scope).IsTrue) return Evaluate(choice.Then, scope);
        return choice.Else is null
            ? new UndefinedValue("the inline if-expression evaluated to false and no else section was defined.")
            : Evaluate(choice.Else, scope);
    }

    private Value CallWith(Call call, MacroValue? caller, Scope scope)
    {
        var target = Evaluate(call.Target, scope);
        var arguments = EvaluateArguments(call.Arguments, scope);
        if (caller is not null) arguments = arguments with { Named = [.. arguments.Named, ("caller", caller)] };
        return target switch
        {
            CallableValue callable => callable.Call(this, arguments),
            UndefinedValue undefined => throw undefined.Error(),
            _ => throw new ChatTemplateException($"'{target.TypeName}' object is not callable"),
        };
    }

    private Value Filtered(FilterCall? filter, Value value, Scope scope) =>
        filter is null ? value : Apply(Function(Filters.Table, "filter", filter.Filter), Filtered(filter.Target as FilterCall, value, scope), filter.Arguments, scope);

    /// <summary>What a name stands for; only now that it is reached, one we do not have is refused.</summary>
    private static Function Function(Dictionary<string, Function> table, string what, string name) =>
        table.TryGetValue(name, out var function) ? function : throw new ChatTemplateException($"the {what} '{name}' is not supported");

    private Value Apply(Function function, Value subject, ArgumentList arguments, Scope scope)
    {
        return function.Invoke(this, subject, EvaluateArguments(arguments, scope));
    }

    private Arguments EvaluateArguments(ArgumentList list, Scope scope)
    {
        if (list == ArgumentList.Empty) return Arguments.None;
        var positional = EvaluateAll(list.Positional, scope);
        var named = new (string, Value)[list.Named.Length];
        for (int i = 0; i < named.Length; i++) named[i] = (list.Named[i].Name, Evaluate(list.Named[i].Value, scope));
        if (list.Spread is not null) positional = [.. positional, .. budget.Iterate(Evaluate(list.Spread, scope))];
        if (list.SpreadNamed is not null)
        {
            var entries = Evaluate(list.SpreadNamed, scope) as DictValue ?? throw new ChatTemplateException("argument after ** must be a mapping");
            named = [.. named, .. entries.Entries.Select(entry => (entry.Key.ToText(budget).Chars, entry.Value))];
        }
        return new(positional, named);
    }
}
