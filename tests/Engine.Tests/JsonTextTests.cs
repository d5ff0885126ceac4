using System.Text;
using System.Text.Json;

namespace Engine.Tests;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData(@"""cut \ud83d""", "cut \uFFFD")]
    [InlineData(@"""\ude00 low""", "\uFFFD low")]
    [InlineData(@"""\ud83d\ude00""", "😀")]
    [InlineData(@"""\uD83D\uDE00\uD83D""", "😀\uFFFD")]
    [InlineData(@"""\ud83d\ud83d\ude00""", "\uFFFD😀")]
    [InlineData(@"""\ud83dx\ude00""", "\uFFFDx\uFFFD")]
    [InlineData(@"""\\ud83d""", @"\ud83d")]
    [InlineData(@"""\\\ud83d""", "\\\uFFFD")]
    [InlineData(@"""\ud83d\n\""""", "\uFFFD\n\"")]
    [InlineData(@"""\u00e9""", "é")]
    public void Parse_Escapes_HalfCharactersAreReplaced(string json, string expected)
    {
        using var document = JsonText.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Equal(expected, document.RootElement.GetString());
    }

    [Fact]
    public void Parse_BytesThatAreNoUtf8_AreReplaced()
    {
        using var document = JsonText.Parse([(byte)'"', 0xED, 0xA0, 0x80, (byte)'"']);
        Assert.Equal("\uFFFD\uFFFD\uFFFD", document.RootElement.GetString());
    }

    [Fact]
    public void Mend_NamesAndNestedStrings_CanBeRead()
    {
        using var document = JsonDocument.Parse("""{"\ud83d":["\udc00",{"a":"\ud800"}],"fine":1}""");
        var mended = JsonText.Mend(document.RootElement);
        Assert.Equal(["\uFFFD", "fine"], mended.EnumerateObject().Select(property => property.Name));
        Assert.Equal("\uFFFD", mended.GetProperty("\uFFFD")[1].GetProperty("a").GetString());
        Assert.Equal(JsonValueKind.Undefined, JsonText.Mend(default(JsonElement)).ValueKind);
    }

    [Theory]
    [InlineData("{")]
    [InlineData(@"""\u12""")]
    [InlineData(@"""\")]
    [InlineData(@"""\ud83d\u")]
    public void Parse_NoJson_IsRefused(string json) => Assert.ThrowsAny<JsonException>(() => JsonText.Parse(Encoding.UTF8.GetBytes(json)));
}
