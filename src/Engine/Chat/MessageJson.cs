using System.Text;
using System.Text.Json;
using Engine.Sampling.Constraints;

namespace Engine;

/// <summary>Messages as JSON in the shape of the OpenAI API: <c>role</c>, <c>content</c>, <c>tool_calls</c>, <c>tool_call_id</c>, <c>name</c>, <c>reasoning_content</c>, and what else there is.</summary>
public static class MessageJson
{
    private static readonly string[] s_known = ["role", "content", "tool_calls", "tool_call_id", "name", "reasoning_content"];

    /// <summary>Writes <c>{"messages": [...]}</c>.</summary>
    public static void Write(Stream stream, IEnumerable<Message> messages)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(messages);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteStartArray("messages");
        foreach (var message in messages) Write(json, message);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads <c>{"messages": [...]}</c>, or the array alone.</summary>
    /// <exception cref="FormatException">It is something else; the message says where.</exception>
    public static IReadOnlyList<Message> Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        try
        {
            using var document = JsonText.Parse(bytes.ToArray());
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("messages", out var inner)) root = inner;
            if (root.ValueKind != JsonValueKind.Array) throw new FormatException("a conversation is an array of messages, or an object that has one as 'messages'; something else was read");
            return [.. root.EnumerateArray().Select((message, i) => Read(message, i))];
        }
        catch (JsonException malformed)
        {
            throw new FormatException($"the conversation is no JSON: {malformed.Message}", malformed);
        }
    }

    private static void Write(Utf8JsonWriter json, Message message)
    {
        json.WriteStartObject();
        json.WriteString("role", message.Role);
        json.WriteString("content", message.Content);
        if (message.Reasoning is { } reasoning) json.WriteString("reasoning_content", reasoning);
        if (message.ToolCalls.Count > 0)
        {
            json.WriteStartArray("tool_calls");
            foreach (var call in message.ToolCalls)
            {
                json.WriteStartObject();
                json.WriteString("id", call.Id);
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", call.Name);
                json.WriteString("arguments", call.Arguments);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        if (message.ToolCallId is { } id) json.WriteString("tool_call_id", id);
        if (message.Name is { } name) json.WriteString("name", name);
        foreach (var (key, value) in message.Fields)
        {
            json.WritePropertyName(key);
            value.WriteTo(json);
        }
        json.WriteEndObject();
    }

    private static Message Read(JsonElement message, int index)
    {
        if (message.ValueKind != JsonValueKind.Object || Text(message, "role") is not { } role) throw Bad(index, "is no object with a role");
        string content = message.TryGetProperty("content", out var said) ? Content(said, index) : "";
        return new Message(role, content)
        {
            ToolCalls = message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array ? [.. calls.EnumerateArray().Select(call => Call(call, index))] : [],
            ToolCallId = Text(message, "tool_call_id"),
            Name = Text(message, "name"),
            Reasoning = Text(message, "reasoning_content"),
            Fields = message.EnumerateObject().Where(field => !s_known.Contains(field.Name)).ToDictionary(field => field.Name, field => field.Value.Clone()),
        };
    }

    private static string Content(JsonElement content, int index)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Null:
                return "";
            case JsonValueKind.String:
                return content.GetString()!;
            case JsonValueKind.Array:
                var text = new StringBuilder();
                foreach (var part in content.EnumerateArray())
                    text.Append(part.ValueKind == JsonValueKind.Object ? Text(part, "text") ?? throw Bad(index, "has a part without text") : throw Bad(index, "has a part that is no object"));
                return text.ToString();
            default:
                throw Bad(index, $"has the content {Quote.Short(content.GetRawText())}");
        }
    }

    private static ToolCall Call(JsonElement call, int index)
    {
        if (call.ValueKind != JsonValueKind.Object) throw Bad(index, "has a call that is no object");
        if (!call.TryGetProperty("function", out var function)) function = call;
        if (function.ValueKind != JsonValueKind.Object || Text(function, "name") is not { } name) throw Bad(index, "has a call without a name");
        string arguments = !function.TryGetProperty("arguments", out var given) ? "{}" : given.ValueKind == JsonValueKind.String ? given.GetString()! : given.GetRawText();
        return new ToolCall(Text(call, "id") ?? ToolCall.NewId(), name, arguments);
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static FormatException Bad(int index, string what) => new($"message {index} {what}; an object with role and content was expected");
}
