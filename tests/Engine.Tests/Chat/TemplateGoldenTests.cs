using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engine.Tests.Chat;

/// <summary>Sixteen templates of well-known models against renderings by Python's jinja2, byte for byte.</summary>
public sealed class TemplateGoldenTests
{
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
                var raised = Assert.Throws<ChatTemplateException>(() => template.Render(document, generation));
                Assert.True((string?)error == raised.Reason, $"{conversation}: expected \"{error}\", got \"{raised.Message}\"");
            }
            else
            {
                string text = template.Render(document, generation).Text;
                Assert.True((string?)golden["text"] == text, $"{conversation}, generation prompt {generation}:\nexpected {golden["text"]!.ToJsonString()}\ngot      {JsonSerializer.Serialize(text)}");
            }
            cases++;
        }
        Assert.True(cases >= 16, $"only {cases} cases");
    }
}
