using System.Text.Json;
using System.Text.Json.Nodes;
using Engine.Sampling.Constraints;

namespace Engine.Chat.Tools;

/// <summary>The texts of arguments where strings are written as they are: a declared parameter after the other, strings free, other values JSON of their schemas.</summary>
/// <param name="grammar">Gets the rules.</param>
/// <param name="calls">Writes marks as the vocabulary has them.</param>
internal sealed class ParameterTexts(Grammar grammar, CallGrammar calls)
{
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
        var rules = new int[parameters.Length + 1, 2];
        for (int i = 0; i <= parameters.Length; i++)
            for (int follows = 0; follows < 2; follows++) rules[i, follows] = grammar.Add($"parameters of {tool.Name}");
        for (int i = 0; i <= parameters.Length; i++)
            for (int follows = 0; follows < 2; follows++) grammar.Define(rules[i, follows], Rest(i, follows));
        return Expression.Of(Expression.Utf8("{"), new Expression.Rule(rules[0, 0]), Expression.Utf8("}"));

        Expression Rest(int i, int follows)
        {
            if (i == parameters.Length) return Expression.Empty;
            var with = Expression.Of(
                Expression.Utf8($"{(follows == 1 ? "," : "")}{parameters[i].Name}:"), Value(parameters[i], tool, part.Quote, part.Quote), new Expression.Rule(rules[i + 1, 1]));
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
        return parameter.Kind == ParameterKind.Either || IsNested(parameter) ? Any(quote, free) : Json(parameter, tool);
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

    /// <summary>Any value in which names have no quotation marks and strings stand between marks.</summary>
    private Expression.Rule Any(string quote, Expression text)
    {
        int value = grammar.Add("value between " + quote);
        var rule = new Expression.Rule(value);
        var name = new Expression.Repeat(new Expression.Character(CharacterSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_'))), 1, 64);
        var property = Expression.Of(name, Expression.Utf8(":"), rule);
        grammar.Define(value, Expression.Any(
            text, JsonTexts.Number, Expression.Utf8("true"), Expression.Utf8("false"), Expression.Utf8("null"),
            List("{", property, "}"), List("[", rule, "]")));
        return rule;

        static Expression List(string open, Expression item, string close) => Expression.Any(
            Expression.Utf8(open + close),
            Expression.Of(Expression.Utf8(open), item, new Expression.Repeat(Expression.Of(Expression.Utf8(","), item), 0), Expression.Utf8(close)));
    }
}
