using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engine.Tests.Chat;

/// <summary>Sixteen templates of well-known models against renderings by Python's jinja2, byte for byte.</summary>
public sealed class TemplateGoldenTests
{
    public static TheoryData<string> Names =>
    [
        "GLM-4.6", "HuggingFaceTB-SmolLM3-3B", "Kimi-K2-Instruct", "Mistral-Small-3.2-24B-Instruct-2506", "NousResearch-Hermes-3-Llama-3.1-8B-tool_use", "Qwen-Qwen2.5-7B-Instruct",
        "Qwen-Qwen3-0.6B", "deepseek-ai-DeepSeek-R1-Distill-Llama-8B", "google-gemma-2-2b-it", "google-gemma-4-31B-it", "ibm-granite-granite-3.3-2B-Instruct",
        "meta-llama-Llama-3.1-8B-Instruct", "meta-llama-Llama-3.2-3B-Instruct", "microsoft-Phi-3.5-mini-instruct", "mistralai-Mistral-Nemo-Instruct-2407", "openai-gpt-oss-120b",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_TenThousandMessages_Renders(string name)
    {
        // One looks back from every message to the first: its work grows with the square.
        int count = name == "google-gemma-4-31B-it" ? 2_000 : 10_000;
        var template = new ChatTemplate(File.ReadAllText(TestFiles.Shared("templates", name + ".jinja")));
        var messages = Enumerable.Range(0, count).Select(i => new Message(i % 2 == 0 ? "user" : "assistant", $"Message {i}: {new string('x', 200)}")).ToArray();
        string text = template.Render(messages, cancellationToken: TestContext.Current.CancellationToken).Text;
        Assert.Contains($"Message {count - 1}: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ThousandsOfToolCalls_Renders()
    {
        var template = new ChatTemplate(File.ReadAllText(TestFiles.Shared("templates", "openai-gpt-oss-120b.jinja")));
        var call = JsonSerializer.SerializeToElement(new[] { new { type = "function", function = new { name = "add", arguments = new { a = 1, b = 2 } } } });
        var messages = Enumerable.Range(0, 800).SelectMany(i => new[]
        {
            Message.User($"Add {i}."),
            new Message("assistant", "") { Fields = new Dictionary<string, JsonElement> { ["tool_calls"] = call } },
            new Message("tool", $"{i}"),
            Message.Assistant($"It is {i}."),
        }).ToArray();
        Assert.Contains("It is 799.", template.Render(messages, cancellationToken: TestContext.Current.CancellationToken).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GLM-4.6")]
    [InlineData("HuggingFaceTB-SmolLM3-3B")]
    [InlineData("Kimi-K2-Instruct")]
    [InlineData("Mistral-Small-3.2-24B-Instruct-2506")]
    [InlineData("NousResearch-Hermes-3-Llama-3.1-8B-tool_use")]
    [InlineData("Qwen-Qwen2.5-7B-Instruct")]
    [InlineData("Qwen-Qwen3-0.6B")]
    [InlineData("deepseek-ai-DeepSeek-R1-Distill-Llama-8B")]
    [InlineData("google-gemma-2-2b-it")]
    [InlineData("google-gemma-4-31B-it")]
    [InlineData("ibm-granite-granite-3.3-2B-Instruct")]
    [InlineData("meta-llama-Llama-3.1-8B-Instruct")]
    [InlineData("meta-llama-Llama-3.2-3B-Instruct")]
    [InlineData("microsoft-Phi-3.5-mini-instruct")]
    [InlineData("mistralai-Mistral-Nemo-Instruct-2407")]
    [InlineData("openai-gpt-oss-120b")]
    public void Render_RealTemplate_EqualsJinja2(string name)
    {
        var goldens = JsonNode.Parse(File.ReadAllText(TestFiles.Shared("templates", "goldens.json")))!;
        var template = new ChatTemplate(File.ReadAllText(TestFiles.Shared("templates", name + ".jinja")));
        int cases = 0;
        foreach (var golden in goldens["cases"]!.AsArray().Where(c => (string?)c!["template"] == name + ".jinja"))
        {
            string conversation = (string)golden!["conversation"]!;
            var variables = goldens["conversations"]![conversation]!.DeepClone().AsObject();
            foreach (var (token, text) in goldens["tokens"]!.AsObject()) variables[token] = text!.DeepClone();
            variables["now"] = (string?)goldens["now"];
            var document = JsonSerializer.SerializeToElement(variables);
            bool generation = (bool)golden["add_generation_prompt"]!;

            if (golden["error"] is { } error)
            {
                var raised = Assert.Throws<ChatTemplateException>(() => template.Render(document, generation, cancellationToken: TestContext.Current.CancellationToken));
                Assert.True((string?)error == raised.Reason, $"{conversation}: expected \"{error}\", got \"{raised.Message}\"");
            }
            else
            {
                string text = template.Render(document, generation, cancellationToken: TestContext.Current.CancellationToken).Text;
                Assert.True((string?)golden["text"] == text, $"{conversation}, generation prompt {generation}:\nexpected {golden["text"]!.ToJsonString()}\ngot      {JsonSerializer.Serialize(text)}");
            }
            cases++;
        }
        Assert.True(cases >= 16, $"only {cases} cases");
    }
}
