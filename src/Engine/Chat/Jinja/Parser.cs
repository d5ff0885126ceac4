using System.Runtime.CompilerServices;

namespace Engine.Chat.Jinja;

/// <summary>Builds the syntax tree: here the tags, in Parser.Expressions.cs what stands inside them. Source: jinja2, <c>Parser</c>.</summary>
internal sealed partial class Parser
{
    /// <summary>Brackets in brackets and blocks in blocks; real templates stay below ten.</summary>
    private const int MaxNesting = 100;

    /// <summary>The special names a macro's body mentions; they decide which arguments the macro takes.</summary>
    private static readonly string[] s_macroNames = ["caller", "varargs", "kwargs"];

    private readonly List<Token> _tokens;
    private int _at;
    private int _nesting;
    private int _loops;
    private readonly Dictionary<string, Block> _blocks = [];
    private HashSet<string> _mentioned = [];

    // What the levels of an expression are made of, from the loosest to the tightest; made once, for there are as many expressions as tokens.
    private readonly Func<Expression> _conjunction, _negation, _concatenation, _power, _unary;

    private Parser(List<Token> tokens)
    {
        _tokens = tokens;
        _conjunction = () => ParseLogical("and", _negation!);
        _negation = ParseNot;
        _concatenation = ParseConcatenation;
        _power = () => ParseArithmetic(s_power, _unary!);
        _unary = () => ParseUnary(withFilters: true);
    }

    private Token Current => _tokens[_at];

    private Token Following => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    public static (Statement[] Body, IReadOnlyDictionary<string, Block> Blocks) Parse(string template)
    {
        if (template.Length > Limits.TemplateLength)
            throw new ChatTemplateException($"the chat template has {template.Length} characters; at most {Limits.TemplateLength} were expected");
        var parser = new Parser(Lexer.Tokenize(template));
        return (parser.ParseBody(), parser._blocks);
    }

    /// <summary>Statements up to one of these tags, whose name is then the current token.</summary>
    private Statement[] ParseBody(params ReadOnlySpan<string> ends)
    {
        Enter();
        var body = new List<Statement>();
        int line = Current.Line;
        while (true)
        {
            var token = Take();
            switch (token.Kind)
            {
                case TokenKind.Data:
                    body.Add(new TextOutput(token.Text, token.Line));
                    continue;
                case TokenKind.VariableBegin:
                    body.Add(new Output(ParseTuple(), token.Line));
                    Expect(TokenKind.VariableEnd);
                    continue;
                case TokenKind.BlockBegin:
                    if (Current.Kind == TokenKind.Name && ends.Contains(Current.Text)) break;
                    body.AddRange(ParseStatement());
                    Expect(TokenKind.BlockEnd);
                    continue;
                case TokenKind.End when ends.Length == 0:
                    break;
                default:
                    throw new ChatTemplateException($"the template ends where '{string.Join("' or '", ends.ToArray())}' was expected", line);
            }
            _nesting--;
            return [.. body];
        }
    }

    /// <summary>The body of a tag that nothing but <paramref name="end"/> closes.</summary>
    private Statement[] ParseBlock(string end)
    {
        Expect(TokenKind.BlockEnd);
        var body = ParseBody(end);
        Take();
        return body;
    }

    private Statement[] ParseStatement()
    {
        var tag = Expect(TokenKind.Name);
        return tag.Text switch
        {
            "if" => [ParseIf(tag.Line)],
            "for" => [ParseFor(tag.Line)],
            "set" => [ParseSet(tag.Line)],
            "macro" => [ParseMacro(Expect(TokenKind.Name).Text, ParseParameters(), "endmacro", tag.Line)],
            "call" => [ParseCallBlock(tag.Line)],
            "filter" => [ParseFilterBlock(tag.Line)],
            "with" => [ParseWith(tag.Line)],
            // Training code asks which text the assistant wrote; a prompt needs the text only.
            "generation" => [new With([], ParseBlock("endgeneration"), tag.Line)],
            "break" when _loops > 0 => [new Break(tag.Line)],
            "continue" when _loops > 0 => [new Continue(tag.Line)],
            "break" or "continue" => throw new ChatTemplateException($"'{tag.Text}' outside of a loop", tag.Line),
            "print" => [.. ParsePrint()],
            "block" => [ParseTemplateBlock(tag.Line)],
            "include" or "import" or "from" or "extends" => [SkipTag(tag)],
            "autoescape" => [SkipTag(tag, "endautoescape")],
            _ => throw new ChatTemplateException($"the tag '{tag.Text}' is not supported", tag.Line),
        };
    }

