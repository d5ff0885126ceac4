using System.Text.Json;

namespace Engine;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks: "system", "user", "assistant", "tool", or what else the model's template knows.</param>
/// <param name="Content">What is said.</param>
public sealed record Message(string Role, string Content)
{
    /// <summary>Further fields the model's template reads, by name: <c>tool_calls</c>, <c>tool_call_id</c>, <c>name</c>, <c>reasoning_content</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement> Fields { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Instructions that hold for the whole conversation.</summary>
    public static Message System(string content) => new("system", content);

    /// <summary>What the person says.</summary>
    public static Message User(string content) => new("user", content);

    /// <summary>What the model said.</summary>
    public static Message Assistant(string content) => new("assistant", content);
}
