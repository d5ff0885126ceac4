namespace Engine.Extensions.AI;

/// <summary>A call of a chat client as it is being mapped.</summary>
/// <param name="Client">The client that was called.</param>
/// <param name="ModelId">The model's name.</param>
/// <param name="Constraints">Knows the schemas asked for before.</param>
/// <param name="Generation">How the answer is generated.</param>
internal sealed record ChatRequest(EngineChatClient Client, string ModelId, ConstraintCache Constraints, GenerationOptions Generation)
{
    /// <summary>Instructions before the conversation.</summary>
    public string? Instructions { get; init; }
}
