using Microsoft.Extensions.AI;

namespace Engine.Extensions.AI;

/// <summary>Makes the updates of one answer.</summary>
internal sealed class ChatUpdates(string modelId)
{
    private readonly string _responseId = $"resp_{Guid.NewGuid():N}";
    private readonly string _messageId = $"msg_{Guid.NewGuid():N}";
    private readonly DateTimeOffset _created = DateTimeOffset.UtcNow;

    public ChatResponseUpdate Text(string text) => Update(new TextContent(text));

    public ChatResponseUpdate Last(Completion completion)
    {
        var update = Update(new UsageContent(Usage(completion.Usage)));
        update.FinishReason = Reason(completion.FinishReason);
        update.RawRepresentation = completion;
        return update;
    }

    private ChatResponseUpdate Update(AIContent content) => new(ChatRole.Assistant, [content])
    {
        ResponseId = _responseId,
        MessageId = _messageId,
        ModelId = modelId,
        CreatedAt = _created,
    };

    private static UsageDetails Usage(Usage usage)
    {
        var details = new UsageDetails
        {
            InputTokenCount = usage.PromptTokens,
            OutputTokenCount = usage.CompletionTokens,
            TotalTokenCount = usage.PromptTokens + usage.CompletionTokens,
            CachedInputTokenCount = usage.CachedTokens,
        };
        if (usage.DraftedTokens > 0)
            details.AdditionalCounts = new() { [nameof(usage.DraftedTokens)] = usage.DraftedTokens, [nameof(usage.AcceptedTokens)] = usage.AcceptedTokens };
        return details;
    }

    /// <summary>Whatever cut an answer off is a length to an application: there may be more to come. The completion says which.</summary>
    private static ChatFinishReason Reason(FinishReason reason) => reason switch
    {
        FinishReason.Stop or FinishReason.StopSequence => ChatFinishReason.Stop,
        FinishReason.Length or FinishReason.ContextFull or FinishReason.Time => ChatFinishReason.Length,
        FinishReason.ConstraintUnmet => new ChatFinishReason("constraint_unmet"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "an answer that ended was expected"),
    };
}
