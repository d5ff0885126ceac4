using System.Text;
using Engine.Generation;

namespace Engine.Tests.Generation;

public sealed class StopMatcherTests
{
    [Theory]
    [InlineData("one two three", "one", " t", "two")]
    [InlineData("aaab", "a", "aab")]
    [InlineData("no stop here", "no stop here", "STOP")]
    [InlineData("ends with a beginning ST", "ends with a beginning ST", "STOP")]
    [InlineData("User: hi", "", "User:")]
    [InlineData("na\u00EFve \u00E9!", "na\u00EFve ", "\u00E9")]
    public void Append_PiecesOfAnySize_LetOutWhatComesBeforeTheFirstStop(string text, string expected, params string[] stops)
    {
        foreach (int size in new[] { 1, 2, 3, 100 })
        {
            var matcher = new StopMatcher(stops);
            var bytes = new List<byte>();
            foreach (byte[] piece in Encoding.UTF8.GetBytes(text).Chunk(size)) bytes.AddRange(matcher.Append(piece));
            bytes.AddRange(matcher.Flush());
            Assert.Equal(expected, Encoding.UTF8.GetString([.. bytes]));
            Assert.Equal(expected.Length < text.Length, matcher.IsStopped);
        }
    }

    [Fact]
    public void Append_TextThatCouldBeginAStop_IsHeldUntilItCannot()
    {
        var matcher = new StopMatcher(["END"]);
        Assert.Equal("x ", Encoding.UTF8.GetString(matcher.Append("x E"u8)));
        Assert.Equal("", Encoding.UTF8.GetString(matcher.Append("N"u8)));
        Assert.Equal("EN", Encoding.UTF8.GetString(matcher.Append("E"u8)));
        Assert.Equal("E", Encoding.UTF8.GetString(matcher.Flush()));
    }

    [Theory]
    [InlineData("<|im_end|>", "a<|im_end|>", "ab")]          // the whole text of the token
    [InlineData("b<|im_end|>", "a<|im_end|>", "a")]          // text and token together
    [InlineData("<|im_end|>!", "a<|im_end|>", "ab")]         // token and the text after it
    [InlineData("<|im", "a<|im_end|>", "ab")]                // a part of its text
    [InlineData("nothing", "a<|im_end|>", "ab!")]            // its text never goes out
    public void Append_ControlToken_CountsByItsTextAndIsNotText(string stop, string spelled, string expected)
    {
        var tokenizer = new MarkTokenizer(["a", "b", "<|im_end|>", "!"], control: 2);
        Assert.Equal(spelled, tokenizer.Piece(0) + tokenizer.Piece(2));
        var matcher = new StopMatcher([stop], tokenizer);
        var bytes = new List<byte>();
        foreach (int token in new[] { 0, 1, 2, 3 }) bytes.AddRange(matcher.Append(token, tokenizer.Bytes(token)));
        bytes.AddRange(matcher.Flush());
        Assert.Equal(expected, Encoding.UTF8.GetString([.. bytes]));
        Assert.Equal(stop != "nothing", matcher.IsStopped);
    }

    [Fact]
    public void Constructor_EmptyStop_IsRefused() => Assert.Throws<ArgumentException>(() => new StopMatcher(["a", ""]));
}
