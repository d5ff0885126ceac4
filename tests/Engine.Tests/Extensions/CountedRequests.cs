using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Engine.Tests.Extensions;

/// <summary>A chat client that counts how often it is asked. What a model says of its steps comes a moment after the answer.</summary>
internal sealed class CountedChatClient(Model model) : DelegatingChatClient(model.AsIChatClient())
{
    public int Requests { get; private set; }

    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Requests++;
        return base.GetResponseAsync(messages, options, cancellationToken);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Requests++;
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken)) yield return update;
    }
}

/// <summary>A generator of embeddings that remembers for which texts it is asked.</summary>
internal sealed class CountedEmbeddings(Model model) : DelegatingEmbeddingGenerator<string, Embedding<float>>(model.AsIEmbeddingGenerator())
{
    public List<string> Texts { get; } = [];

    public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        Texts.AddRange(texts);
        return base.GenerateAsync(texts, options, cancellationToken);
    }
}
