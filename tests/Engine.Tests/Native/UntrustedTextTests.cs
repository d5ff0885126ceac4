using Engine.Gguf;

namespace Engine.Tests.Native;

public sealed class UntrustedTextTests
{
    [Theory]
    [InlineData("token_embd.weight", "token_embd.weight")]
    [InlineData("Größe 大 🙂 می\u200Cخواهم", "Größe 大 🙂 می\u200Cخواهم")]         // letters of all scripts, and the joiner Persian is written with
    [InlineData("a\nb\r\tc", @"a\nb\r\tc")]
    [InlineData("\u001b[2J\u0007\u0000\u007f", @"\u001b[2J\u0007\u0000\u007f")]
    [InlineData("\u009b31m", @"\u009b31m")]                                         // C1: an escape sequence in one character
    [InlineData("abc\u202Egpj.exe\u2028\uFEFF", @"abc\u202egpj.exe\u2028\ufeff")]   // order reversed, a line separator, nothing at all
    [InlineData("tag\U000E0041", @"tag\U000e0041")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Show_AnyText_IsOnOneLineAndHarmless(string? text, string shown) => Assert.Equal(shown, UntrustedText.Show(text));

    // An attribute could not hold it: those are kept in UTF-8.
    [Fact]
    public void Show_LoneSurrogate_IsReplaced() => Assert.Equal("cut \uFFFD", UntrustedText.Show("cut \ud83d"));

    [Fact]
    public void Show_LongText_IsCutAndItsLengthSaid()
    {
        Assert.Equal(new string('x', 200), UntrustedText.Show(new string('x', 200)));
        Assert.Equal(new string('x', 200) + "... (1000000 characters)", UntrustedText.Show(new string('x', 1_000_000)));
        Assert.Equal("xx... (4 characters)", UntrustedText.Show("xx🙂", limit: 3));   // never half a character
    }

    [Fact]
    public void Show_Utf8_ReadsNoMoreThanItShows()
    {
        Assert.Equal("ab\uFFFD\\n", UntrustedText.Show([.. "ab"u8, 0xFF, (byte)'\n']));
        Assert.Equal(new string('字', 80) + "... (3000000 bytes)", UntrustedText.Show(System.Text.Encoding.UTF8.GetBytes(new string('字', 1_000_000)), limit: 80));
    }

    [Fact]
    public void Quote_Text_IsInSingleQuotesAndShorter()
    {
        Assert.Equal("'a\\nb'", UntrustedText.Quote("a\nb"));
        Assert.Equal($"'{new string('x', 80)}... (81 characters)'", UntrustedText.Quote(new string('x', 81)));
        Assert.Equal("'ab'", UntrustedText.Quote("ab"u8));
    }

    [Fact]
    public void Sentence_Interpolated_EscapesWhatIsInsertedOnly()
    {
        string name = "\u001b[2J";
        Assert.Equal("tensor \\u001b[2J has\n3 rows, 0.5", UntrustedText.Sentence($"tensor {name} has\n{3} rows, {0.5}"));
        Assert.Equal("tensor \\u001b[2J is missing", new GgufException($"tensor {name} is missing").Message);
        Assert.Equal("llama.cpp cannot load \\u001b[2J", new NativeCallException($"llama.cpp cannot load {name}").Message);
    }
}
