namespace Engine.Chat.Jinja;

/// <summary>A piece of the syntax tree and the template line it stands on.</summary>
internal abstract record Node(int Line);

/// <summary>Has a value.</summary>
internal abstract record Expression(int Line) : Node(Line);

internal sealed record Constant(Value Value, int Line) : Expression(Line);

internal sealed record Name(string Identifier, int Line) : Expression(Line);

internal sealed record ListLiteral(Expression[] Items, bool IsTuple, int Line) : Expression(Line);

internal sealed record DictLiteral((Expression Key, Expression Value)[] Pairs, int Line) : Expression(Line);

internal sealed record Negation(Expression Operand, int Line) : Expression(Line);

internal sealed record Sign(bool Minus, Expression Operand, int Line) : Expression(Line);

internal sealed record Arithmetic(string Operator, Expression Left, Expression Right, int Line) : Expression(Line);

/// <summary><c>a ~ b ~ c</c>.</summary>
internal sealed record Concatenation(Expression[] Parts, int Line) : Expression(Line);

/// <summary><c>and</c>, or <c>or</c>: the operand that decided.</summary>
internal sealed record Logical(bool IsOr, Expression Left, Expression Right, int Line) : Expression(Line);

/// <summary><c>a &lt; b &lt; c</c>: every neighbouring pair holds.</summary>
internal sealed record Comparison(Expression First, (string Operator, Expression Operand)[] Rest, int Line) : Expression(Line);

/// <summary><c>a if test else b</c>.</summary>
internal sealed record Conditional(Expression Test, Expression Then, Expression? Else, int Line) : Expression(Line);

internal sealed record AttributeOf(Expression Target, string Attribute, int Line) : Expression(Line);

internal sealed record ItemOf(Expression Target, Expression Index, int Line) : Expression(Line);

internal sealed record SliceOf(Expression Target, Expression? Start, Expression? Stop, Expression? Step, int Line) : Expression(Line);

internal sealed record ArgumentList(Expression[] Positional, (string Name, Expression Value)[] Named, Expression? Spread, Expression? SpreadNamed)
{
    public static ArgumentList Empty { get; } = new([], [], null, null);
}

internal sealed record Call(Expression Target, ArgumentList Arguments, int Line) : Expression(Line);

/// <summary>A filter; without a target it is applied to the text of its block.</summary>
internal sealed record FilterCall(Expression? Target, string Filter, ArgumentList Arguments, int Line) : Expression(Line);

internal sealed record TestCall(Expression Target, string Test, ArgumentList Arguments, int Line) : Expression(Line);

/// <summary>Does something.</summary>
internal abstract record Statement(int Line) : Node(Line);

internal sealed record TextOutput(Text Text, int Line) : Statement(Line);

internal sealed record Output(Expression Value, int Line) : Statement(Line);

internal sealed record If((Expression Test, Statement[] Body)[] Branches, Statement[] Else, int Line) : Statement(Line);

internal sealed record For(Target Target, Expression Items, Expression? Filter, bool IsRecursive, Statement[] Body, Statement[] Else, int Line) : Statement(Line);

internal sealed record Set(Target Target, Expression Value, int Line) : Statement(Line);

/// <summary><c>{% set x | filter %}...{% endset %}</c>.</summary>
internal sealed record SetBlock(Target Target, FilterCall? Filter, Statement[] Body, int Line) : Statement(Line);

internal sealed record FilterBlock(FilterCall Filter, Statement[] Body, int Line) : Statement(Line);

/// <summary><c>{% block name %}...{% endblock %}</c>: there are no templates that could replace it, so it is written where it stands.</summary>
internal sealed record Block(string Name, bool IsScoped, Statement[] Body, int Line) : Statement(Line);

/// <summary>A tag of jinja2 that chat templates have no use for; it is refused when it is reached.</summary>
internal sealed record Unsupported(string Tag, int Line) : Statement(Line);

internal sealed record With((Target Target, Expression Value)[] Bindings, Statement[] Body, int Line) : Statement(Line);

internal sealed record Parameter(string Name, Expression? Default);

internal sealed record Macro(string Name, Parameter[] Parameters, Statement[] Body, int Line) : Statement(Line)
{
    /// <summary>The body mentions <c>caller</c>, so a call block may hand one over.</summary>
    public bool TakesCaller { get; init; }

    /// <summary>The body mentions <c>varargs</c>, which takes the positional arguments left over.</summary>
    public bool TakesPositional { get; init; }

    /// <summary>The body mentions <c>kwargs</c>, which takes the named arguments left over.</summary>
    public bool TakesNamed { get; init; }
}

/// <summary><c>{% call(x) f() %}...{% endcall %}</c>: the body is a macro the callee knows as <c>caller</c>.</summary>
internal sealed record CallBlock(Call Call, Macro Caller, int Line) : Statement(Line);

internal sealed record Break(int Line) : Statement(Line);

internal sealed record Continue(int Line) : Statement(Line);

/// <summary>What an assignment fills.</summary>
internal abstract record Target(int Line) : Node(Line);

internal sealed record NameTarget(string Identifier, int Line) : Target(Line);

internal sealed record NamespaceTarget(string Namespace, string Attribute, int Line) : Target(Line);

internal sealed record TupleTarget(Target[] Items, int Line) : Target(Line);
