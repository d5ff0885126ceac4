using System.Text.Json;

namespace Engine;

/// <summary>What a model is asked for when it answers a conversation: tools it may call, how it reasons, how the answer is generated.</summary>
public sealed record AnswerOptions
{
    /// <summary>The tools the model is told of. A template without a place for them gets them within the instructions.</summary>
    public IReadOnlyList<ToolDefinition> Tools { get; init => field = Items.Of(value); } = Items.Of<ToolDefinition>([]);

    /// <summary>Whether the model may, must or must not call them.</summary>
    public ToolChoice ToolChoice { get; init; } = ToolChoice.Auto;

    /// <summary>Whether one answer may have several calls; off, it ends with the first.</summary>
    public bool AllowMultipleToolCalls { get; init; } = true;

    /// <summary>How the model writes calls; null for what its template shows.</summary>
    public ToolFormat? ToolFormat { get; init; }

    /// <summary>Whether the model reasons before it answers, where its template has a switch; null for the template's default.</summary>
    public bool? Reasoning { get; init; }

    /// <summary>How much it reasons, in the template's own words ("low", "medium", "high"); null for the template's default.</summary>
    public string? ReasoningEffort { get; init; }

    /// <summary>Further variables of the template by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init => field = Items.Of(value); } = Items.Of<string, JsonElement>(new Dictionary<string, JsonElement>());

    /// <summary>The time that templates tell the model; null for the clock's.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>The template; null for the model's own.</summary>
    public ChatTemplate? Template { get; init; }

    /// <summary>
    /// How the answer is generated. Its constraint binds the answer's text, not its reasoning; with tools the answer is a text of the constraint or calls. Stop
    /// sequences are looked for in all that the model writes, marks included.
    /// </summary>
    public GenerationOptions Generation { get; init; } = new();

    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Tools);
        ArgumentNullException.ThrowIfNull(ToolChoice);
        ArgumentNullException.ThrowIfNull(Variables);
        ArgumentNullException.ThrowIfNull(Generation);
        foreach (var tool in Tools) ArgumentNullException.ThrowIfNull(tool, nameof(Tools));
        if (Tools.GroupBy(tool => tool.Name).FirstOrDefault(tools => tools.Count() > 1) is { } twice)
            throw new ArgumentException($"there are {twice.Count()} tools named {twice.Key}; names that differ were expected");
        if (Tools.Count == 0 && (ToolChoice == ToolChoice.Required || ToolChoice.Name is not null))
            throw new ArgumentException($"a call is required ({ToolChoice}) and there are no tools; at least one was expected");
        if (ToolChoice.Name is { } name && !Tools.Any(tool => tool.Name == name))
            throw new ArgumentException($"the tool that must be called is {Sampling.Constraints.Quote.Short(name)}; one of {string.Join(", ", Tools.Select(tool => tool.Name))} was expected");
    }
}
