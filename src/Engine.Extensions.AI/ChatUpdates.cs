using Microsoft.Extensions.AI;

namespace Engine.Extensions.AI;

/// <summary>Makes the updates of one answer.</summary>
internal sealed class ChatUpdates(string modelId, bool showsReasoning)
{
    private readonly string _responseId = $"resp_{Guid.NewGuid():N}";
    private readonly string _messageId = $"msg_{Guid.NewGuid():N}";
    private readonly DateTimeOffset _created = DateTimeOffset.UtcNow;

    /// <summary>
    /// The update for a piece; null where it has nothing to show. A call is content when it is whole: there is none for a part of it, which goes out as the raw
    /// representation of an update without content, as other clients have it too.
    /// </summary>
    public ChatResponseUpdate? Of(AnswerPiece piece) => piece.Kind switch
    {
        AnswerPieceKind.Text => Update([new TextContent(piece.Text)]),
        AnswerPieceKind.Reasoning => showsReasoning ? Update([new TextReasoningContent(piece.Text)]) : null,
        AnswerPieceKind.ToolCallStart or AnswerPieceKind.ToolCallArguments => Update([], piece),
        AnswerPieceKind.ToolCall => Update([ToolMap.Content(piece.ToolCall!)], piece),
        AnswerPieceKind.End => Last(piece.Answer!),
        _ => null,
    };

    private ChatResponseUpdate Last(Answer answer)
    {
        var update = Update([new UsageContent(Usage(answer.Completion.Usage))], answer);
        var reason = Reason(answer.Completion.FinishReason);
        update.FinishReason = reason == ChatFinishReason.Stop && answer.ToolCalls.Count > 0 ? ChatFinishReason.ToolCalls : reason;
        return update;
    }

    private ChatResponseUpdate Update(IList<AIContent> contents, object? raw = null) => new(ChatRole.Assistant, contents)
    {
        RawRepresentation = raw,
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

    /// <summary>Whatever cut an answer off is a length to an application: there may be more to come. The raw representation says which.</summary>
    private static ChatFinishReason Reason(FinishReason reason) => reason switch
    {
        FinishReason.Stop or FinishReason.StopSequence => ChatFinishReason.Stop,
        FinishReason.Length or FinishReason.ContextFull or FinishReason.Time => ChatFinishReason.Length,
        FinishReason.ConstraintUnmet => new ChatFinishReason("constraint_unmet"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "an answer that ended was expected"),
    };
}
