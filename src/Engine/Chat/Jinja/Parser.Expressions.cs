using System.Globalization;
using System.Numerics;
using System.Text;

namespace Engine.Chat.Jinja;

internal sealed partial class Parser
{
    private static readonly string[] s_comparisons = ["==", "!=", "<", "<=", ">", ">="];
    private static readonly string[] s_sum = ["+", "-"];
    private static readonly string[] s_product = ["*", "/", "//", "%"];
    private static readonly string[] s_power = ["**"];

    private Expression ParseExpression()
    {
        Enter();
        var value = ParseOr();
        while (TakeIf(TokenKind.Name, "if"))
        {
            int line = Current.Line;
            var test = ParseOr();
            var otherwise = TakeIf(TokenKind.Name, "else") ? ParseExpression() : null;
            value = new Conditional(test, value, otherwise, line);
        }
        _nesting--;
        return value;
    }

    /// <summary>One expression, or several with commas: a tuple.</summary>
    private Expression ParseTuple(bool withConditional = true, string? end = null, bool inParentheses = false)
    {
        int line = Current.Line;
        var items = new List<Expression>();
        bool isTuple = false;
        while (!EndsTuple(end))
        {
            items.Add(withConditional ? ParseExpression() : ParseOr());
            if (!TakeIf(TokenKind.Operator, ",")) break;
            isTuple = true;
        }
        if (!isTuple && items.Count == 1) return items[0];
        if (items.Count == 0 && !inParentheses) throw new ChatTemplateException($"expected an expression, got '{Current}'", Current.Line);
        return new ListLiteral([.. items], IsTuple: true, line);
    }

    private bool EndsTuple(string? end) =>
        Current.Kind is TokenKind.VariableEnd or TokenKind.BlockEnd || Current.Is(TokenKind.Operator, ")") || (end is not null && Current.Is(TokenKind.Name, end));

    private Expression ParseOr() => ParseLogical("or", _conjunction);

    private Expression ParseLogical(string word, Func<Expression> parseOperand)
    {
        var left = parseOperand();
        while (TakeIf(TokenKind.Name, word)) left = new Logical(word == "or", left, parseOperand(), Current.Line);
        return left;
    }

    private Expression ParseNot()
    {
        int line = Current.Line, count = 0;
        while (TakeIf(TokenKind.Name, "not")) count++;
        var value = ParseComparison();
        // 'not not x' is a boolean, so pairs reduce to two.
        for (int i = count > 2 ? 2 - count % 2 : count; i > 0; i--) value = new Negation(value, line);
        return value;
    }

    private Expression ParseComparison()
    {
        int line = Current.Line;
        var first = ParseSum();
        List<(string, Expression)>? rest = null;
        while (true)
        {
            string? comparison = null;
            if (Current.Kind == TokenKind.Operator && s_comparisons.Contains(Current.Text)) comparison = Take().Text;
            else if (TakeIf(TokenKind.Name, "in")) comparison = "in";
            else if (Current.Is(TokenKind.Name, "not") && Following.Is(TokenKind.Name, "in"))
            {
                (comparison, _at) = ("not in", _at + 2);
            }
            if (comparison is null) break;
            (rest ??= []).Add((comparison, ParseSum()));
        }
        return rest is null ? first : new Comparison(first, [.. rest], line);
    }

    private Expression ParseSum() => ParseArithmetic(s_sum, _concatenation);

    private Expression ParseConcatenation()
    {
        int line = Current.Line;
        var first = ParseProduct();
        if (!Current.Is(TokenKind.Operator, "~")) return first;
        var parts = new List<Expression> { first };
        while (TakeIf(TokenKind.Operator, "~")) parts.Add(ParseProduct());
        return new Concatenation([.. parts], line);
    }

    private Expression ParseProduct() => ParseArithmetic(s_product, _power);

    private Expression ParseArithmetic(string[] operators, Func<Expression> parseOperand)
    {
        var left = parseOperand();
        while (Current.Kind == TokenKind.Operator && operators.Contains(Current.Text))
        {
            var op = Take();
            left = new Arithmetic(op.Text, left, parseOperand(), op.Line);
        }
        return left;
    }

