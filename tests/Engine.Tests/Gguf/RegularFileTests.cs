using System.Diagnostics;
using System.Net.Sockets;
using Engine.Gguf;
using Engine.Tests.Cli;

namespace Engine.Tests.Gguf;

/// <summary>What is opened by its path: files. A pipe or a device would be waited for, or read, without end.</summary>
public sealed class RegularFileTests : IDisposable
{
    private readonly ScratchDirectory _directory = new("regular");

    public static bool IsUnix => !OperatingSystem.IsWindows();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Check_FileAndLinkToOne_Pass()
    {
        string file = In("file"), link = In("link");
        File.WriteAllText(file, "x");
        RegularFile.Check(file, "a file");
        Assert.SkipUnless(IsUnix, "skipped: links need a privilege here");
        File.CreateSymbolicLink(link, file);
        RegularFile.Check(link, "a file");
    }

    [Fact]
    public void Check_DirectoryEmptyFileAndNothing_AreRefused()
    {
        File.WriteAllText(In("empty"), "");
        Assert.Contains("is a directory; a file was expected", Assert.Throws<GgufException>(() => RegularFile.Check(_directory.Path, "a file")).Message, StringComparison.Ordinal);
        Assert.Contains("is empty", Assert.Throws<GgufException>(() => RegularFile.Check(In("empty"), "a file")).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => RegularFile.Check(In("nothing"), "a file"));
    }

    [Fact(SkipUnless = nameof(IsUnix), Skip = "skipped: no such files here")]
    public void Check_PipeSocketAndDevice_AreRefusedWithoutOpening()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(In("socket")));
        foreach (string path in (string[])[Pipe(), In("socket"), "/dev/zero", "/dev/null"])
        {
            var error = Assert.Throws<GgufException>(() => GgufFile.Open(path));
            Assert.Contains("is empty, or a pipe or device; a GGUF file was expected", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact(SkipUnless = nameof(IsUnix), Skip = "skipped: no such files here")]
    public async Task LoadSequence_PipeNobodyWrites_IsRefused()
    {
        await using var model = await Model.LoadAsync(TestFiles.Demo, new ModelOptions { Backend = Backend.Managed, Threads = 1 }, TestContext.Current.CancellationToken);
        await using var sequence = model.CreateSequence();
        var error = await Assert.ThrowsAsync<GgufException>(() => sequence.LoadAsync(Pipe(), TestContext.Current.CancellationToken));
        Assert.Contains("a pipe or device; a saved sequence was expected", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<FileNotFoundException>(() => sequence.LoadAsync(In("nothing"), TestContext.Current.CancellationToken));
    }

    [Theory(SkipUnless = nameof(IsUnix), Skip = "skipped: no such files here")]
    [InlineData("generate", "--model")]
    [InlineData("generate", "a", "--lora")]
    [InlineData("generate", "--file")]
    [InlineData("template", "--messages")]
    public async Task Command_PipeNobodyWrites_IsRefused(params string[] arguments)
    {
        var run = await Command.RunAsync([.. arguments, Pipe()]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("a pipe or device", run.Errors, StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(IsUnix), Skip = "skipped: no such files here")]
    public async Task Command_DeviceWithoutEnd_IsRefused()
    {
        var run = await Command.RunAsync("generate", "--file", "/dev/zero");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }

    private string In(string name) => Path.Combine(_directory.Path, name);

    private string Pipe()
    {
        string path = In("pipe");
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return path;
    }
}
