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
            mapped.Add(new Message(message.Role.Value, Text(message)));
        }
        if (string.IsNullOrEmpty(instructions)) return mapped;
        if (mapped is [{ Role: "system" } first, ..]) mapped[0] = first with { Content = $"{instructions}\n\n{first.Content}" };
        else mapped.Insert(0, Message.System(instructions));
        return mapped;
    }

    private static string Text(ChatMessage message)
    {
        var text = new StringBuilder();
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent part:
                    text.Append(part.Text);
                    break;
                case UsageContent:   // the books of an earlier answer
                    break;
                default:
                    throw Refused(content, message);
            }
        }
        return text.ToString();
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
