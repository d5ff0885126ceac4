using System.Text;
using Engine.Cli;

namespace Engine.Tests.Cli;

public sealed class InputTextTests
{
    private const string Sample = "naïve 你好 😀\n";

    public static TheoryData<string> Encodings => ["utf-8", "utf-16", "utf-16BE", "utf-32", "utf-32BE"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void ToUtf8_MarkedText_IsReadWithoutItsMark(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        Assert.Equal(Sample, Encoding.UTF8.GetString(InputText.ToUtf8([.. encoding.GetPreamble(), .. encoding.GetBytes(Sample)], "text")));
        Assert.Empty(InputText.ToUtf8(encoding.GetPreamble(), "text"));
    }

    [Fact]
    public void ToUtf8_UnmarkedText_IsItsBytes()
    {
        foreach (byte[] bytes in new byte[][] { [], [0], [0x41], [0xFF], [0xFE, 0x41], [0, 0, 0, 0], [0x41, 0, 0, 0x42], Encoding.UTF8.GetBytes(Sample) })
            Assert.Equal(bytes, InputText.ToUtf8(bytes, "text"));
    }

    [Fact]
    public void ToUtf8_Utf16WithoutAMark_IsRefusedBySentence()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            var error = Assert.Throws<UsageException>(() => InputText.ToUtf8(encoding.GetBytes("hello"), "notes.txt"));
            Assert.Equal("notes.txt looks like UTF-16 without a byte order mark; UTF-8 was expected", error.Message);
        }
    }

    [Fact]
    public async Task Tokenize_FileAndStandardInputWithAMark_GiveTheIdsOfTheText()
    {
        var plain = await Command.RunAsync("tokenize", "hi", "--json");
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode })
        {
            string file = Path.GetTempFileName();
            try
            {
                await File.WriteAllTextAsync(file, "hi", encoding, TestContext.Current.CancellationToken);
                Assert.Equal(plain.Output, (await Command.RunAsync("tokenize", "--file", file, "--json")).Output);
                if (OperatingSystem.IsWindows()) continue;
                string engine = TestFiles.Engine;
                var piped = await Command.StartAsync("sh", ["-c", $"dotnet '{engine}' tokenize --json < '{file}'"], new Dictionary<string, string>(), AppContext.BaseDirectory);
                Assert.Equal(plain.Output, piped.Output);
            }
            finally
            {
                File.Delete(file);
            }
        }
    }
}
