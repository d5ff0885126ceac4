using System.Text;
using System.Text.Json;
using Engine.Chat.Jinja;
using Engine.Chat.Tools;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine;

/// <summary>
/// The model's own way to write a conversation as one text, in the Jinja language (source: the Hugging Face template guide). Templates are untrusted:
/// what one may cost in time, memory and depth is bounded. Immutable; any number of threads may render.
/// </summary>
public sealed class ChatTemplate
{
    private const string MetadataKey = GgufKeys.ChatTemplate;

    /// <summary>What models without a template get when their vocabulary has its two marks.</summary>
    private const string ChatMl =
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private readonly JinjaTemplate _template;
    private readonly IReadOnlyDictionary<string, Value> _tokens;
    private TemplateTraits? _traits;

    /// <summary>Reads a template.</summary>
    /// <param name="source">The template's text.</param>
    /// <param name="bosToken">What it prints for <c>bos_token</c>.</param>
    /// <param name="eosToken">What it prints for <c>eos_token</c>.</param>
    /// <exception cref="ChatTemplateException">It is malformed or uses something we do not have, which the message names.</exception>
    public ChatTemplate(string source, string bosToken = "", string eosToken = "")
    {
        ArgumentNullException.ThrowIfNull(source);
        _template = JinjaTemplate.Parse(source);
        _tokens = new Dictionary<string, Value> { ["bos_token"] = bosToken, ["eos_token"] = eosToken };
        Source = source;
    }

    /// <summary>The template's text.</summary>
    public string Source { get; }

    /// <summary>Whether it can tell the model of tools: a template without a place for them passes them over.</summary>
    public bool ReadsTools => Traits.ReadsTools;

    /// <summary>Whether it can switch the model's reasoning on and off.</summary>
    public bool ReadsReasoningSwitch => Traits.ReasoningSwitches.Count > 0;

    /// <summary>Whether it can say how much the model should reason.</summary>
    public bool ReadsReasoningEffort => Traits.ReadsReasoningEffort;

    /// <summary>What it does with what it is given, found out when it is first asked for.</summary>
    internal TemplateTraits Traits => LazyInitializer.EnsureInitialized(ref _traits, () => TemplateTraits.Of(this));

    /// <summary>
    /// The template of a model file: <c>tokenizer.chat_template</c>, or with a <paramref name="name"/> <c>tokenizer.chat_template.NAME</c>. A file without
    /// one gets ChatML when its vocabulary has <c>&lt;|im_start|&gt;</c> and <c>&lt;|im_end|&gt;</c>.
    /// </summary>
    /// <exception cref="ChatTemplateException">There is no such template and no ChatML vocabulary, or it cannot be read.</exception>
    public static ChatTemplate Create(GgufMetadata metadata, Tokenizer tokenizer, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(tokenizer);
        string key = name is null ? MetadataKey : $"{MetadataKey}.{name}";
        string? source = metadata.String(key);
        if (source is null && name is not null)
        {
            var names = metadata.Keys.Where(k => k.StartsWith(MetadataKey + ".", StringComparison.Ordinal)).Select(k => k[(MetadataKey.Length + 1)..]);
            throw new ChatTemplateException($"the model has no chat template named '{name}'; it has: {string.Join(", ", names.DefaultIfEmpty("none"))}");
        }
        if (source is null && IsOneToken(tokenizer, "<|im_start|>") && IsOneToken(tokenizer, "<|im_end|>")) source = ChatMl;
        if (source is null)
            throw new ChatTemplateException($"the model has no chat template ({MetadataKey}) and no ChatML tokens: it completes text, it was not made for chat");
        return new(source, Spelling(tokenizer, tokenizer.Special.Bos), Spelling(tokenizer, tokenizer.Special.Eos));
    }

