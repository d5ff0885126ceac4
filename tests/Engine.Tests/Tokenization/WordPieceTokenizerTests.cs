using System.Text;
using System.Text.Json;
using Engine.Gguf;
using Engine.Tests.Oracles;
using Engine.Tokenization;

namespace Engine.Tests.Tokenization;

/// <summary>WordPiece beside Hugging Face tokenizers: the words of bert-words.json are that library's (make_bert_words.mjs).</summary>
public sealed class WordPieceTokenizerTests
{
    private static readonly (string Text, string[] Words)[] s_golden = [.. Golden()];

    [Fact]
    public void Normalize_TextsOfManyScripts_GivesHuggingFacesWords()
    {
        Assert.True(s_golden.Length > 1500, $"{s_golden.Length} texts");
        var normalizer = new BertNormalizer(lowerCase: true, stripAccents: true);
        foreach (var (text, words) in s_golden) Assert.Equal((text, string.Join(' ', words)), (text, string.Join(' ', Words(normalizer, text))));
    }

    [Fact]
    public void Normalize_CasedModel_KeepsCaseAndAccents() =>
        Assert.Equal(["Ünï", "İ", "가", "日"], Words(new BertNormalizer(lowerCase: false, stripAccents: false), "Ünï\tİ 가日"));

    [Fact]
    public void Normalize_LowerCaseWithAccents_KeepsTheDotOfI() =>
        Assert.Equal(["i\u0307stanbul", "é"], Words(new BertNormalizer(lowerCase: true, stripAccents: false), "İstanbul É"));

    /// <summary>The longest token first over those words, written down again with strings and a dictionary.</summary>
    [Fact]
    public void Encode_MiniLm_IsTheLongestTokensOfHuggingFacesWords()
    {
        using var file = GgufFile.Open(TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf"));
        var tokenizer = Tokenizer.Create(file);
        var ids = Enumerable.Range(0, tokenizer.VocabSize).ToDictionary(tokenizer.Piece);
        foreach (var (text, words) in s_golden)
        {
            int[] expected = [.. words.SelectMany(word => Pieces(word, ids, tokenizer.Special.Unknown))];
            Assert.Equal((text, string.Join(' ', expected)), (text, string.Join(' ', tokenizer.Encode(Encoding.UTF8.GetBytes(text), addSpecial: false))));
        }
    }

    [Theory]
    [InlineData("가", "고")]
    [InlineData("कीमत", "कामत")]
    [InlineData("কি", "কা")]
    public void Encode_DifferentWords_DifferInTheirIds(string one, string other)
    {
        using var file = GgufFile.Open(TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf"));
        var tokenizer = Tokenizer.Create(file);
        Assert.NotEqual(tokenizer.Encode(Encoding.UTF8.GetBytes(one)), tokenizer.Encode(Encoding.UTF8.GetBytes(other)));
    }

    /// <summary>What docs/tokenizers.md lists: kinds of text that llama.cpp cuts otherwise than the model's own tokenizer.</summary>
    [Theory]
    [InlineData("Hangul", "가")]
    [InlineData("vowel signs that take room", "कीमत")]
    [InlineData("words of more than 100 characters", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("controls that are white space", "a\vb")]
    [InlineData("enclosing marks", "a\u20DDb")]
    public void Encode_WhereLlamaDiffers_IsKnown(string kind, string text)
    {
        string path = TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf");
        using var file = GgufFile.Open(path);
        using var llama = LlamaVocabulary.Open(path);
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Assert.False(llama.Encode(utf8, addSpecial: true, parseSpecial: false).SequenceEqual(Tokenizer.Create(file).Encode(utf8)), $"{kind}: llama.cpp gives the same now");
    }

    [Fact]
    public void Encode_EnglishAndChinese_EqualsLlama()
    {
        string path = TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf");
        using var file = GgufFile.Open(path);
        using var llama = LlamaVocabulary.Open(path);
        var tokenizer = Tokenizer.Create(file);
        string novel = File.ReadAllText(TestFiles.Shared("text", "war-and-peace-400k.txt"))[..100_000];
        foreach (string text in new[] { novel, "Größe, naïve café: 你好，世界 $5 (x<y)!", "Привет, ΑΒΓ 42 かな" })
            Assert.Equal(llama.Encode(text, parseSpecial: false), tokenizer.Encode(Encoding.UTF8.GetBytes(text)));
    }

    private static List<string> Words(BertNormalizer normalizer, string text)
    {
        var spaced = new StringBuilder();
        foreach (int codePoint in normalizer.Normalize(Encoding.UTF8.GetBytes(text)))
        {
            string alone = BertNormalizer.IsPunctuation(codePoint) ? " " : "";
            spaced.Append(alone).Append(char.ConvertFromUtf32(codePoint)).Append(alone);
        }
        return [.. spaced.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static List<int> Pieces(string word, Dictionary<string, int> ids, int unknown)
    {
        var runes = word.EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        var pieces = new List<int>();
        if (runes.Length > 100) return [unknown];
        for (int start = 0, length; start < runes.Length; start += length)
        {
            for (length = runes.Length - start; length > 0; length--)
            {
                if (!ids.TryGetValue((start == 0 ? "\u2581" : "") + string.Concat(runes.Skip(start).Take(length)), out int id)) continue;
                pieces.Add(id);
                break;
            }
            if (length == 0) return [unknown];
        }
        return pieces;
    }

    private static IEnumerable<(string, string[])> Golden()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TestFiles.Root, "tests", "Engine.Tests", "Tokenization", "bert-words.json")));
        foreach (var row in document.RootElement.EnumerateArray()) yield return (row[0].GetString()!, row[1].GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
