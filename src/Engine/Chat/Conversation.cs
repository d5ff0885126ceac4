using System.Runtime.CompilerServices;
using System.Text;
using Engine.Generation;

namespace Engine;

/// <summary>A conversation with a model and its history. Not thread-safe; any number of them may share the model.</summary>
public sealed class Conversation
{
    private readonly Model _model;
    private readonly List<Message> _messages = [];

    /// <summary>Begins a conversation.</summary>
    /// <param name="model">A model made for chat; it stays the caller's.</param>
    /// <param name="systemPrompt">Instructions for the whole conversation.</param>
    /// <param name="template">The template; null for the model's own.</param>
    /// <exception cref="ChatTemplateException">The model has no template, or it cannot be read.</exception>
    public Conversation(Model model, string? systemPrompt = null, ChatTemplate? template = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        Template = template ?? model.CreateChatTemplate();
        SystemPrompt = systemPrompt;
    }

    /// <summary>How the conversation becomes a prompt.</summary>
    public ChatTemplate Template { get; }

    /// <summary>Instructions for the whole conversation; null for none (some templates then bring their own).</summary>
    public string? SystemPrompt { get; set; }

    /// <summary>
    /// Whether the oldest turns are forgotten, whole, when the conversation and an answer do not fit the context; the system prompt stays. Off, such a conversation
    /// is refused.
    /// </summary>
    public bool ForgetsOldestTurns { get; set; }

    /// <summary>What was said so far, the system prompt first.</summary>
    public IReadOnlyList<Message> Messages => SystemPrompt is null ? [.. _messages] : [Message.System(SystemPrompt), .. _messages];

    /// <summary>Says <paramref name="content"/> and streams the answer, which then belongs to the history; an answer that was stopped, as far as it came.</summary>
    /// <exception cref="ChatTemplateException">The template refused the conversation or failed; the history is as before.</exception>
    /// <exception cref="KvCacheFullException">The conversation does not fit; the history is as before.</exception>
    public IAsyncEnumerable<GeneratedPiece> SendAsync(string content, GenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new SingleReader<GeneratedPiece>(cancel => AnswerAsync(content, options, cancel), cancellationToken);
    }

    /// <summary>Forgets what was said, not the system prompt.</summary>
    public void Clear() => _messages.Clear();

    private async IAsyncEnumerable<GeneratedPiece> AnswerAsync(
        string content, GenerationOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        var question = Message.User(content);
        if (ForgetsOldestTurns) ForgetUntilFits(question, options?.MaxTokens ?? 0, cancellationToken);
        bool begun = false;
        try
        {
            await foreach (var piece in _model.ChatAsync([.. Messages, question], options, template: Template, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                begun = true;
                answer.Append(piece.Text);
                yield return piece;
            }
        }
        finally
        {
            if (begun) _messages.AddRange([question, Message.Assistant(answer.ToString())]);
        }
    }

    /// <summary>Forgets turns, oldest first, until <paramref name="question"/> and an answer fit: one of so many tokens or, where that is left open, of a quarter of the context.</summary>
    private void ForgetUntilFits(Message question, int answerTokens, CancellationToken cancellationToken)
    {
        int context = _model.Info.ContextLength, most = context - (answerTokens > 0 ? Math.Min(answerTokens, context / 2) : context / 4);
        while (_messages.Count > 0 && Template.Render([.. Messages, question], cancellationToken: cancellationToken).Encode(_model.Tokenizer).Length > most)
        {
            // A turn is what the user said and all up to what the user said next.
            int next = _messages.FindIndex(1, message => message.Role == question.Role);
            _messages.RemoveRange(0, next < 0 ? _messages.Count : next);
        }
    }
}