    private Expression ParseUnary(bool withFilters)
    {
        Enter();
        var token = Current;
        bool signed = token.Is(TokenKind.Operator, "-") || token.Is(TokenKind.Operator, "+");
        if (signed) Take();
        var value = signed ? new Sign(token.Text == "-", ParseUnary(withFilters: false), token.Line) : ParsePrimary();
        value = ParsePostfix(value, withFilters);
        _nesting--;
        return value;
    }

    private Expression ParsePrimary()
    {
        var token = Take();
        switch (token.Kind)
        {
            case TokenKind.Name:
                if (s_macroNames.Contains(token.Text)) _mentioned.Add(token.Text);
                return token.Text switch
                {
                    "true" or "True" => new Constant(true, token.Line),
                    "false" or "False" => new Constant(false, token.Line),
                    "none" or "None" => new Constant(NoneValue.None, token.Line),
                    _ => new Name(token.Text, token.Line),
                };
            case TokenKind.String:
                if (Current.Kind != TokenKind.String) return new Constant(token.Text, token.Line);
                var text = new StringBuilder(token.Text);
                while (Current.Kind == TokenKind.String) text.Append(Take().Text);
                return new Constant(text.ToString(), token.Line);
            case TokenKind.Integer:
                return new Constant(new IntValue(ParseInteger(token)), token.Line);
            case TokenKind.Float:
                return new Constant(double.Parse(token.Text, CultureInfo.InvariantCulture), token.Line);
            case TokenKind.Operator when token.Text == "(":
                var tuple = ParseTuple(inParentheses: true);
                ExpectOperator(")");
                return tuple;
            case TokenKind.Operator when token.Text == "[":
                return new ListLiteral(ParseUntil("]", ParseExpression), IsTuple: false, token.Line);
            case TokenKind.Operator when token.Text == "{":
                return new DictLiteral(ParseUntil("}", ParsePair), token.Line);
            default:
                throw new ChatTemplateException($"unexpected '{token}'", token.Line);
        }
    }

    private (Expression, Expression) ParsePair()
    {
        var key = ParseExpression();
        ExpectOperator(":");
        return (key, ParseExpression());
    }

    /// <summary>Items with commas between, and perhaps after the last, up to a closing bracket.</summary>
    private T[] ParseUntil<T>(string close, Func<T> parseItem)
    {
        var items = new List<T>();
        while (!TakeIf(TokenKind.Operator, close))
        {
            if (items.Count > 0)
            {
                ExpectOperator(",");
                if (TakeIf(TokenKind.Operator, close)) break;
            }
            items.Add(parseItem());
        }
        return [.. items];
    }

    private Expression ParsePostfix(Expression value, bool withFilters)
    {
        while (true)
        {
            var token = Current;
            if (token.Is(TokenKind.Operator, ".") || token.Is(TokenKind.Operator, "[")) value = ParseSubscript(value);
            else if (token.Is(TokenKind.Operator, "(")) value = new Call(value, ParseArguments(), token.Line);
            else break;
        }
        while (withFilters)
        {
            var token = Current;
            if (token.Is(TokenKind.Operator, "|")) value = ParseFilters(value)!;
            else if (token.Is(TokenKind.Name, "is")) value = ParseTest(value);
            else if (token.Is(TokenKind.Operator, "(")) value = new Call(value, ParseArguments(), token.Line);
            else break;
        }
        return value;
    }

    private Expression ParseSubscript(Expression target)
    {
        var token = Take();
        if (token.Text == ".")
        {
            var member = Take();
            return member.Kind switch
            {
                TokenKind.Name => new AttributeOf(target, member.Text, token.Line),
                TokenKind.Integer => new ItemOf(target, new Constant(new IntValue(ParseInteger(member)), member.Line), token.Line),
                _ => throw new ChatTemplateException($"expected name or number, got '{member}'", member.Line),
            };
        }
        if (Current.Is(TokenKind.Operator, "]")) throw new ChatTemplateException("expected subscript expression", token.Line);
        var start = Current.Is(TokenKind.Operator, ":") ? null : ParseExpression();
        if (TakeIf(TokenKind.Operator, "]")) return new ItemOf(target, start!, token.Line);
        ExpectOperator(":");
        var stop = SliceEnds() ? null : ParseExpression();
        var step = TakeIf(TokenKind.Operator, ":") && !SliceEnds() ? ParseExpression() : null;
        ExpectOperator("]");
        return new SliceOf(target, start, stop, step, token.Line);
    }

