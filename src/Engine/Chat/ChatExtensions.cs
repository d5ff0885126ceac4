using Engine.Chat.Tools;
using Engine.Generation;

namespace Engine;

/// <summary>Chat with a model: a conversation in, the next message out.</summary>
public static class ChatExtensions
{
    /// <summary>The answer to a conversation, streaming: a piece for every token, then one with the whole <see cref="Completion"/>.</summary>
    /// <param name="model">A model made for chat.</param>
    /// <param name="messages">The conversation, oldest first. What of it is cached from earlier calls is not computed again.</param>
    /// <param name="options">How the answer is generated; it ends with the model's turn. Control tokens typed in messages stay text, whatever it says.</param>
    /// <param name="templateOptions">What the template is told beside the messages.</param>
    /// <param name="template">The template; null for the model's own.</param>
    /// <param name="cancellationToken">Stops the answer.</param>
    /// <exception cref="ChatTemplateException">The model has no template, or it refused the conversation or failed.</exception>
    /// <exception cref="KvCacheFullException">The conversation does not fit.</exception>
    public static IAsyncEnumerable<GeneratedPiece> ChatAsync(
        this Model model, IReadOnlyList<Message> messages, GenerationOptions? options = null,
        ChatTemplateOptions? templateOptions = null, ChatTemplate? template = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        template ??= model.ChatTemplate;
        int[] prompt = template.Render(messages, templateOptions, cancellationToken).Encode(model.Tokenizer);
        // The last answer was generated, not read; reading it again would cost as long as the rest of the turn.
        options ??= new GenerationOptions();
        return model.GenerateAsync(prompt, options with { ReuseGenerated = options.ReuseGenerated ?? true }, cancellationToken);
    }

    /// <summary>The chat template of the model's file, or its template of that <paramref name="name"/>; see <see cref="ChatTemplate.Create"/>.</summary>
    /// <exception cref="ChatTemplateException">There is none, or it cannot be read.</exception>
    public static ChatTemplate CreateChatTemplate(this Model model, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return name is null ? model.ChatTemplate : ChatTemplate.Create(model.File.Metadata, model.Tokenizer, name);
    }

    /// <summary>
    /// The answer to a conversation, streaming: its text, how the model reasons, and the tools it asks to be called, each as it comes, then the whole. Marks
    /// around them never get out, and calls have the arguments that their tools' schemas want.
    /// </summary>
    /// <param name="model">A model made for chat.</param>
    /// <param name="messages">The conversation, oldest first. What of it is cached from earlier calls is not computed again.</param>
    /// <param name="options">Tools, reasoning, and how the answer is generated.</param>
    /// <param name="cancellationToken">Stops the answer.</param>
    /// <exception cref="ChatTemplateException">The model has no template, or it refused the conversation or failed, or it has no switch that is asked for.</exception>
    /// <exception cref="ArgumentException">Options contradict each other or are out of their range.</exception>
    /// <exception cref="ConstraintException">A tool insists on a schema that cannot be enforced, or the tools are too large together.</exception>
    /// <exception cref="ContextLengthException">The conversation is longer than the context.</exception>
    /// <exception cref="KvCacheFullException">The conversation does not fit.</exception>
    /// <exception cref="GenerationCanceledException">It was cancelled; the exception has what was generated.</exception>
    public static IAsyncEnumerable<AnswerPiece> AnswerAsync(
        this Model model, IReadOnlyList<Message> messages, AnswerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var plan = AnswerPlan.Of(model, messages, options ?? new(), cancellationToken);
        int[] prompt = model.CheckTokens(plan.Prompt.Encode(model.Tokenizer), "the prompt");
        var generated = model.StreamAsync(prompt, plan.Options, plan.Options.ReuseGenerated ?? true, null, cancellationToken, spellsControl: true);
        return new SingleReader<AnswerPiece>(cancel => AnswerStream.Read(generated, plan.Syntax, cancel), cancellationToken);
    }

    /// <summary>The answer to a conversation, whole.</summary>
    /// <inheritdoc cref="AnswerAsync"/>
    public static async Task<Answer> CompleteAnswerAsync(
        this Model model, IReadOnlyList<Message> messages, AnswerOptions? options = null, CancellationToken cancellationToken = default)
    {
        Answer? answer = null;
        await foreach (var piece in model.AnswerAsync(messages, options, cancellationToken).ConfigureAwait(false)) answer = piece.Answer;
        return answer!;
    }

    /// <summary>Tokens of the prompt that a conversation comes to, with tools and all that <paramref name="options"/> put into it.</summary>
    /// <exception cref="ChatTemplateException">The model has no template, or it refused the conversation or failed, or it has no switch that is asked for.</exception>
    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    public static int CountTokens(this Model model, IReadOnlyList<Message> messages, AnswerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(messages);
        options ??= new();
        options.Validate();
        return AnswerPlan.Render(model, messages, options, cancellationToken).Encode(model.Tokenizer).Length;
    }
}
