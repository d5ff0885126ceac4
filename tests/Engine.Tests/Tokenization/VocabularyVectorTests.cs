using System.Globalization;
using System.Text;
using Engine.Gguf;
using Engine.Tokenization;

namespace Engine.Tests.Tokenization;

/// <summary>The vectors published with llama.cpp's vocabulary-only files.</summary>
public sealed class VocabularyVectorTests
{
    public static TheoryData<string> Vocabularies => ["llama-spm", "gpt-2", "deepseek-coder"];

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Encode_PublishedTexts_GivesPublishedIds(string name)
    {
        string path = TestFiles.Shared("tokenizers", $"ggml-vocab-{name}.gguf");
        using var file = GgufFile.Open(path);
        var tokenizer = Tokenizer.Create(file);
        string[] texts = File.ReadAllText(path + ".inp").Split("\n__ggml_vocab_test__\n");
        string[] lines = File.ReadAllLines(path + ".out");
        Assert.True(texts.Length >= lines.Length && lines.Length > 40);
        for (int i = 0; i < lines.Length; i++)
        {
            int[] expected = [.. lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
            Assert.Equal(expected, tokenizer.Encode(Encoding.UTF8.GetBytes(texts[i]), addSpecial: false));
        }
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Decode_EncodedTexts_GivesThemBack(string name)
    {
        string path = TestFiles.Shared("tokenizers", $"ggml-vocab-{name}.gguf");
        using var file = GgufFile.Open(path);
        var tokenizer = Tokenizer.Create(file);
        foreach (string text in File.ReadAllText(path + ".inp").Split("\n__ggml_vocab_test__\n"))
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(Encoding.UTF8.GetBytes(text))));
    }
}