    /// <summary>Writes a conversation as a prompt.</summary>
    /// <param name="messages">The conversation, oldest first.</param>
    /// <param name="options">What else the template is told; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the rendering.</param>
    /// <exception cref="ChatTemplateException">The template refused the conversation, failed, or cost more than its limits, which grow with the conversation; or there are tools and it does not read them.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ChatPrompt Render(IReadOnlyList<Message> messages, ChatTemplateOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        options ??= new();
        ArgumentNullException.ThrowIfNull(options.Tools, nameof(options));
        ArgumentNullException.ThrowIfNull(options.Variables, nameof(options));
        if (options.Tools.Count > 0 && !ReadsTools) throw new ChatTemplateException("the chat template has no place for tools: it never reads 'tools'; none were expected");
        return Render(messages, options, null, null, cancellationToken);
    }

    /// <summary>Writes a conversation as a prompt.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">What else the template is told.</param>
    /// <param name="format">How the model writes calls; null for what the template shows.</param>
    /// <param name="instructions">What the model is told before anything else, where the template has no place for it; null for nothing.</param>
    /// <param name="cancellationToken">Stops the rendering.</param>
    internal ChatPrompt Render(IReadOnlyList<Message> messages, ChatTemplateOptions options, ToolFormat? format, MarkedText? instructions, CancellationToken cancellationToken)
    {
        foreach (var message in messages) Check(message);
        bool isPlain = instructions is null && !MessageWriter.IsNeededFor(messages);
        var variables = new Dictionary<string, Value>(_tokens)
        {
            ["messages"] = new ListValue(isPlain
                ? [.. messages.Select(Read)]
                : [.. new MessageWriter(Traits, format ?? ToolFormat.Detect(this)).Write(messages, instructions)]),
            ["add_generation_prompt"] = options.AddGenerationPrompt,
        };
        if (options.Tools.Count > 0) variables["tools"] = new ListValue([.. options.Tools.Select(tool => Json.Read(tool, fromMessage: true))]);
        foreach (var (name, value) in options.Variables) variables[name] = Json.Read(value, fromMessage: false);
        return Render(variables, options.Now, cancellationToken);
    }

    /// <summary>Writes a conversation given as one JSON object: <c>messages</c>, and any other variable of the template (<c>tools</c>, <c>now</c>, <c>bos_token</c>, ...).</summary>
    /// <param name="conversation">The object.</param>
    /// <param name="addGenerationPrompt">Whether the prompt ends where the assistant's answer begins; <c>add_generation_prompt</c> of the object comes first.</param>
    /// <param name="cancellationToken">Stops the rendering.</param>
    /// <exception cref="ChatTemplateException">It is not such an object, or the template refused it, failed, or cost more than its limits.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ChatPrompt Render(JsonElement conversation, bool addGenerationPrompt = true, CancellationToken cancellationToken = default)
    {
        conversation = JsonText.Mend(conversation);
        if (conversation.ValueKind != JsonValueKind.Object || !conversation.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
            throw new ChatTemplateException("a conversation is a JSON object with an array 'messages'");
        var variables = new Dictionary<string, Value>(_tokens) { ["add_generation_prompt"] = addGenerationPrompt };
        DateTimeOffset? now = null;
        foreach (var property in conversation.EnumerateObject())
        {
            if (property.Name == "now") now = ReadNow(property.Value);
            else if (property.Name == "messages") variables["messages"] = new ListValue([.. property.Value.EnumerateArray().Select(Read)]);
            else variables[property.Name] = Json.Read(property.Value, fromMessage: property.Name == "tools");
        }
        return Render(variables, now, cancellationToken);
    }

    private ChatPrompt Render(Dictionary<string, Value> variables, DateTimeOffset? now, CancellationToken cancellationToken) =>
        new(_template.Render(variables, now ?? DateTimeOffset.Now, cancellationToken: cancellationToken));

    private static void Check(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(message.Role, nameof(message));
        ArgumentNullException.ThrowIfNull(message.Content, nameof(message));
        ArgumentNullException.ThrowIfNull(message.Fields, nameof(message));
        ArgumentNullException.ThrowIfNull(message.ToolCalls, nameof(message));
    }

    private static DictValue Read(Message message) => new(
    [
        KeyValuePair.Create<Value, Value>("role", Role(message.Role)),
        KeyValuePair.Create<Value, Value>("content", Text.FromMessage(message.Content)),
        .. message.Fields.Select(field => KeyValuePair.Create<Value, Value>(field.Key, Json.Read(field.Value, fromMessage: true))),
    ]);

    private static Value Read(JsonElement message)
    {
        var value = Json.Read(message, fromMessage: true);
        return value is DictValue dict && dict.TryGet("role", out var role) && role is Text text
            ? new DictValue(dict.Entries.Select(entry => entry.Key.Equals("role") ? KeyValuePair.Create<Value, Value>(entry.Key, Role(text.Chars)) : entry))
            : value;
    }

    /// <summary>The application names the roles, and some templates make control tokens of them; a name that is no plain word is treated as message text.</summary>
    internal static Text Role(string role) => role.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? role : Text.FromMessage(role);

    private static DateTimeOffset ReadNow(JsonElement value) => value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var now)
        ? now
        : throw new ChatTemplateException($"'now' is {value.GetRawText()}; an ISO 8601 date and time was expected");

    private static string Spelling(Tokenizer tokenizer, int id) => id < 0 ? "" : tokenizer.Piece(id);

    private static bool IsOneToken(Tokenizer tokenizer, string text) => tokenizer.Encode(Encoding.UTF8.GetBytes(text), addSpecial: false, parseSpecial: true).Length == 1;
}

/// <summary>What a template is told beside the messages.</summary>
public sealed record ChatTemplateOptions
{
    /// <summary>Whether the prompt ends where the assistant's answer begins.</summary>
    public bool AddGenerationPrompt { get; init; } = true;

    /// <summary>The functions the model may call, as JSON schemas.</summary>
    public IReadOnlyList<JsonElement> Tools { get; init => field = Items.Of(value); } = Items.Of<JsonElement>([]);

    /// <summary>Further variables by name, such as <c>enable_thinking</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init => field = Items.Of(value); } = Items.Of<string, JsonElement>(new Dictionary<string, JsonElement>());

    /// <summary>The time <c>strftime_now</c> tells; null for the clock's.</summary>
    public DateTimeOffset? Now { get; init; }
}
