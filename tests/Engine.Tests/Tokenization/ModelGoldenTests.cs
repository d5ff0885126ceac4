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
    [InlineData("all-MiniLM-L6-v2-f16.gguf", "all-MiniLM-L6-v2-golden.json", "items", "text", "ids")]
    [InlineData("minilm-sentiment-q8_0.gguf", "minilm-sentiment-golden.json", "items", "text", "ids")]
    [InlineData("pocket-t5-f16.gguf", "pocket-t5-golden.json", "items", "source", "source_ids")]
    [InlineData("pocket-t5-f16.gguf", "pocket-t5-golden.json", "tokenizer", "text", "ids")]
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

    [Fact]
    public void Encode_PocketTokenizerCases_GivesGoldenIds()
    {
        using var file = GgufFile.Open(TestFiles.Demo);
        using var document = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Shared("models", "pocket-golden.json")));
        var tokenizer = Tokenizer.Create(file);
        var cases = document.RootElement.GetProperty("tokenizer");
        Assert.Equal(17, cases.GetArrayLength());
        foreach (var item in cases.EnumerateArray())
        {
            string text = item.GetProperty("text").GetString()!;
            Assert.Equal(Ids(item.GetProperty("ids")), tokenizer.Encode(Encoding.UTF8.GetBytes(text), addSpecial: false, parseSpecial: true));
            Assert.Equal(text, tokenizer.Decode(Ids(item.GetProperty("ids")), renderSpecial: true));
        }
    }

    [Fact]
    public void Decode_T5TokenizerCases_GivesGoldenTexts()
    {
        using var file = GgufFile.Open(TestFiles.Shared("models", "pocket-t5-f16.gguf"));
        using var document = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Shared("models", "pocket-t5-golden.json")));
        var tokenizer = Tokenizer.Create(file);
        foreach (var item in document.RootElement.GetProperty("tokenizer").EnumerateArray())
            Assert.Equal(item.GetProperty("decoded").GetString(), tokenizer.Decode(Ids(item.GetProperty("ids"))));
    }

    private static int[] Ids(JsonElement ids) => [.. ids.EnumerateArray().Select(id => id.GetInt32())];
}
