namespace Engine.Tests;

public sealed class InvariantNumberTests
{
    [Theory]
    [InlineData("0.7", 0.7f)]
    [InlineData("-0.25", -0.25f)]
    [InlineData(".5", 0.5f)]
    [InlineData("12", 12f)]
    [InlineData("1e-3", 0.001f)]
    [InlineData("1.5E+2", 150f)]
    public void TryParse_Real_IsRead(string text, float expected)
    {
        Assert.True(InvariantNumber.TryParse(text, out float value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("0,7")]
    [InlineData("1,000")]
    [InlineData("1.000,5")]
    [InlineData("1 000")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\0")]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1e")]
    [InlineData("1e999")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("1_0")]
    [InlineData("(5)")]
    [InlineData("$5")]
    [InlineData("5-")]
    [InlineData("--5")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-∞")]
    [InlineData("٣")]
    [InlineData("5f")]
    public void TryParse_AnythingElse_IsRefused(string text)
    {
        Assert.False(InvariantNumber.TryParse(text, out float _), $"'{text}' as float");
        Assert.False(InvariantNumber.TryParse(text, out double _), $"'{text}' as double");
        Assert.False(InvariantNumber.TryParse(text, out int _), $"'{text}' as int");
        Assert.False(InvariantNumber.TryParse(text, out ulong _), $"'{text}' as ulong");
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e2")]
    [InlineData("2147483648")]
    public void TryParse_NoInteger_IsRefused(string text) => Assert.False(InvariantNumber.TryParse(text, out int _));

    [Fact]
    public void TryParse_EdgesOfIntegers_AreRead()
    {
        Assert.True(InvariantNumber.TryParse("-2147483648", out int least));
        Assert.True(InvariantNumber.TryParse("18446744073709551615", out ulong most));
        Assert.Equal((int.MinValue, ulong.MaxValue), (least, most));
    }
}
