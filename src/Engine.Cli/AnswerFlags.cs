using System.CommandLine;
using System.Text.Json;

namespace Engine.Cli;

/// <summary>The flags that say how a chat model answers: how it reasons, and which tools it may call.</summary>
internal sealed class AnswerFlags
{
    private readonly Option<string?> _reasoning = new("--reasoning")
    {
        Description = "on or off, where the chat template has a switch; else how much, in the template's own words: low, medium, high.",
        HelpName = "on|off|effort",
    };

    private readonly Option<bool> _hideReasoning = new("--hide-reasoning", "--no-reasoning") { Description = "Leave out how the model reasons, which is shown on stderr." };

    private readonly Option<string?> _tools = new("--tools")
    {
        Description = "A file with an array of tools as the OpenAI API has them; --json shows the calls that the model asks for.",
        HelpName = "file",
    };

    private readonly Option<string?> _choice = new("--tool-choice") { Description = "auto (default), none, required, or the name of the tool to call.", HelpName = "choice" };

    private readonly Option<string?> _format = new("--tool-format")
    {
        Description = $"How the model writes calls, where its template does not show it: {string.Join(", ", ToolFormat.All.Select(format => format.Name))}.",
        HelpName = "format",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_reasoning, _hideReasoning, _tools, _choice, _format]) command.Options.Add(option);
    }

    /// <summary>Whether there are tools.</summary>
    public bool HasTools(ParseResult result) => result.GetValue(_tools) is not null;

    /// <summary>Whether reasoning is shown.</summary>
    public bool ShowsReasoning(ParseResult result) => !result.GetValue(_hideReasoning);

    /// <summary>What the command line says.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="options">How answers are generated.</param>
    /// <param name="isOneTurn">Whether one message is answered: whoever talks on has nothing to run tools with.</param>
    public AnswerOptions Options(ParseResult result, GenerationOptions options, bool isOneTurn)
    {
        var tools = Tools(result);
        if (tools.Count > 0 && !isOneTurn) throw new UsageException($"{_tools.Name} shows the calls of one turn; pass it with --message");
        string? choice = result.GetValue(_choice);
        if (choice is not null && tools.Count == 0) throw new UsageException($"{_choice.Name} needs {_tools.Name}");
        string? reasoning = result.GetValue(_reasoning);
        return new AnswerOptions
        {
            Tools = tools,
            ToolChoice = Choice(choice),
            ToolFormat = result.GetValue(_format) is { } format ? ToolFormat.Of(format) : null,
            Reasoning = reasoning switch { "on" => true, "off" => false, _ => null },
            ReasoningEffort = reasoning is null or "on" or "off" ? null : reasoning,
            Generation = options,
        };
    }

    private ToolChoice Choice(string? choice) => choice switch
    {
        null or "auto" => ToolChoice.Auto,
        "none" => ToolChoice.None,
        "required" => ToolChoice.Required,
        "" => throw new UsageException($"{_choice.Name} is empty; auto, none, required or a tool's name was expected"),
        _ => ToolChoice.Of(choice),
    };

    private IReadOnlyList<ToolDefinition> Tools(ParseResult result)
    {
        if (result.GetValue(_tools) is not { } path) return [];
        using var document = InputText.ReadJson(path);
        if (document.RootElement.ValueKind != JsonValueKind.Array) throw new UsageException($"{UntrustedText.Show(path)} is no JSON array; an array of tools was expected");
        if (document.RootElement.GetArrayLength() == 0) throw new UsageException($"{UntrustedText.Show(path)} has no tools; at least one was expected");
        return [.. document.RootElement.EnumerateArray().Select(tool => ToolDefinition.FromJson(tool.Clone()))];
    }
}
