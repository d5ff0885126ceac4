using Microsoft.Extensions.AI;

namespace Engine.Extensions.AI;

/// <summary>A call of a chat client as it is being mapped.</summary>
/// <param name="Client">The client that was called.</param>
/// <param name="ModelId">The model's name.</param>
/// <param name="Constraints">Knows the schemas asked for before.</param>
/// <param name="Answer">What the model is asked for.</param>
internal sealed record ChatRequest(EngineChatClient Client, string ModelId, ConstraintCache Constraints, AnswerOptions Answer)
{
    /// <summary>Instructions before the conversation.</summary>
    public string? Instructions { get; init; }

    /// <summary>How much the model reasons; what that is depends on its template.</summary>
    public ReasoningEffort? Effort { get; init; }

    /// <summary>Whether reasoning is given to the caller.</summary>
    public bool ShowsReasoning { get; init; } = true;

    /// <summary>How the answer is generated.</summary>
    public GenerationOptions Generation => Answer.Generation;

    /// <summary>What to ask a model for.</summary>
    /// <param name="template">Its template.</param>
    /// <param name="draft">What drafts for it where the request drafts and does not say with what.</param>
    public AnswerOptions For(ChatTemplate template, Draft? draft = null)
    {
        var answer = Ended(Reasoned(template));
        return draft is not null && answer.Generation.Speculation is { Draft: null } drafting
            ? answer with { Generation = answer.Generation with { Speculation = drafting with { Draft = draft } } }
            : answer;
    }

    /// <summary>
    /// Tokens to bring a bound text to its end are said once, among defaults or for a conversation in which functions are called, and count where something is
    /// bound: an answer under a schema, or calls.
    /// </summary>
    private static AnswerOptions Ended(AnswerOptions answer)
    {
        bool mayCall = answer.Tools.Count > 0 && answer.ToolChoice != ToolChoice.None;
        return answer.Generation is { FinishWithin: > 0, Constraint: null } free && !mayCall ? answer with { Generation = free with { FinishWithin = 0 } } : answer;
    }

    private AnswerOptions Reasoned(ChatTemplate template)
    {
        if (Effort is not { } effort) return Answer;
        if (effort == ReasoningEffort.None) return Answer with { Reasoning = false };
        string word = effort switch
        {
            ReasoningEffort.Low => "low",
            ReasoningEffort.Medium => "medium",
            ReasoningEffort.High => "high",
            _ => throw Refusals.Of($"{nameof(ChatOptions.Reasoning)}.{nameof(ReasoningOptions.Effort)} is {effort}", "None, Low, Medium or High was expected"),
        };
        // A template that knows only whether to reason does so; one that knows neither refuses the word.
        bool isSwitchOnly = template.ReadsReasoningSwitch && !template.ReadsReasoningEffort;
        return Answer with { Reasoning = template.ReadsReasoningSwitch ? true : Answer.Reasoning, ReasoningEffort = isSwitchOnly ? Answer.ReasoningEffort : word };
    }
}
