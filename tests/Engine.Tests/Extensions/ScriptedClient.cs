using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace Engine.Tests.Extensions;

/// <summary>
/// The client of a model that answers what a test wants, word for word, one answer for each request, and that remembers what it was asked. The answers are the
/// first tokens generated: they run through the model, its constraints and the reading of calls as its own do.
/// </summary>
internal sealed class ScriptedClient(Model model, params string[] answers) : DelegatingChatClient(model.AsIChatClient())
{
    private const string EndOfTurn = "<|im_end|>";

    private readonly Queue<string> _answers = new(answers);

    /// <summary>The prompts, as the model read them.</summary>
    public List<string> Prompts { get; } = [];

    /// <summary>A call as these models write it.</summary>
    public static string Call(string name, string arguments) => $$"""
        <tool_call>
        {"name": "{{name}}", "arguments": {{arguments}}}
        </tool_call>
        """;

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, Scripted(options), cancellationToken);
        Remember(response.RawRepresentation);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in base.GetStreamingResponseAsync(messages, Scripted(options), cancellationToken))
        {
            Remember(update.RawRepresentation);
            yield return update;
        }
    }

    private ChatOptions Scripted(ChatOptions? options)
    {
        Assert.True(_answers.TryDequeue(out string? answer), "the model was asked more often than the test has answers");
        var scripted = options?.Clone() ?? new ChatOptions();
        int[] ids = model.Tokenizer.Encode(Encoding.UTF8.GetBytes(answer + EndOfTurn), addSpecial: false, parseSpecial: true);
        scripted.RawRepresentationFactory = _ => new GenerationOptions { Temperature = 0, MaxTokens = ids.Length + 8, ForcedTokens = ids };
        return scripted;
    }

    private void Remember(object? raw)
    {
        if (raw is Answer answer) Prompts.Add(model.Tokenizer.Decode([.. answer.Completion.PromptIds], renderSpecial: true));
    }
}