    private If ParseIf(int line)
    {
        var branches = new List<(Expression, Statement[])>();
        Statement[] otherwise = [];
        while (true)
        {
            var test = ParseTuple(withConditional: false);
            Expect(TokenKind.BlockEnd);
            branches.Add((test, ParseBody("elif", "else", "endif")));
            string next = Take().Text;
            if (next == "elif") continue;
            if (next == "else") otherwise = ParseBlock("endif");
            return new If([.. branches], otherwise, line);
        }
    }

    private For ParseFor(int line)
    {
        var target = ParseTarget();
        ExpectName("in");
        var items = ParseTuple(withConditional: false, end: "recursive");
        var filter = TakeIf(TokenKind.Name, "if") ? ParseExpression() : null;
        bool isRecursive = TakeIf(TokenKind.Name, "recursive");
        Expect(TokenKind.BlockEnd);
        _loops++;
        var body = ParseBody("endfor", "else");
        _loops--;
        Statement[] otherwise = Take().Text == "else" ? ParseBlock("endfor") : [];
        return new For(target, items, filter, isRecursive, body, otherwise, line);
    }

    private Statement ParseSet(int line)
    {
        var target = ParseTarget(withNamespace: true);
        if (TakeIf(TokenKind.Operator, "=")) return new Set(target, ParseTuple(), line);
        var filter = Current.Is(TokenKind.Operator, "|") ? ParseFilters(null) : null;
        return new SetBlock(target, filter, ParseBlock("endset"), line);
    }

    private Macro ParseMacro(string name, Parameter[] parameters, string end, int line)
    {
        var (outer, loops) = (_mentioned, _loops);
        (_mentioned, _loops) = ([], 0);
        var body = ParseBlock(end);
        var mentioned = _mentioned;
        (_mentioned, _loops) = ([.. outer, .. mentioned], loops);
        return new Macro(name, parameters, body, line)
        {
            TakesCaller = mentioned.Contains("caller"),
            TakesPositional = mentioned.Contains("varargs"),
            TakesNamed = mentioned.Contains("kwargs"),
        };
    }

    private Parameter[] ParseParameters()
    {
        ExpectOperator("(");
        var parameters = new List<Parameter>();
        while (!Current.Is(TokenKind.Operator, ")"))
        {
            if (parameters.Count > 0) ExpectOperator(",");
            string name = Expect(TokenKind.Name).Text;
            var otherwise = TakeIf(TokenKind.Operator, "=") ? ParseExpression() : null;
            if (otherwise is null && parameters.Count > 0 && parameters[^1].Default is not null)
                throw new ChatTemplateException("non-default argument follows default argument", Current.Line);
            parameters.Add(new(name, otherwise));
        }
        Take();
        return [.. parameters];
    }

    private CallBlock ParseCallBlock(int line)
    {
        Parameter[] parameters = Current.Is(TokenKind.Operator, "(") ? ParseParameters() : [];
        var call = ParseExpression() as Call ?? throw new ChatTemplateException("expected call", line);
        return new CallBlock(call, ParseMacro("caller", parameters, "endcall", line), line);
    }

    private FilterBlock ParseFilterBlock(int line)
    {
        var filter = ParseFilters(null, startsInline: true)!;
        return new FilterBlock(filter, ParseBlock("endfilter"), line);
    }

