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

    [Fact]
    public void Constructor_EmptyStop_IsRefused() => Assert.Throws<ArgumentException>(() => new StopMatcher(["a", ""]));
}
