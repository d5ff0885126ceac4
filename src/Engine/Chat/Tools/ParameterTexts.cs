using System.Text.Json;
using System.Text.Json.Nodes;
using Engine.Sampling.Constraints;

namespace Engine.Chat.Tools;

/// <summary>The texts of arguments where strings are written as they are: a declared parameter after the other, strings free, other values JSON of their schemas.</summary>
/// <param name="grammar">Gets the rules.</param>
/// <param name="calls">Writes marks as the vocabulary has them.</param>
internal sealed class ParameterTexts(Grammar grammar, CallGrammar calls)
{
    private static readonly Expression s_name = new Expression.Repeat(new Expression.Character(CharacterSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_'))), 1, 64);
    private static readonly Expression[] s_words = [Expression.Utf8("true"), Expression.Utf8("false"), Expression.Utf8("null")];

    /// <summary>Each between marks.</summary>
    public Expression Texts(CallPart.Parameters parts, ToolDefinition tool) => Expression.Of([.. ToolParameter.Of(tool).Select(parameter =>
    {
        var text = Expression.Of(calls.Mark(parts.Open), Expression.Utf8(parameter.Name), calls.Mark(parts.Between), Value(parameter, tool, parts.Close, ""));
        return parameter.IsRequired ? text : Expression.Optional(text);
    })]);

    /// <summary>In braces, ordered by name, as templates write them.</summary>
    public Expression Texts(CallPart.Unquoted part, ToolDefinition tool)
    {
        ToolParameter[] parameters = [.. ToolParameter.Of(tool).OrderBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)];
        return Expression.Of(Expression.Utf8("{"), Joined(parameters, tool, ",", ":", parameter => Value(parameter, tool, part.Quote, part.Quote)), Expression.Utf8("}"));
    }

    /// <summary>In parentheses, as those of a call in Python.</summary>
    public Expression Texts(ToolDefinition tool)
    {
        var text = JsonTexts.String;
        var any = Any(text, Expression.Of(text, Expression.Utf8(": ")), ", ", [Expression.Utf8("True"), Expression.Utf8("False"), Expression.Utf8("None")]);
        return Expression.Of(Expression.Utf8("("), Joined([.. ToolParameter.Of(tool)], tool, ", ", "=", Value), Expression.Utf8(")"));

        Expression Value(ToolParameter parameter)
        {
            if (parameter.Texts is { } texts) return Expression.Any([.. texts.Select(each => Expression.Utf8(ToolParameter.Quote(each)))]);
            if (parameter.Kind == ParameterKind.Text) return text;
            bool isNumber = parameter.Kind == ParameterKind.Json && parameter.Schema.GetProperty("type") is { ValueKind: JsonValueKind.String } type && (type.ValueEquals("integer") || type.ValueEquals("number"));
            return isNumber ? Json(parameter, tool) : any;
        }
    }

    /// <summary>Parameters one after the other, with something between them.</summary>
    private Expression.Rule Joined(ToolParameter[] parameters, ToolDefinition tool, string between, string afterName, Func<ToolParameter, Expression> value)
    {
        var rules = new int[parameters.Length + 1, 2];
        for (int i = 0; i <= parameters.Length; i++)
            for (int follows = 0; follows < 2; follows++) rules[i, follows] = grammar.Add($"parameters of {tool.Name}");
        for (int i = 0; i <= parameters.Length; i++)
            for (int follows = 0; follows < 2; follows++) grammar.Define(rules[i, follows], Rest(i, follows));
        return new Expression.Rule(rules[0, 0]);

        Expression Rest(int i, int follows)
        {
            if (i == parameters.Length) return Expression.Empty;
            var with = Expression.Of(
                Expression.Utf8($"{(follows == 1 ? between : "")}{parameters[i].Name}{afterName}"), value(parameters[i]), new Expression.Rule(rules[i + 1, 1]));
            return parameters[i].IsRequired ? with : Expression.Any(with, new Expression.Rule(rules[i + 1, follows]));
        }
    }

    /// <summary>A value and what closes it.</summary>
    /// <param name="parameter">Whose it is.</param>
    /// <param name="tool">Of which tool.</param>
    /// <param name="close">What comes after a string, and after other values too where strings have no mark before them.</param>
    /// <param name="quote">What comes before a string; empty for nothing.</param>
    private Expression Value(ToolParameter parameter, ToolDefinition tool, string close, string quote)
    {
        var open = quote.Length > 0 ? calls.Mark(quote) : Expression.Empty;
        var end = calls.Mark(close);
        if (parameter.Texts is { } texts) return Expression.Of(open, Expression.Any([.. texts.Select(Expression.Utf8)]), end);
        var free = Expression.Of(open, new Expression.FreeUntil([calls.On(close, Expression.Empty, again: false)], MayEnd: false, IsFree: false));
        if (parameter.Kind == ParameterKind.Text) return free;
        if (quote.Length == 0) return parameter.Kind == ParameterKind.Either ? free : Expression.Of(Json(parameter, tool), end);
        return parameter.Kind == ParameterKind.Either || IsNested(parameter) ? Any(free, Expression.Of(s_name, Expression.Utf8(":")), ",", s_words) : Json(parameter, tool);
    }

    private Expression Json(ToolParameter parameter, ToolDefinition tool)
    {
        const string any = "true";
        if (tool.Strict == false) return grammar.Import(SchemaCompiler.Compile(any));
        try
        {
            return grammar.Import(SchemaCompiler.Compile(Schema(parameter.Schema, tool.Parameters)));
        }
        catch (ConstraintException unenforceable)
        {
            if (tool.Strict == true) throw new ConstraintException($"the parameter {Quote.Short(parameter.Name)} of the tool {tool.Name} cannot be enforced: {unenforceable.Message}", unenforceable.Place);
            return grammar.Import(SchemaCompiler.Compile(any));
        }
    }

    /// <summary>The schema of a parameter with what it may refer to.</summary>
    private static string Schema(JsonElement schema, JsonElement root)
    {
        if (JsonNode.Parse(schema.GetRawText()) is not JsonObject own) return schema.GetRawText();
        foreach (string key in (string[])["$defs", "definitions"])
            if (root.TryGetProperty(key, out var definitions) && !own.ContainsKey(key)) own[key] = JsonNode.Parse(definitions.GetRawText());
        return own.ToJsonString();
    }

    private static bool IsNested(ToolParameter parameter) =>
        parameter.Schema.ValueKind != JsonValueKind.Object || !parameter.Schema.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String
        || type.ValueEquals("object") || type.ValueEquals("array");

    /// <summary>Any value of a language that is JSON but for some of its words.</summary>
    /// <param name="text">A string.</param>
    /// <param name="name">What comes before the value of a property.</param>
    /// <param name="between">What comes between two items.</param>
    /// <param name="words">The values that have a word.</param>
    private Expression.Rule Any(Expression text, Expression name, string between, Expression[] words)
    {
        int value = grammar.Add("any value");
        var rule = new Expression.Rule(value);
        grammar.Define(value, Expression.Any([text, JsonTexts.Number, .. words, List("{", Expression.Of(name, rule), "}"), List("[", rule, "]")]));
        return rule;

        Expression List(string open, Expression item, string close) => Expression.Any(
            Expression.Utf8(open + close),
            Expression.Of(Expression.Utf8(open), item, new Expression.Repeat(Expression.Of(Expression.Utf8(between), item), 0), Expression.Utf8(close)));
    }
}
