using System.Text.Json;

namespace Engine;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks: "system", "user", "assistant", "tool", or what else the model's template knows.</param>
/// <param name="Content">What is said.</param>
public sealed record Message(string Role, string Content)
{
    /// <summary>Further fields the model's template reads, by name. One that is given here stands in place of what the properties say.</summary>
    public IReadOnlyDictionary<string, JsonElement> Fields { get; init => field = Items.Of(value); } = Items.Of<string, JsonElement>(new Dictionary<string, JsonElement>());

    /// <summary>The tools that the model asked to be called; templates read it as <c>tool_calls</c>.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init => field = Items.Of(value); } = Items.Of<ToolCall>([]);

    /// <summary>The call whose result this is; templates read it as <c>tool_call_id</c>.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The name of the one who speaks, of a result the tool's; templates read it as <c>name</c>.</summary>
    public string? Name { get; init; }

    /// <summary>How the model reasoned before it said that; templates read it as <c>reasoning_content</c>.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Instructions that hold for the whole conversation.</summary>
    public static Message System(string content) => new("system", content);

    /// <summary>What the person says.</summary>
    public static Message User(string content) => new("user", content);

    /// <summary>What the model said.</summary>
    public static Message Assistant(string content) => new("assistant", content);

    /// <summary>What the model said, the tools it asked to be called, and how it reasoned before.</summary>
    public static Message Assistant(string content, IReadOnlyList<ToolCall> toolCalls, string? reasoning = null)
    {
        ArgumentNullException.ThrowIfNull(toolCalls);
        return new("assistant", content) { ToolCalls = toolCalls, Reasoning = reasoning };
    }

    /// <summary>What a call of a tool came to.</summary>
    /// <param name="toolCallId">The call's id.</param>
    /// <param name="content">The result.</param>
    /// <param name="name">The tool's name; null to take it from the call of that id.</param>
    public static Message Tool(string toolCallId, string content, string? name = null) => new("tool", content) { ToolCallId = toolCallId, Name = name };
}
