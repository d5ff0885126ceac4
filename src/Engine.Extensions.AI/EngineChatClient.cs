using System.Runtime.CompilerServices;
using Engine.Extensions.AI;
using Microsoft.Extensions.AI;

namespace Engine;

/// <summary>A model as Microsoft.Extensions.AI's chat client.</summary>
/// <remarks>
/// Thread-safe: any number of callers share it, and their answers are generated together. Every member of <see cref="ChatOptions"/> is mapped exactly or
/// refused by name. What of a conversation is cached from earlier calls is not computed again.
/// </remarks>
public sealed class EngineChatClient : IChatClient
{
    /// <summary>The provider, as metadata and telemetry name it.</summary>
    public const string ProviderName = "engine";

    private readonly IModelSource _source;
    private readonly GenerationOptions _defaults;
    private readonly string? _instructions;
    private readonly ConstraintCache _constraints = new();

    internal EngineChatClient(IModelSource source, GenerationOptions? defaults, string? instructions = null)
    {
        _source = source;
        _instructions = instructions;
        _defaults = defaults ?? new GenerationOptions();
    }

    /// <summary>The answer, whole. Its <see cref="ChatResponse.RawRepresentation"/> is the <see cref="Answer"/>.</summary>
    /// <inheritdoc cref="GetStreamingResponseAsync"/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        object? raw = null;
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            updates.Add(update);
            raw = update.RawRepresentation ?? raw;
        }
        var response = updates.ToChatResponse();
        response.RawRepresentation = raw;
        return response;
    }

    /// <summary>The answer, as it is generated; the last update has the finish reason, the usage and, as its raw representation, the <see cref="Answer"/>.</summary>
    /// <remarks>
    /// A call of a function is content when it is whole. Before that, updates without content have the <see cref="AnswerPiece"/> that begins it, or the next part
    /// of its arguments, as their raw representation.
    /// </remarks>
    /// <exception cref="NotSupportedException">A member of the options, or content of a message, cannot be mapped; the message names it.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="ConstraintException">The schema has what cannot be enforced.</exception>
    /// <exception cref="ChatTemplateException">The model's template refused the conversation.</exception>
    /// <exception cref="ContextLengthException">The conversation is longer than the context.</exception>
    /// <exception cref="GenerationCanceledException">It was cancelled; the exception has what was generated.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = ChatOptionsMap.Map(new ChatRequest(this, _source.Id, _constraints, new AnswerOptions { Generation = _defaults }) { Instructions = _instructions }, options);
        return StreamAsync(MessageMap.Map(messages, request.Instructions), request, cancellationToken);
    }

    /// <summary>Gives the <see cref="ChatClientMetadata"/>, the <see cref="Model"/> once it is loaded, and the client itself.</summary>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata)) return new ChatClientMetadata(ProviderName, defaultModelId: _source.Id);
        if (serviceType == typeof(Model)) return _source.Loaded;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the model stays its owner's.</summary>
    public void Dispose() { }

    /// <inheritdoc/>
    public override string ToString() => $"chat with {_source.Id}";

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(List<Message> messages, ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var model = await _source.GetAsync(cancellationToken).ConfigureAwait(false);
        var updates = new ChatUpdates(_source.Id, request.ShowsReasoning);
        var answer = request.For(request.Answer.Template ?? model.CreateChatTemplate(), _source.Draft);
        await foreach (var piece in model.AnswerAsync(messages, answer, cancellationToken).ConfigureAwait(false))
            if (updates.Of(piece) is { } update) yield return update;
    }
}