    private Block ParseTemplateBlock(int line)
    {
        string name = Expect(TokenKind.Name).Text;
        bool isScoped = TakeIf(TokenKind.Name, "scoped");
        if (Current.Is(TokenKind.Name, "required")) throw new ChatTemplateException("a required block is not supported: there is no template that could fill it", line);
        int loops = _loops;
        _loops = 0;
        var body = ParseBlock("endblock");
        _loops = loops;
        if (Current.Kind == TokenKind.Name) ExpectName(name);
        var block = new Block(name, isScoped, body, line);
        if (!_blocks.TryAdd(name, block)) throw new ChatTemplateException($"block '{name}' defined twice", line);
        return block;
    }

    /// <summary>Passes over a tag, and over what it encloses when it is closed by another.</summary>
    private Unsupported SkipTag(Token tag, string? end = null)
    {
        while (Current.Kind is not (TokenKind.BlockEnd or TokenKind.End)) _at++;
        if (end is not null) ParseBlock(end);
        return new Unsupported(tag.Text, tag.Line);
    }

    private With ParseWith(int line)
    {
        var bindings = new List<(Target, Expression)>();
        while (Current.Kind != TokenKind.BlockEnd)
        {
            if (bindings.Count > 0) ExpectOperator(",");
            var target = ParseTarget();
            ExpectOperator("=");
            bindings.Add((target, ParseExpression()));
        }
        return new With([.. bindings], ParseBlock("endwith"), line);
    }

    private IEnumerable<Statement> ParsePrint()
    {
        do yield return new Output(ParseExpression(), Current.Line);
        while (TakeIf(TokenKind.Operator, ","));
    }

    private Target ParseTarget(bool withNamespace = false)
    {
        var first = Current;
        var items = new List<Target>();
        bool isTuple = false;
        while (true)
        {
            if (items.Count > 0 && (Current.Is(TokenKind.Name, "in") || Current.Is(TokenKind.Operator, "=") || Current.Is(TokenKind.Operator, ")"))) break;
            items.Add(ParseOneTarget(withNamespace));
            if (!TakeIf(TokenKind.Operator, ",")) break;
            isTuple = true;
        }
        return isTuple ? new TupleTarget([.. items], first.Line) : items[0];
    }

    private Target ParseOneTarget(bool withNamespace)
    {
        if (TakeIf(TokenKind.Operator, "("))
        {
            Enter();
            var inner = ParseTarget(withNamespace);
            ExpectOperator(")");
            _nesting--;
            return inner;
        }
        var name = Expect(TokenKind.Name);
        if (name.Text is "true" or "false" or "none" or "True" or "False" or "None" or "loop")
            throw new ChatTemplateException($"cannot assign to '{name.Text}'", name.Line);
        return withNamespace && TakeIf(TokenKind.Operator, ".")
            ? new NamespaceTarget(name.Text, Expect(TokenKind.Name).Text, name.Line)
            : new NameTarget(name.Text, name.Line);
    }

    private Token Take() => _at < _tokens.Count - 1 ? _tokens[_at++] : _tokens[_at];

    private bool TakeIf(TokenKind kind, string text)
    {
        if (!Current.Is(kind, text)) return false;
        _at++;
        return true;
    }

    private Token Expect(TokenKind kind)
    {
        if (Current.Kind == kind) return Take();
        string expected = new Token(kind, kind == TokenKind.Name ? "a name" : kind.ToString(), 0).ToString();
        throw new ChatTemplateException($"expected {expected}, got '{Current}'", Current.Line);
    }

    private void ExpectOperator(string text)
    {
        if (!TakeIf(TokenKind.Operator, text)) throw new ChatTemplateException($"expected '{text}', got '{Current}'", Current.Line);
    }

    private void ExpectName(string text)
    {
        if (!TakeIf(TokenKind.Name, text)) throw new ChatTemplateException($"expected '{text}', got '{Current}'", Current.Line);
    }

    /// <summary>One level deeper; the caller leaves with <c>_nesting--</c>, and no one leaves by exception and goes on.</summary>
    private void Enter()
    {
        if (++_nesting > MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ChatTemplateException($"nested deeper than {MaxNesting} levels", Current.Line);
    }
}
