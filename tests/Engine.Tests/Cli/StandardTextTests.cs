using Engine.Cli;

namespace Engine.Tests.Cli;

public sealed class StandardTextTests
{
    private const string Sample = "你好，Straße 😀";

    // A code page of a console and a locale of Unix do the same to text; the latter can be set here.
    private static readonly Dictionary<string, string> s_latin1 = new() { ["LC_ALL"] = "en_US.ISO-8859-1", ["LANG"] = "en_US.ISO-8859-1" };

    [Fact]
    public async Task Output_LocaleIsNotUtf8_TextIsUtf8WithoutAMark()
    {
        string ids = (await Command.RunAsync("tokenize", Sample)).Output.Trim().Split('\n')[^1];
        var run = await Command.RunAsync(s_latin1, "detokenize", "--ids", ids);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Sample + "\n", run.Output);
    }

    [Fact]
    public async Task Errors_LocaleIsNotUtf8_SentenceIsUtf8()
    {
        var run = await Command.RunAsync(s_latin1, "inspect", "/你好.gguf");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("engine: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("/你好.gguf", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_LocaleIsNotUtf8_AreThoseOfUtf8()
    {
        string[] arguments = ["logits", "Once upon a time"];
        var run = await Command.RunAsync(s_latin1, arguments);
        Assert.Equal((await Command.RunAsync(arguments)).Output, run.Output);
        Assert.DoesNotContain('\r', run.Output);
    }

    [Fact]
    public void LineFeedWriter_EndsOfWindows_AreLineFeeds()
    {
        using var inner = new StringWriter();
        using var writer = new LineFeedWriter(inner);
        writer.Write("a\r\nb\n");
        writer.Write('c');
        writer.Write((string?)null);
        writer.Write("\r\n");
        writer.Flush();
        Assert.Equal("a\nb\nc\n", inner.ToString());
        Assert.Equal(inner.Encoding, writer.Encoding);
    }
}
