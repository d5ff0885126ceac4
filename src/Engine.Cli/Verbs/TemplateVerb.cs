using System.CommandLine;
using System.Text;
using System.Text.Json;
using Engine.Cli.Documents;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine.Cli.Verbs;

/// <summary><c>engine template</c>: the prompt a chat template makes of a conversation.</summary>
internal static class TemplateVerb
{
    public static Command Create()
    {
        var messages = new Option<string>("--messages")
        {
            Description = "JSON file with {\"messages\", \"tools\"?, \"now\"?, \"bos_token\"?, any other variable}; - reads standard input.",
            Required = true,
        };
        var template = new Option<string?>("--template") { Description = "A Jinja file, instead of the model's own template." };
        var name = new Option<string?>("--name") { Description = "The model's template of that name, such as tool_use." };
        var noGenerationPrompt = new Option<bool>("--no-generation-prompt") { Description = "End after the last message, not where the answer begins." };
        var model = new ModelPath();
        var json = CommonOptions.Json();
        var command = new Command("template", "Shows the prompt a chat template makes of a conversation.") { messages, template, name, noGenerationPrompt, json };
        model.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            if (result.GetValue(template) is not null && result.GetValue(name) is not null) throw new UsageException("give either --template or --name, not both");
            using var conversation = InputText.ReadJson(result.GetRequiredValue(messages));
            var chatTemplate = result.GetValue(template) is { } path
                ? new ChatTemplate(Encoding.UTF8.GetString(InputText.Read(path)))
                : FromModel(model.Of(result), result.GetValue(name));
            if (!chatTemplate.ReadsTools && HasTools(conversation.RootElement)) Output.Complain("the template has no place for tools; they are not in the prompt");
            string prompt = chatTemplate.Render(conversation.RootElement, addGenerationPrompt: !result.GetValue(noGenerationPrompt), cancellationToken).Text;
            if (result.GetValue(json)) Output.Json(new PromptDocument(prompt));
            else Console.Out.Write(prompt);
            return Task.CompletedTask;
        });
        return command;
    }

    private static bool HasTools(JsonElement conversation) =>
        conversation.ValueKind == JsonValueKind.Object && conversation.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0;

    private static ChatTemplate FromModel(string path, string? name)
    {
        using var file = GgufFile.Open(path);
        return ChatTemplate.Create(file.Metadata, Tokenizer.Load(file), name);
    }
}
