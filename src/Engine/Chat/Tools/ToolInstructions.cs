namespace Engine.Chat.Tools;

/// <summary>What a model is told of tools whose template has no place for them: what there is, and how to call it.</summary>
internal static class ToolInstructions
{
    public static MarkedText Write(ToolFormat format, IReadOnlyList<ToolDefinition> tools)
    {
        var text = new MarkedText().Own("You can call these tools, each described by a JSON schema:\n");
        foreach (var tool in tools) text.Foreign(tool.ToJson().GetProperty("function").GetRawText()).Own("\n");
        text.Own("To call a tool, write its name and its arguments as JSON in exactly this way:\n");
        CallWriter.Write(format, [new ToolCall(new string('0', ToolCall.IdLength), "tool_name", """{"argument_name": "value"}""")], text);
        return text.Own("\nThe results of your calls come in the next message. Call no tool when none helps.");
    }
}
