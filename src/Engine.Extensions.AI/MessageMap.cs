using System.Text;
using Microsoft.Extensions.AI;

namespace Engine.Extensions.AI;

/// <summary>Microsoft.Extensions.AI's messages as Engine's. Content that a text model cannot take is refused by name.</summary>
internal static class MessageMap
{
    /// <summary>The conversation, with <paramref name="instructions"/> before what its own first system message says: most templates take only one.</summary>
    public static List<Message> Map(IEnumerable<ChatMessage> messages, string? instructions)
    {
        var mapped = new List<Message>();
        foreach (var message in messages)
        {
            ArgumentNullException.ThrowIfNull(message, nameof(messages));
            Add(mapped, message);
        }
        if (string.IsNullOrEmpty(instructions)) return mapped;
        if (mapped is [{ Role: "system" } first, ..]) mapped[0] = first with { Content = $"{instructions}\n\n{first.Content}" };
        else mapped.Insert(0, Message.System(instructions));
        return mapped;
    }

    /// <summary>One message, and one more for each result of a call: templates have them apart.</summary>
    private static void Add(List<Message> mapped, ChatMessage message)
    {
        var (text, reasoning) = (new StringBuilder(), new StringBuilder());
        var calls = new List<ToolCall>();
        var results = new List<Message>();
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent part:
                    text.Append(part.Text);
                    break;
                case TextReasoningContent part:
                    reasoning.Append(part.Text);
                    break;
                case FunctionCallContent call:
                    calls.Add(ToolMap.Call(call));
                    break;
                case FunctionResultContent result:
                    results.Add(Message.Tool(result.CallId, ToolMap.Result(result)));
                    break;
                case UsageContent:   // the books of an earlier answer
                    break;
                default:
                    throw Refused(content, message);
            }
        }
        if (results.Count == 0 || text.Length > 0 || calls.Count > 0)
        {
            mapped.Add(new Message(message.Role.Value, text.ToString())
            {
                Name = message.AuthorName,
                ToolCalls = calls,
                Reasoning = reasoning.Length > 0 ? reasoning.ToString() : null,
            });
        }
        mapped.AddRange(results);
    }

    private static NotSupportedException Refused(AIContent content, ChatMessage message)
    {
        string what = content switch
        {
            DataContent data => $"{nameof(DataContent)} of {UntrustedText.Quote(data.MediaType)}",
            UriContent uri => $"{nameof(UriContent)} of {UntrustedText.Quote(uri.MediaType)}",
            _ => content.GetType().Name,
        };
        return Refusals.Of($"a message of the {UntrustedText.Show(message.Role.Value, UntrustedText.MaxQuoted)} holds {what}", "text, reasoning, function calls and their results were expected");
    }
}
