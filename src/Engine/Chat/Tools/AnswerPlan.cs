using Engine.Sampling.Constraints;

namespace Engine.Chat.Tools;

/// <summary>What a request for an answer comes to for a model: the prompt, how the answer is read, what binds it.</summary>
internal sealed record AnswerPlan(ChatPrompt Prompt, AnswerSyntax Syntax, GenerationOptions Options)
{
    /// <exception cref="ChatTemplateException">The template refuses the conversation, fails, or has no switch that is asked for.</exception>
    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    public static AnswerPlan Of(Model model, IReadOnlyList<Message> messages, AnswerOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        options.Validate();
        var (template, format, tools) = Parts(model, options);
        bool hasTools = tools.Count > 0;
        var prompt = Render(template, messages, options, format, tools, cancellationToken);
        var reasoning = ReasoningMarks.Of(template.Source, model.Tokenizer);
        bool isReasoning = reasoning is not null && prompt.Text.AsSpan().TrimEnd().EndsWith(reasoning.Open.AsSpan().TrimEnd(), StringComparison.Ordinal);
        var syntax = new AnswerSyntax(hasTools ? format : null, tools, reasoning, isReasoning, hasTools && !options.AllowMultipleToolCalls, format.HasChannels);
        return new AnswerPlan(prompt, syntax, options.Generation with
        {
            Constraint = model.AnswerConstraints.Of(new AnswerConstraints.Request(
                syntax, options.ToolChoice, MayReason: options.Reasoning != false || isReasoning, options.Generation.Constraint), model.Tokenizer),
            ReuseGenerated = options.Generation.ReuseGenerated ?? true,
        });
    }

    /// <summary>The prompt of a conversation for a model.</summary>
    public static ChatPrompt Render(Model model, IReadOnlyList<Message> messages, AnswerOptions options, CancellationToken cancellationToken)
    {
        var (template, format, tools) = Parts(model, options);
        return Render(template, messages, options, format, tools, cancellationToken);
    }

    /// <summary>The prompt of a conversation, with the tools where the template has a place for them, else within the instructions.</summary>
    public static ChatPrompt Render(
        ChatTemplate template, IReadOnlyList<Message> messages, AnswerOptions options, ToolFormat format, IReadOnlyList<ToolDefinition> tools, CancellationToken cancellationToken)
    {
        var variables = ReasoningVariables(template, options);
        foreach (var (name, value) in options.Variables) variables[name] = value;
        bool isTold = tools.Count > 0 && template.ReadsTools;
        var written = new ChatTemplateOptions { Tools = isTold ? [.. tools.Select(tool => tool.ToJson())] : [], Variables = variables, Now = options.Now };
        return template.Render(messages, written, format, tools.Count > 0 && !isTold ? ToolInstructions.Write(format, tools) : null, cancellationToken);
    }

    private static (ChatTemplate Template, ToolFormat Format, IReadOnlyList<ToolDefinition> Tools) Parts(Model model, AnswerOptions options)
    {
        var template = options.Template ?? model.ChatTemplate;
        return (template, options.ToolFormat ?? ToolFormat.Detect(template), options.ToolChoice == ToolChoice.None ? [] : options.Tools);
    }

    private static Dictionary<string, System.Text.Json.JsonElement> ReasoningVariables(ChatTemplate template, AnswerOptions options)
    {
        var variables = new Dictionary<string, System.Text.Json.JsonElement>();
        if (options.Reasoning is { } reasons)
        {
            var switches = template.Traits.ReasoningSwitches;
            if (switches.Count == 0 && (reasons || ReasoningMarks.Of(template.Source, null) is not null || template.ReadsReasoningEffort))
                throw new ChatTemplateException($"reasoning is to be switched {(reasons ? "on" : "off")}, and the chat template has no switch for it: it reads neither 'enable_thinking' nor 'thinking'");
            foreach (string name in switches) variables[name] = System.Text.Json.JsonSerializer.SerializeToElement(reasons, JsonValues.Default.Boolean);
        }
        if (options.ReasoningEffort is { } effort)
        {
            if (!template.ReadsReasoningEffort)
                throw new ChatTemplateException($"the reasoning effort is {Quote.Short(effort)}, and the chat template does not read 'reasoning_effort'; none was expected");
            variables["reasoning_effort"] = System.Text.Json.JsonSerializer.SerializeToElement(effort, JsonValues.Default.String);
        }
        return variables;
    }
}

/// <summary>How values become JSON without reflection.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(bool))]
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class JsonValues : System.Text.Json.Serialization.JsonSerializerContext;
