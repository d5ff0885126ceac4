namespace Engine.Cli.Documents;

/// <summary>A conversation as <c>chat</c> saves it and <c>template</c> reads it.</summary>
internal sealed record ConversationDocument(IReadOnlyList<MessageDocument> Messages)
{
    public static ConversationDocument Of(IEnumerable<Message> messages) => new([.. messages.Select(message => new MessageDocument(message.Role, message.Content))]);
}

/// <summary>A message of a conversation.</summary>
internal sealed record MessageDocument(string Role, string Content);
