using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Engine.Extensions.AI;

/// <summary>Tools, calls and results between Microsoft.Extensions.AI and Engine.</summary>
internal static class ToolMap
{
    /// <summary>The key among a function's additional properties that says whether arguments must satisfy the schema, as other clients have it.</summary>
    private const string Strict = "strict";

    /// <summary>On one line, as models were trained on.</summary>
    private static readonly JsonSerializerOptions s_json = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <exception cref="NotSupportedException">A tool is no function.</exception>
    public static ToolDefinition Definition(AITool tool) => tool is AIFunctionDeclaration function
        ? new ToolDefinition(function.Name, function.Description, function.JsonSchema) { Strict = function.AdditionalProperties.TryGetValue(Strict, out object? value) ? value as bool? : null }
        : throw Refusals.Of($"{nameof(ChatOptions.Tools)} has a {tool?.GetType().Name ?? "null"}", "functions were expected: there is no service here that would run others");

    public static ToolChoice Choice(ChatToolMode? mode) => mode switch
    {
        null or AutoChatToolMode => ToolChoice.Auto,
        NoneChatToolMode => ToolChoice.None,
        RequiredChatToolMode { RequiredFunctionName: { } name } => ToolChoice.Of(name),
        RequiredChatToolMode => ToolChoice.Required,
        _ => throw Refusals.Of($"{nameof(ChatOptions.ToolMode)} is a {mode.GetType().Name}", "none, auto or required was expected"),
    };

    public static FunctionCallContent Content(ToolCall call) =>
        FunctionCallContent.CreateFromParsedArguments(call.Arguments, call.Id, call.Name, static json => Arguments(json));

    public static ToolCall Call(FunctionCallContent content) =>
        new(content.CallId, content.Name, content.Arguments is null ? "{}" : Json(content.Arguments, typeof(IDictionary<string, object?>)));

    /// <summary>What a function returned, as the model reads it: text as it is, all else as JSON.</summary>
    public static string Result(FunctionResultContent content) => content.Result switch
    {
        null => content.Exception is { } error ? $"Error: {error.Message}" : "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        AIContent or IEnumerable<AIContent> => throw Refusals.Of($"the result of the call {UntrustedText.Quote(content.CallId)} is a {content.Result.GetType().Name}", "text or a value that becomes JSON was expected"),
        var value => Json(value, value.GetType()),
    };

    private static Dictionary<string, object?> Arguments(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => (object?)property.Value.Clone());
    }

    private static string Json(object value, Type type) => JsonSerializer.Serialize(value, s_json.GetTypeInfo(type));
}
