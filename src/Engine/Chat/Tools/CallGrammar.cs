using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Engine.Sampling.Constraints;
using Engine.Tokenization;

namespace Engine.Chat.Tools;

/// <summary>The texts of a call as expressions of a grammar: marks as the vocabulary has them, names that are tools', arguments of the tools' schemas.</summary>
/// <param name="grammar">Gets the rules.</param>
/// <param name="tokenizer">Knows which marks are control tokens.</param>
internal sealed class CallGrammar(Grammar grammar, Tokenizer tokenizer)
{
    private readonly Dictionary<string, Expression> _arguments = [];

    /// <summary>The calls of one section or the one call of a format without sections, from after the opening mark on.</summary>
    public Expression AfterOpening(ToolFormat format, IReadOnlyList<ToolDefinition> tools, bool isSingle)
    {
        if (format.Section is not { } section) return Call(format, tools, format.Opening.Length > 0 ? 1 : 0);
        var call = Call(format, tools, 0);
        var more = Expression.Of(Expression.Utf8(section.IsList ? ", " : format.Separator), call);
        var calls = isSingle ? call : Expression.Of(call, new Expression.Repeat(more, 0));
        return Expression.Of(Expression.Utf8(section.Filling + (section.IsList ? "[" : "")), calls, Expression.Utf8(section.IsList ? "]" : ""), section.Close.Length > 0 ? Mark(section.Close) : Expression.Empty);
    }

    /// <summary>A call from a part on.</summary>
    public Expression Call(ToolFormat format, IReadOnlyList<ToolDefinition> tools, int part) =>
        Expression.Any([.. tools.Select(tool => Expression.Of([.. format.Parts.Skip(part).Select(each => Part(each, tool))]))]);

    /// <summary>A mark: a token where it is a control token of the vocabulary, else text.</summary>
    public Expression Mark(string mark)
    {
        var (token, text) = Split(mark);
        return token is null ? Expression.Utf8(mark) : Expression.Of(new Expression.Token(token, false), Expression.Utf8(text));
    }

    /// <summary>What triggers on a mark, and what comes after it.</summary>
    public Expression.Trigger On(string mark, Expression then, bool again)
    {
        var (token, text) = Split(mark);
        return token is null
            ? new Expression.Trigger(Encoding.UTF8.GetBytes(mark), null, then, again)
            : new Expression.Trigger([], token, text.Length == 0 ? then : Expression.Of(Expression.Utf8(text), then), again);
    }

    /// <summary>What triggers on the beginning of a call without a mark, as it is usually written, and what comes after it.</summary>
    public Expression.Trigger OnBare(ToolFormat format, ToolDefinition tool, bool again)
    {
        var whole = (CallPart.Whole)format.Parts[0];
        return new(Encoding.UTF8.GetBytes(Beginning(whole, tool)), null, Expression.Of(Arguments(tool), Expression.Utf8("}")), again);
    }

    /// <summary>The control token that a mark begins with, and the text after it; no token where it is all text.</summary>
    private (TokenName? Token, string Text) Split(string mark)
    {
        int[] ids = tokenizer.Encode(Encoding.UTF8.GetBytes(mark), addSpecial: false, parseSpecial: true);
        if (ids.Length == 0 || !tokenizer.IsControl(ids[0])) return (null, mark);
        string spelling = Encoding.UTF8.GetString(tokenizer.Spelling(ids[0]));
        return mark.StartsWith(spelling, StringComparison.Ordinal) ? (new TokenName(ids[0]), mark[spelling.Length..]) : (null, mark);
    }

    private Expression Part(CallPart part, ToolDefinition tool) => part switch
    {
        CallPart.Mark mark => Mark(mark.Text),
        CallPart.Filling filling => Expression.Utf8(filling.Text),
        CallPart.Id id => Expression.Of(Mark(id.Before), new Expression.Repeat(new Expression.Character(CharacterSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z'))), ToolCall.IdLength, ToolCall.IdLength)),
        CallPart.Name => Expression.Utf8(tool.Name),
        CallPart.NumberedName numbered => Expression.Of(Expression.Utf8($"{numbered.Prefix}{tool.Name}:"), new Expression.Repeat(JsonTexts.Digit, 1, 4)),
        CallPart.Arguments => Arguments(tool),
        CallPart.Whole whole => Whole(whole, tool),
        CallPart.Parameters parameters => new ParameterTexts(grammar, this).Texts(parameters, tool),
        CallPart.Unquoted unquoted => new ParameterTexts(grammar, this).Texts(unquoted, tool),
        CallPart.Keywords => new ParameterTexts(grammar, this).Texts(tool),
        _ => throw new InvalidOperationException($"a part of type {part.GetType().Name}"),
    };

    private Expression Whole(CallPart.Whole whole, ToolDefinition tool)
    {
        var digits = new Expression.Repeat(JsonTexts.Digit, 1, 4);
        var parts = new List<Expression> { Expression.Utf8("{") };
        if (whole.IdFirst) parts.AddRange([Expression.Utf8($"\"{whole.IdKey}\": \""), digits, Expression.Utf8("\", ")]);
        parts.AddRange([Expression.Utf8(Beginning(whole, tool)[1..]), Arguments(tool)]);
        if (whole.IdKey is not null && !whole.IdFirst)
            parts.Add(Expression.Optional(Expression.Of(Expression.Utf8($", \"{whole.IdKey}\": \""), new Expression.Repeat(new Expression.Character(CharacterSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z'))), ToolCall.IdLength, ToolCall.IdLength), Expression.Utf8("\""))));
        parts.Add(Expression.Utf8("}"));
        return Expression.Of(parts);
    }

    private static string Beginning(CallPart.Whole whole, ToolDefinition tool) => $"{{\"{whole.NameKey}\": \"{tool.Name}\", \"{whole.ArgumentsKey}\": ";

    /// <summary>The arguments of a tool: JSON of its schema, or any object where it asks for no more or, unless it insists, the schema cannot be enforced.</summary>
    public Expression Arguments(ToolDefinition tool)
    {
        if (_arguments.TryGetValue(tool.Name, out var known)) return known;
        // A rule, so that it is there once however often it is used.
        int rule = grammar.Add($"arguments of {tool.Name}");
        grammar.Define(rule, Compile(tool));
        return _arguments[tool.Name] = new Expression.Rule(rule);
    }

    private Expression Compile(ToolDefinition tool)
    {
        const string anyObject = """{"type":"object"}""";
        if (tool.Strict == false) return grammar.Import(SchemaCompiler.Compile(anyObject));
        try
        {
            return grammar.Import(SchemaCompiler.Compile(Schema(tool.Parameters)));
        }
        catch (ConstraintException unenforceable)
        {
            if (tool.Strict == true) throw new ConstraintException($"the parameters of the tool {tool.Name} cannot be enforced: {unenforceable.Message}", unenforceable.Place);
            return grammar.Import(SchemaCompiler.Compile(anyObject));
        }
    }

    /// <summary>A tool's schema as one of arguments: they are an object, and one without properties where it has none.</summary>
    private static string Schema(JsonElement parameters)
    {
        if (JsonNode.Parse(parameters.GetRawText()) is not JsonObject schema) return parameters.GetRawText();
        if (!schema.ContainsKey("type")) schema["type"] = "object";
        if (schema["properties"] is JsonObject { Count: 0 } && !schema.ContainsKey("additionalProperties") && !schema.ContainsKey("patternProperties")) schema["additionalProperties"] = false;
        return schema.ToJsonString();
    }
}
