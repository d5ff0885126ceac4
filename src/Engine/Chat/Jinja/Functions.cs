using System.Numerics;

namespace Engine.Chat.Jinja;

/// <summary>What a filter, a test, a method or a global function does to <paramref name="subject"/>, the value before the bar, the "is" or the dot.</summary>
internal delegate Value FunctionBody(Evaluator evaluator, Value subject, Bound arguments);

/// <summary>One row of a table.</summary>
/// <param name="Name">As templates write it.</param>
/// <param name="Parameters">Names with blanks between; <c>?</c> after one that may be absent, <c>*</c> where the body takes all arguments itself.</param>
/// <param name="Body">What it does.</param>
/// <param name="Reads">Whether it looks at all characters of a text it is applied to, which are then paid for before.</param>
internal sealed record Function(string Name, string Parameters, FunctionBody Body, bool Reads = true)
{
    private readonly string[] _parameters = Parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static Dictionary<string, Function> Table(params Function[] rows) => rows.ToDictionary(row => row.Name);

    public Value Invoke(Evaluator evaluator, Value subject, Arguments arguments)
    {
        if (Reads) evaluator.Budget.Read(subject);
        return evaluator.Budget.Make(Body(evaluator, subject, new(Name, Bind(arguments), arguments)));
    }

    private Value?[] Bind(Arguments arguments)
    {
        if (Parameters == "*") return [];
        var slots = new Value?[_parameters.Length];
        if (arguments.Positional.Length > slots.Length)
            throw new ChatTemplateException($"{Name} takes at most {slots.Length} arguments, got {arguments.Positional.Length}");
        arguments.Positional.CopyTo(slots, 0);
        foreach (var (name, value) in arguments.Named)
        {
            int at = Array.FindIndex(_parameters, parameter => parameter.TrimEnd('?') == name);
            if (at < 0) throw new ChatTemplateException($"{Name} has no parameter '{name}'");
            if (slots[at] is not null) throw new ChatTemplateException($"{Name} got two values for '{name}'");
            slots[at] = value;
        }
        for (int i = 0; i < slots.Length; i++)
            if (slots[i] is null && !_parameters[i].EndsWith('?')) throw new ChatTemplateException($"{Name} is missing its argument '{_parameters[i]}'");
        return slots;
    }
}

/// <summary>Arguments as a call wrote them.</summary>
internal sealed record Arguments(Value[] Positional, (string Name, Value Value)[] Named)
{
    public static Arguments None { get; } = new([], []);

    public Arguments Skip(int count) => new(Positional[count..], Named);
}

/// <summary>Arguments by position of the function's parameters; null where one is absent.</summary>
internal readonly record struct Bound(string Function, Value?[] Slots, Arguments All)
{
    public Value? this[int index] => Slots[index];

    /// <summary>Whether the argument is given and not <c>none</c>.</summary>
    public bool Has(int index) => Slots[index] is not (null or NoneValue);

    public bool IsTrue(int index) => Slots[index]?.IsTrue ?? false;

    public Text Text(int index) => Slots[index] as Text ?? throw Wrong(index, "a string");

    public Text Text(int index, string otherwise) => Has(index) ? Text(index) : otherwise;

    public int Int(int index, int otherwise) => Has(index) ? Int(index) : otherwise;

    public int Int(int index) => Slots[index] is NumberValue { Whole: { } whole }
        ? (int)BigInteger.Min(BigInteger.Max(whole, int.MinValue), int.MaxValue)
        : throw Wrong(index, "an integer");

    private ChatTemplateException Wrong(int index, string expected) => Slots[index] is UndefinedValue undefined
        ? undefined.Error()
        : new($"argument {index + 1} of {Function} is {Slots[index]?.TypeName ?? "absent"}; {expected} was expected");
}

/// <summary>Something a template can call.</summary>
internal abstract class CallableValue : Value
{
    public abstract Value Call(Evaluator evaluator, Arguments arguments);
}

/// <summary>A function of a table together with the value it was looked up on.</summary>
internal sealed class FunctionValue(Function function, Value subject) : CallableValue
{
    public override string TypeName => "builtin_function_or_method";

    public override Value Call(Evaluator evaluator, Arguments arguments) => subject is Text { IsMarkup: true }
        ? Markup.Result(function.Name, function.Invoke(evaluator, subject, Markup.Escape(evaluator.Budget, function.Name, arguments)))
        : function.Invoke(evaluator, subject, arguments);
}

/// <summary>A macro with the scope it was defined in.</summary>
internal sealed class MacroValue(Macro macro, Scope closure) : CallableValue
{
    public override string TypeName => "jinja2.runtime.Macro";

    public override void Repr(TextBuilder to) => to.Append($"<Macro '{macro.Name}'>");

    public override Value Call(Evaluator evaluator, Arguments arguments) => evaluator.Invoke(macro, closure, arguments);
}
