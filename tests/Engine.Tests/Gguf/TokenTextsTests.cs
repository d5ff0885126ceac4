using Engine.Gguf;
using Engine.Tests.Tokenization;

namespace Engine.Tests.Gguf;

public sealed class TokenTextsTests
{
    [Fact]
    public void Texts_OfAFile_GoBothWays()
    {
        using var vocabulary = Of("a", "", "▁bc", "<0x0A>", "\n");
        var texts = vocabulary.File.Metadata.TokenTexts;
        Assert.Same(texts, vocabulary.File.Metadata.TokenTexts);
        Assert.Equal((5, 9, 22), (texts.Count, texts.MaxLength, texts.TotalLength));
        Assert.Equal([1], texts.Empty);
        Assert.Equal((0, 1, 2), (texts.Find("a"u8), texts.Find("[EMPTY_1]"u8), texts.Find("▁bc"u8)));
        Assert.Equal((1, 10), (texts.Start(1), texts.Start(2)));
        Assert.Equal(3, texts.FindByte((byte)'\n'));
        Assert.Equal(0, texts.FindByte((byte)'a'));
        Assert.Equal(-1, texts.FindByte(0xAB));
    }

    [Fact]
    public void Texts_EmptyOneWithTheNameOfAnother_AreRefused()
    {
        using var vocabulary = Of("[EMPTY_2]", "a", "");
        var error = Assert.Throws<GgufException>(() => vocabulary.File.Metadata.TokenTexts);
        Assert.Contains("'[EMPTY_2]' twice, at 0 and 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_OneStringInsteadOfAList_AreRefused()
    {
        using var vocabulary = new TemporaryVocabulary(TemporaryVocabulary.Header("llama").Set("tokenizer.ggml.tokens", "abc"));
        Assert.Throws<GgufException>(() => vocabulary.File.Metadata.TokenTexts);
    }

    private static TemporaryVocabulary Of(params string[] tokens) =>
        new(TemporaryVocabulary.Header("llama").SetArray("tokenizer.ggml.tokens", tokens));
}
