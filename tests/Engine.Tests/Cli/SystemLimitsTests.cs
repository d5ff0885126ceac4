namespace Engine.Tests.Cli;

/// <summary>What the system does not grant ends in a sentence of ours, not in .NET's.</summary>
public sealed class SystemLimitsTests
{
    [Theory]
    [InlineData(30)]   // .NET has started, and finds no assembly of ours
    [InlineData(45)]   // finds no console
    [InlineData(60)]   // cannot start a thread of its own
    public async Task Generate_FewFilesMayBeOpen_IsOneSentence(int limit)
    {
        var run = await ShellAsync($"ulimit -n {limit}; exec dotnet Engine.Cli.dll generate Hi --max-tokens 1 --backend reference");
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Equal("engine: this process may not open as many files as it needs; raise the limit of open files (ulimit -n)\n", run.Errors);
    }

    [Theory]
    [InlineData("generate")]
    [InlineData("chat")]
    [InlineData("template --messages -")]
    public async Task Verb_StandardInputIsClosed_IsRefused(string arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: only Linux shows that standard input is closed");
        var run = await ShellAsync($"exec dotnet Engine.Cli.dll {arguments} <&-");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("standard input is closed", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_StandardInputIsClosedAndNotNeeded_Runs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "skipped: no shell that closes standard input");
        var run = await ShellAsync("exec dotnet Engine.Cli.dll generate Hi --max-tokens 1 --backend reference <&-");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
    }

    private static Task<Command> ShellAsync(string command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "skipped: Windows has no such limits");
        return Command.StartAsync("sh", ["-c", command], new Dictionary<string, string>(), TestFiles.CommandDirectory);
    }
}
