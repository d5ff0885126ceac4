using System.Text.Json;

namespace Engine.Chat.Tools;

/// <summary>What a template does with what it is given, found out by trying it on small conversations: its source says it only to those who run it.</summary>
internal sealed record TemplateTraits
{
    private const string ToolName = "probe_tool_name", Key = "probe_key", Value = "probe_value", Said = "probe_text";

    private static readonly string[] s_switches = ["enable_thinking", "thinking"];

    /// <summary>Whether it tells the model of tools.</summary>
    public required bool ReadsTools { get; init; }

    /// <summary>Whether it takes a system message.</summary>
    public required bool ReadsSystem { get; init; }

    /// <summary>Whether it writes the calls of an assistant's message.</summary>
    public required bool ReadsCalls { get; init; }

    /// <summary>Whether the arguments of calls must be JSON text rather than an object.</summary>
    public bool WantsArgumentText { get; init; }

    /// <summary>Whether a message with calls must have no content at all, not even an empty one.</summary>
    public bool WantsNoContent { get; init; }

    /// <summary>Whether a message can have one call only.</summary>
    public bool TakesOneCall { get; init; }

    /// <summary>Whether ids of calls must have nine letters or digits.</summary>
    public bool WantsShortIds { get; init; }

    /// <summary>Whether it writes the results of calls.</summary>
    public required bool ReadsResults { get; init; }

    /// <summary>The field it reads reasoning from; null where it reads none.</summary>
    public string? ReasoningField { get; init; }

    /// <summary>The variables that switch reasoning on and off.</summary>
    public required IReadOnlyList<string> ReasoningSwitches { get; init; }

    /// <summary>Whether the variable <c>reasoning_effort</c> changes what it writes.</summary>
    public required bool ReadsReasoningEffort { get; init; }

    public static TemplateTraits Of(ChatTemplate template)
    {
        var probe = new Probe(template);
        string tool = $$"""{"type":"function","name":"{{ToolName}}","function":{"name":"{{ToolName}}","description":"Does.","parameters":{"type":"object","properties":{"{{Key}}":{"type":"string","description":"It."} },"required":["{{Key}}"]} } }""";
        string tools = $",\"tools\":[{tool}]";
        const string system = """{"role":"system","content":"probe_system"},""", user = """{"role":"user","content":"Hi"}""";
        bool mentionsTools = template.Source.Contains("tools", StringComparison.Ordinal);
        var traits = new TemplateTraits
        {
            // One that takes neither conversation keeps to others, and is taken at its word.
            ReadsTools = mentionsTools && ((string?[])[probe.Write(user, tools), probe.Write(system + user, tools)]) is var texts
                && (texts.Any(text => text?.Contains(ToolName, StringComparison.Ordinal) == true) || texts.All(text => text is null)),
            ReadsSystem = probe.Has("probe_system", system + user),
            ReadsCalls = false,
            ReadsResults = false,
            ReasoningSwitches = [.. s_switches.Where(name => probe.Differs(user, $",\"{name}\":true", $",\"{name}\":false"))],
            ReadsReasoningEffort = probe.Differs(user, ",\"reasoning_effort\":\"low\"", ",\"reasoning_effort\":\"high\""),
        };
        traits = traits.WithCalls(probe, user, mentionsTools ? tools : "");
        return traits with { ReasoningField = traits.FindReasoningField(probe, user, template.Source) };
    }

    private TemplateTraits WithCalls(Probe probe, string user, string tools)
    {
        foreach (bool isText in (bool[])[false, true])
        {
            foreach (bool hasContent in (bool[])[true, false])
            {
                var traits = this with { ReadsCalls = true, WantsArgumentText = isText, WantsNoContent = !hasContent };
                string id = new('a', ToolCall.IdLength);
                if (!Writes(traits, id)) continue;
                traits = traits with { ReadsResults = probe.Has(Said, $"{user},{traits.Call(id)},{Result(id)}", tools) };
                string other = new('b', ToolCall.IdLength);
                bool takesTwo = probe.Has(ToolName + "_2", $"{user},{traits.Call(id, other: traits.CallOf(other, ToolName + "_2"))},{Result(id)},{Result(other)}", tools);
                return traits with { WantsShortIds = !Writes(traits, "call_" + id), TakesOneCall = !takesTwo };
            }
        }
        return this with { ReadsResults = probe.Has(Said, $$"""{{user}},{"role":"assistant","content":"Yes."},{{Result("a")}}""") };

        bool Writes(TemplateTraits traits, string id)
        {
            string? text = probe.Write($"{user},{traits.Call(id)},{Result(id)}", tools);
            return text is not null && text.Contains(Value, StringComparison.Ordinal) && text.Contains(ToolName, StringComparison.Ordinal);
        }
    }

    private string? FindReasoningField(Probe probe, string user, string source)
    {
        string[] fields = ["reasoning_content", "thinking", "reasoning"];
        string id = new('a', ToolCall.IdLength);
        foreach (string field in fields)
        {
            string message = ReadsCalls ? Call(id, $",\"{field}\":\"{Said}_reason\"") : $$"""{"role":"assistant","content":"Yes.","{{field}}":"{{Said}}_reason"}""";
            if (source.Contains(field, StringComparison.Ordinal) && probe.Has(Said + "_reason", ReadsCalls && ReadsResults ? $"{user},{message},{Result(id)}" : $"{user},{message}")) return field;
        }
        return source.Contains(fields[0], StringComparison.Ordinal) ? fields[0] : null;
    }

    private string Call(string id, string more = "", string? other = null) =>
        $$"""{"role":"assistant","content":{{(WantsNoContent ? "null" : "\"\"")}},"tool_calls":[{{CallOf(id, ToolName)}}{{(other is null ? "" : "," + other)}}]{{more}}}""";

    private string CallOf(string id, string name)
    {
        string arguments = $$"""{"{{Key}}":"{{Value}}"}""";
        if (WantsArgumentText) arguments = $"\"{JsonEncodedText.Encode(arguments)}\"";
        return $$"""{"id":"{{id}}","type":"function","function":{"name":"{{name}}","arguments":{{arguments}}} }""";
    }

    private static string Result(string id) => $$"""{"role":"tool","content":"{{Said}}","tool_call_id":"{{id}}","name":"{{ToolName}}"}""";

    /// <summary>Tries a template on conversations given as JSON.</summary>
    private sealed class Probe(ChatTemplate template)
    {
        public bool Has(string text, string messages, string more = "") => Write(messages, more)?.Contains(text, StringComparison.Ordinal) == true;

        public bool Differs(string messages, string one, string other) => Write(messages, one) != Write(messages, other);

        /// <summary>The prompt; null where the template refuses the conversation.</summary>
        public string? Write(string messages, string more)
        {
            using var conversation = JsonDocument.Parse($$"""{"messages":[{{messages}}],"now":"2026-01-05T00:00:00Z"{{more}}}""");
            try
            {
                return template.Render(conversation.RootElement).Text;
            }
            catch (ChatTemplateException)
            {
                return null;
            }
        }
    }
}
