namespace Engine.Chat.Jinja;

/// <summary>Runs a syntax tree: here the statements, in Evaluator.Expressions.cs the values. One rendering, one evaluator.</summary>
internal sealed partial class Evaluator(Budget budget, IReadOnlyDictionary<string, Block> blocks, DateTimeOffset now)
{
    private TextBuilder _output = new(budget);
    private Scope _top = new();

    private enum Flow { Next, Break, Continue }

    public Budget Budget => budget;

    public DateTimeOffset Now => now;

    /// <summary>The line of the statement or expression under evaluation.</summary>
    public int Line { get; private set; }

    public Text Render(Statement[] template, Scope globals)
    {
        _top = new Scope(globals);
        _top.Set("self", new SelfValue(name => blocks.TryGetValue(name, out var block) ? new BlockValue(name, () => Capture(block.Body, new Scope(_top))) : null));
        Execute(template, _top);
        return _output.ToText();
    }

    /// <summary>Calls a macro. Source: jinja2, <c>Macro.__call__</c>.</summary>
    public Text Invoke(Macro macro, Scope closure, Arguments arguments)
    {
        var scope = new Scope(closure);
        var named = arguments.Named.ToDictionary(argument => argument.Name, argument => argument.Value);
        var parameters = macro.Parameters;
        for (int i = 0; i < parameters.Length; i++)
        {
            var (name, otherwise) = (parameters[i].Name, parameters[i].Default);
            if (i < arguments.Positional.Length) scope.Set(name, arguments.Positional[i]);
            else if (named.Remove(name, out var value)) scope.Set(name, value);
            else scope.Set(name, otherwise is null ? new UndefinedValue($"parameter '{name}' was not provided") : Evaluate(otherwise, scope));
        }
        if (macro.TakesCaller && !Array.Exists(parameters, parameter => parameter.Name == "caller"))
            scope.Set("caller", named.Remove("caller", out var caller) ? caller : new UndefinedValue("No caller defined"));
        if (macro.TakesNamed) scope.Set("kwargs", new DictValue(named.Select(left => KeyValuePair.Create<Value, Value>(left.Key, left.Value))));
        else if (named.Count > 0) throw new ChatTemplateException($"macro '{macro.Name}' takes no keyword argument '{named.First().Key}'");
        if (macro.TakesPositional) scope.Set("varargs", new ListValue(arguments.Positional[Math.Min(parameters.Length, arguments.Positional.Length)..], SequenceKind.Tuple));
        else if (arguments.Positional.Length > parameters.Length) throw new ChatTemplateException($"macro '{macro.Name}' takes not more than {parameters.Length} argument(s)");
        return Capture(macro.Body, scope);
    }

    private Text Capture(Statement[] body, Scope scope) => Captured(() => Execute(body, scope));

    /// <summary>What <paramref name="run"/> prints.</summary>
    private Text Captured(Func<Flow> run)
    {
        var outer = _output;
        _output = new TextBuilder(budget);
        run();
        var text = _output.ToText();
        _output = outer;
        return text;
    }

    private Flow Execute(Statement[] body, Scope scope)
    {
        budget.Enter();
        var flow = Flow.Next;
        for (int i = 0; i < body.Length && flow == Flow.Next; i++)
        {
            budget.Step();
            Line = body[i].Line;
            flow = Execute(body[i], scope);
        }
        budget.Leave();
        return flow;
    }

    private Flow Execute(Statement statement, Scope scope)
    {
        switch (statement)
        {
            case TextOutput data:
                Print(data.Text);
                return Flow.Next;
            case Output output:
                Print(Evaluate(output.Value, scope));
                return Flow.Next;
            case If branch:
                return Execute(Array.Find(branch.Branches, candidate => Evaluate(candidate.Test, scope).IsTrue).Body ?? branch.Else, scope);
            case For loop:
                return Loop(loop, Evaluate(loop.Items, scope), scope, depth: 0);
            case Set set:
                Assign(set.Target, Evaluate(set.Value, scope), scope);
                return Flow.Next;
            case SetBlock set:
                Assign(set.Target, Filtered(set.Filter, Capture(set.Body, new Scope(scope)), scope), scope);
                return Flow.Next;
            case FilterBlock block:
                Print(Filtered(block.Filter, Capture(block.Body, new Scope(scope)), scope));
                return Flow.Next;
            case With with:
                var inner = new Scope(scope);
                foreach (var (target, value) in with.Bindings) Assign(target, Evaluate(value, inner), inner);
                return Execute(with.Body, inner);
            case Macro macro:
                scope.Set(macro.Name, new MacroValue(macro, scope));
                return Flow.Next;
            case Block block:
                return Execute(block.Body, new Scope(block.IsScoped ? scope : _top));
            case Unsupported tag:
                throw new ChatTemplateException($"the tag '{tag.Tag}' is not supported");
            case CallBlock block:
                Print(CallWith(block.Call, new MacroValue(block.Caller, scope), scope));
                return Flow.Next;
            case Break:
                return Flow.Break;
            case Continue:
                return Flow.Continue;
            default:
                throw new InvalidOperationException($"no rule for {statement.GetType().Name}");
        }
    }

    private void Print(Value value) => value.Print(_output);

    private Flow Loop(For loop, Value over, Scope scope, int depth)
    {
        var (count, item) = Items(loop, over, scope);
        if (count == 0) return Execute(loop.Else, scope);

        var state = new LoopValue(count, item, depth, loop.IsRecursive ? (inner, level) => Captured(() => Loop(loop, inner, scope, level)) : null);
        for (int i = 0; i < count; i++)
        {
            state.Index = i;
            budget.Step();
            var inner = new Scope(scope);
            inner.Set("loop", state);
            Assign(loop.Target, item(i), inner);
            if (Execute(loop.Body, inner) == Flow.Break) break;
        }
        return Flow.Next;
    }

    /// <summary>What a loop goes over, without a copy where nothing is left out.</summary>
    private (int Count, Func<int, Value> Item) Items(For loop, Value over, Scope scope)
    {
        if (loop.Filter is null && over is ListValue list) return (list.Span.Length, i => list.Span[i]);
        if (loop.Filter is null && over is RangeValue range) return (range.Length, range.At);
        var source = budget.Iterate(over);
        if (loop.Filter is { } filter)
        {
            source = source.Where(item =>
            {
                var inner = new Scope(scope);
                Assign(loop.Target, item, inner);
                return Evaluate(filter, inner).IsTrue;
            });
        }
        Value[] items = [.. source];
        budget.Hold(sizeof(long) * (long)items.Length);
        return (items.Length, i => items[i]);
    }

    private void Assign(Target target, Value value, Scope scope)
    {
        switch (target)
        {
            case NameTarget name:
                scope.Set(name.Identifier, value);
                break;
            case NamespaceTarget member:
                var owner = scope.Find(member.Namespace) as NamespaceValue ?? throw new ChatTemplateException("cannot assign attribute on non-namespace object");
                owner.Attributes[member.Attribute] = value;
                break;
            case TupleTarget tuple:
                var items = value is UndefinedValue ? [] : budget.Iterate(value).ToArray();
                int expected = tuple.Items.Length;
                if (items.Length > expected) throw new ChatTemplateException($"too many values to unpack (expected {expected})");
                if (items.Length < expected) throw new ChatTemplateException($"not enough values to unpack (expected {expected}, got {items.Length})");
                for (int i = 0; i < expected; i++) Assign(tuple.Items[i], items[i], scope);
                break;
        }
    }
}
