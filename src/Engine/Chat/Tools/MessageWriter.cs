using Engine.Chat.Jinja;

namespace Engine.Chat.Tools;

/// <summary>Makes of messages what a template reads: calls, results and reasoning in the shape it wants, and where it has no place for them, in the text.</summary>
/// <param name="traits">What the template does.</param>
/// <param name="format">How the model writes calls.</param>
internal sealed class MessageWriter(TemplateTraits traits, ToolFormat format)
{
    /// <summary>Whether any of <paramref name="messages"/> has more than a role and text.</summary>
    public static bool IsNeededFor(IEnumerable<Message> messages) =>
        messages.Any(message => message.ToolCalls.Count > 0 || message.ToolCallId is not null || message.Name is not null || message.Reasoning is not null);

    /// <summary>The conversation, of which each message is a dictionary.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="instructions">What the model is told of tools before anything else; null for nothing.</param>
    public List<Value> Write(IReadOnlyList<Message> messages, MarkedText? instructions)
    {
        var written = new List<(string Role, MarkedText? Content, List<KeyValuePair<Value, Value>> More)>();
        var calls = new Dictionary<string, string>();
        bool isResult = false;
        foreach (var message in traits.TakesOneCall ? Split(messages) : messages)
        {
            var content = new MarkedText().Foreign(message.Content);
            var more = new List<KeyValuePair<Value, Value>>();
            bool wasResult = isResult;
            isResult = false;
            string role = message.Role;
            if (message.ToolCalls.Count > 0) content = WriteCalls(message, content, more, calls);
            else if (role == "tool" && !traits.ReadsResults)
            {
                (role, isResult) = ("user", true);
                content = new MarkedText().Own("<tool_response>\n").Foreign(message.Content).Own("\n</tool_response>");
                if (wasResult && written.Count > 0)
                {
                    // Roles alternate in many templates, so results that follow each other are one message.
                    written[^1].Content!.Own("\n<tool_response>\n").Foreign(message.Content).Own("\n</tool_response>");
                    continue;
                }
            }
            if (message.ToolCallId is { } id)
            {
                Add(more, "tool_call_id", Id(id));
                if ((message.Name ?? calls.GetValueOrDefault(id)) is { } tool) Add(more, "name", tool);
            }
            else if (message.Name is { } name) Add(more, "name", name);
            if (message.Reasoning is { } reasoning && traits.ReasoningField is { } field)
            {
                // Templates with channels take one of both before a call: what was said before it is then part of it.
                bool isOne = format.HasChannels && message.ToolCalls.Count > 0 && message.Content.Length > 0;
                Add(more, field, isOne ? $"{reasoning}\n{message.Content}" : reasoning);
                if (isOne) content = new MarkedText();
            }
            foreach (var (key, value) in message.Fields) more.Add(new((Jinja.Text)key, Json.Read(value, fromMessage: true)));
            written.Add((role, content, more));
        }
        if (instructions is not null || !traits.ReadsSystem) Instruct(written, instructions);
        return [.. written.Select(Value (message) => new DictValue(
        [
            KeyValuePair.Create<Value, Value>((Jinja.Text)"role", ChatTemplate.Role(message.Role)),
            KeyValuePair.Create<Value, Value>((Jinja.Text)"content", message.Content?.ToText() ?? (Value)NoneValue.None),
            .. message.More,
        ]))];
    }

    /// <summary>The same with one call in a message: each is followed by its result.</summary>
    private static List<Message> Split(IReadOnlyList<Message> messages)
    {
        var split = new List<Message>(messages.Count);
        for (int i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            if (message.ToolCalls.Count < 2)
            {
                split.Add(message);
                continue;
            }
            var results = messages.Skip(i + 1).TakeWhile(next => next.ToolCallId is not null).ToList();
            i += results.Count;
            foreach (var call in message.ToolCalls)
            {
                split.Add(call == message.ToolCalls[0] ? message with { ToolCalls = [call] } : new Message(message.Role, "") { ToolCalls = [call] });
                if (results.FindIndex(result => result.ToolCallId == call.Id) is >= 0 and int at)
                {
                    split.Add(results[at]);
                    results.RemoveAt(at);
                }
            }
            split.AddRange(results);
        }
        return split;
    }

    private MarkedText? WriteCalls(Message message, MarkedText content, List<KeyValuePair<Value, Value>> more, Dictionary<string, string> names)
    {
        foreach (var call in message.ToolCalls) names[call.Id] = call.Name;
        if (!traits.ReadsCalls || (traits.WantsNoContent && message.Content.Length > 0))
        {
            if (message.Content.Length > 0) content.Own("\n");
            CallWriter.Write(format, message.ToolCalls, content);
            return content;
        }
        Add(more, "tool_calls", new ListValue([.. message.ToolCalls.Select(Value (call) => Dictionary(
            ("id", Jinja.Text.FromMessage(Id(call.Id))),
            ("type", (Jinja.Text)"function"),
            ("function", Dictionary(("name", Jinja.Text.FromMessage(call.Name)), ("arguments", Arguments(call))))))]));
        return traits.WantsNoContent ? null : content;
    }

    private Value Arguments(ToolCall call)
    {
        var arguments = CallWriter.Arguments(call);
        return traits.WantsArgumentText ? Jinja.Text.FromMessage(arguments.GetRawText()) : Json.Read(arguments, fromMessage: true);
    }

    /// <summary>An id as the template takes it: one that is too long becomes letters and digits that stand for it.</summary>
    private string Id(string id)
    {
        if (!traits.WantsShortIds || (id.Length == ToolCall.IdLength && id.All(char.IsAsciiLetterOrDigit))) return id;
        byte[] hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id));
        return Convert.ToHexStringLower(hash)[..ToolCall.IdLength];
    }

    /// <summary>Puts the instructions, and a system message that the template does not take, where the model reads them first.</summary>
    private void Instruct(List<(string Role, MarkedText? Content, List<KeyValuePair<Value, Value>> More)> written, MarkedText? instructions)
    {
        bool hasSystem = written.Count > 0 && written[0].Role is "system" or "developer";
        if (!hasSystem && instructions is null) return;
        var text = new MarkedText();
        if (hasSystem)
        {
            text.Add(written[0].Content!);
            if (traits.ReadsSystem) written[0] = written[0] with { Content = text };
            else written.RemoveAt(0);
        }
        if (instructions is not null) text.Own(text.IsEmpty ? "" : "\n\n").Add(instructions);
        if (traits.ReadsSystem)
        {
            if (!hasSystem) written.Insert(0, ("system", text, []));
            return;
        }
        int user = written.FindIndex(message => message.Role == "user");
        if (user < 0) throw new ChatTemplateException("the chat template takes no system message, and there is no message of a user that could begin with it");
        written[user] = written[user] with { Content = text.Own("\n\n").Add(written[user].Content!) };
    }

    private static DictValue Dictionary(params (string Key, Value Value)[] entries) => new(entries.Select(entry => KeyValuePair.Create<Value, Value>((Jinja.Text)entry.Key, entry.Value)));

    private static void Add(List<KeyValuePair<Value, Value>> more, string key, string value) => Add(more, key, Jinja.Text.FromMessage(value));

    private static void Add(List<KeyValuePair<Value, Value>> more, string key, Value value) => more.Add(new((Jinja.Text)key, value));
}