    private bool SliceEnds() => Current.Is(TokenKind.Operator, ":") || Current.Is(TokenKind.Operator, "]");

    private ArgumentList ParseArguments()
    {
        int line = Current.Line;
        ExpectOperator("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        Expression? spread = null, spreadNamed = null;
        bool Argument()
        {
            if (TakeIf(TokenKind.Operator, "*") && spread is null && spreadNamed is null) spread = ParseExpression();
            else if (TakeIf(TokenKind.Operator, "**") && spreadNamed is null) spreadNamed = ParseExpression();
            else if (Current.Kind == TokenKind.Name && Following.Is(TokenKind.Operator, "=") && spreadNamed is null)
            {
                string name = Take().Text;
                Take();
                named.Add((name, ParseExpression()));
            }
            else if (named.Count == 0 && spread is null && spreadNamed is null) positional.Add(ParseExpression());
            else throw new ChatTemplateException("invalid syntax for function call expression", line);
            return true;
        }
        ParseUntil(")", Argument);
        return new([.. positional], [.. named], spread, spreadNamed);
    }

    private FilterCall? ParseFilters(Expression? target, bool startsInline = false)
    {
        FilterCall? filter = null;
        for (; startsInline || TakeIf(TokenKind.Operator, "|"); startsInline = false)
        {
            var name = ParseDottedName();
            var arguments = Current.Is(TokenKind.Operator, "(") ? ParseArguments() : ArgumentList.Empty;
            filter = new FilterCall(filter ?? target, name.Text, arguments, name.Line);
        }
        return filter;
    }

    private Expression ParseTest(Expression target)
    {
        Take();
        bool negated = TakeIf(TokenKind.Name, "not");
        var name = ParseDottedName();
        var arguments = ArgumentList.Empty;
        if (Current.Is(TokenKind.Operator, "(")) arguments = ParseArguments();
        else if (Current.Kind is TokenKind.Name or TokenKind.String or TokenKind.Integer or TokenKind.Float
            || Current.Is(TokenKind.Operator, "[") || Current.Is(TokenKind.Operator, "{"))
        {
            if (Current.Is(TokenKind.Name, "is")) throw new ChatTemplateException("tests cannot be chained with 'is'", name.Line);
            if (!Current.Is(TokenKind.Name, "else") && !Current.Is(TokenKind.Name, "or") && !Current.Is(TokenKind.Name, "and"))
                arguments = new([ParsePostfix(ParsePrimary(), withFilters: false)], [], null, null);
        }
        Expression value = new TestCall(target, name.Text, arguments, name.Line);
        return negated ? new Negation(value, name.Line) : value;
    }

    private Token ParseDottedName()
    {
        var name = Expect(TokenKind.Name);
        while (TakeIf(TokenKind.Operator, ".")) name = name with { Text = $"{name.Text}.{Expect(TokenKind.Name).Text}" };
        return name;
    }

    private static BigInteger ParseInteger(Token token)
    {
        string digits = token.Text;
        if (digits.Length > 1000) throw new ChatTemplateException($"an integer has {digits.Length} digits", token.Line);
        return digits.Length < 2 || char.IsDigit(digits[1]) ? BigInteger.Parse(digits, CultureInfo.InvariantCulture) : char.ToLowerInvariant(digits[1]) switch
        {
            'x' => BigInteger.Parse("0" + digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            'b' => BigInteger.Parse("0" + digits[2..], NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture),
            _ => digits[2..].Aggregate(BigInteger.Zero, (value, digit) => value * 8 + (digit - '0')),
        };
    }
}
