using System.Text;
using System.Text.Json;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine.Tests.Tokenization;

/// <summary>Ids that other implementations gave for the shared models.</summary>
public sealed class ModelGoldenTests
{
    [Theory]
    [InlineData("pocket-f16.gguf", "pocket-golden.json", "prompts", "text", "ids")]
    [InlineData("stories260K.gguf", "stories260K-golden.json", "prompts", "text", "ids")]
    [InlineData("SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2-golden.json", "prompts", "text", "ids")]
    public void Encode_GoldenPrompts_GivesGoldenIds(string model, string golden, string list, string text, string ids)
    {
        using var file = GgufFile.Open(TestFiles.Shared("models", model));
        using var document = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Shared("models", golden)));
        var tokenizer = Tokenizer.Create(file);
        int compared = 0;
        foreach (var item in document.RootElement.GetProperty(list).EnumerateArray())
        {
            if (!item.TryGetProperty(text, out var prompt)) continue;
            Assert.Equal(Ids(item.GetProperty(ids)), tokenizer.Encode(Encoding.UTF8.GetBytes(prompt.GetString()!), parseSpecial: true));
            compared++;
        }
        Assert.True(compared >= 3, $"{compared} prompts in {golden}");
    }

    private static int[] Ids(JsonElement ids) => [.. ids.EnumerateArray().Select(id => id.GetInt32())];
}
