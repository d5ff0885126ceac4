namespace Engine;

/// <summary>A conversation with a model and its history. Not thread-safe; any number of them may share the model.</summary>
public sealed partial class Conversation
{
    private const string UserRole = "user";

    private readonly Model _model;
    private readonly List<Message> _messages = [];
    private readonly PromptHistory _history = new();

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

    /// <summary>Forgets what was said, not the system prompt.</summary>
    public void Clear() => _messages.Clear();

    /// <summary>Adds a message, such as the result of a call.</summary>
    public void Add(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        _messages.Add(message);
    }

    /// <summary>Puts <paramref name="message"/> in place of the one at <paramref name="index"/> of <see cref="Messages"/>; what was said after it stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such message.</exception>
    /// <exception cref="ArgumentException">The system prompt would become something else.</exception>
    public void Replace(int index, Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        CheckIndex(index);
        if (SystemPrompt is null) _messages[index] = message;
        else if (index > 0) _messages[index - 1] = message;
        else if (message.Role == "system") SystemPrompt = message.Content;
        else throw new ArgumentException($"the system prompt would be replaced by a message of the role '{message.Role}'; a system message was expected", nameof(message));
    }

    /// <summary>Forgets the message at <paramref name="index"/> of <see cref="Messages"/> and all after it; not the system prompt.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such message.</exception>
    public void RemoveFrom(int index)
    {
        if (index != Messages.Count) CheckIndex(index);
        int first = Math.Max(0, SystemPrompt is null ? index : index - 1);
        _messages.RemoveRange(first, _messages.Count - first);
    }

    /// <summary>Forgets turns, whole and oldest first, until the prompt has at most <paramref name="maxTokens"/> tokens or one turn is left.</summary>
    /// <param name="maxTokens">Tokens of the prompt.</param>
    /// <param name="options">What else is in the prompt: tools, for example.</param>
    /// <returns>The messages forgotten.</returns>
    public int Trim(int maxTokens, AnswerOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokens);
        return ForgetUntil(maxTokens, null, options ?? new(), CancellationToken.None);
    }

    /// <summary>Tokens of the prompt that an answer would be generated after.</summary>
    /// <exception cref="ChatTemplateException">The template refuses the conversation as it stands.</exception>
    public int CountTokens(AnswerOptions? options = null) => _model.CountTokens(Messages, (options ?? new()) with { Template = Template });

    /// <summary>Writes the conversation as JSON; see <see cref="MessageJson"/>.</summary>
    public void Save(Stream stream) => MessageJson.Write(stream, Messages);

    /// <summary>Puts a conversation written as JSON in place of this one.</summary>
    /// <exception cref="FormatException">It is something else; this one is then as before.</exception>
    public void Load(Stream stream) => Load(MessageJson.Read(stream));

    /// <summary>Puts <paramref name="messages"/> in place of this conversation; a system message at their beginning becomes the system prompt.</summary>
    public void Load(IEnumerable<Message> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        Message[] loaded = [.. messages];
        foreach (var message in loaded) ArgumentNullException.ThrowIfNull(message, nameof(messages));
        bool hasSystem = loaded is [{ Role: "system" }, ..];
        SystemPrompt = hasSystem ? loaded[0].Content : null;
        _messages.Clear();
        _messages.AddRange(hasSystem ? loaded[1..] : loaded);
    }

    private void CheckIndex(int index)
    {
        if ((uint)index >= (uint)Messages.Count) throw new ArgumentOutOfRangeException(nameof(index), index, $"a message from 0 to {Messages.Count - 1} was expected");
    }

    /// <summary>Forgets turns, oldest first, until what is left and <paramref name="next"/> have at most <paramref name="most"/> tokens.</summary>
    private int ForgetUntil(int most, Message? next, AnswerOptions options, CancellationToken cancellationToken)
    {
        int before = _messages.Count;
        options = options with { Template = Template };
        while (_messages.Count > 0 && _model.CountTokens(next is null ? Messages : [.. Messages, next], options, cancellationToken) > most)
        {
            // A turn is what the user said and all up to what the user said next.
            int following = _messages.FindIndex(1, message => message.Role == UserRole);
            if (following < 0 && next is null) break;
            _messages.RemoveRange(0, following < 0 ? _messages.Count : following);
        }
        return before - _messages.Count;
    }

    /// <summary>Forgets turns until <paramref name="question"/> and an answer fit: one of so many tokens or, where that is left open, of a quarter of the context.</summary>
    private void ForgetUntilFits(Message? question, AnswerOptions options, CancellationToken cancellationToken)
    {
        int context = _model.Info.ContextLength, answerTokens = options.Generation.MaxTokens;
        ForgetUntil(context - (answerTokens > 0 ? Math.Min(answerTokens, context / 2) : context / 4), question, options, cancellationToken);
    }
}
