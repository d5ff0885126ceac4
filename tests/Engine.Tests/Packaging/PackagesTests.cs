using Engine.Native;
using Engine.Tests.Cli;

namespace Engine.Tests.Packaging;

/// <summary>A console project outside the checkout adds the packages from a local folder and prints tokens.</summary>
public sealed class PackagesTests : IClassFixture<PackageFeed>
{
    private readonly PackageFeed _feed;

    /// <summary>Ways to publish, and what each adds to the command line.</summary>
    private static readonly Dictionary<string, string[]> s_publishing = new()
    {
        ["self-contained"] = ["--self-contained"],
        ["single file"] = ["--self-contained", "-p:PublishSingleFile=true"],
        ["single file with the libraries inside"] = ["--self-contained", "-p:PublishSingleFile=true", "-p:IncludeNativeLibrariesForSelfExtract=true"],
    };

    public PackagesTests(PackageFeed feed)
    {
        Assert.SkipUnless(PackageFeed.HasLibraries, "skipped: no llama.cpp libraries to pack");
        _feed = feed;
    }

    public static TheoryData<string> Publishing => [.. s_publishing.Keys];

    [Fact]
    public async Task Consumer_FrameworkDependent_PrintsTokens()
    {
        await _feed.DotnetAsync(_feed.Consumer, "build", "-o", "out", "-v", "q");
        var run = await _feed.DotnetAsync(_feed.Consumer, Path.Combine("out", "Consumer.dll"), TestFiles.Demo);
        AssertStory(run.Output);
    }

    [Theory]
    [MemberData(nameof(Publishing))]
    public async Task Consumer_Published_PrintsTokens(string way)
    {
        // The runtime of .NET itself is a package too, and not one that a machine with the SDK has.
        _feed.WriteFeeds(onlyLocal: false);
        string folder = way.Replace(' ', '-');
        var publish = await _feed.TryDotnetAsync(_feed.Consumer, ["publish", "-r", LibraryLocator.RuntimeId, "-o", folder, "-v", "q", .. s_publishing[way]]);
        Assert.SkipWhen(publish.Output.Contains("Microsoft.NETCore.App.Runtime", StringComparison.Ordinal) || publish.Output.Contains("NU1301", StringComparison.Ordinal),
            "skipped: the .NET runtime package could not be restored");
        Assert.True(publish.ExitCode == 0, publish.Output);

        string program = Path.Combine(_feed.Consumer, folder, OperatingSystem.IsWindows() ? "Consumer.exe" : "Consumer");
        var run = await Command.StartAsync(program, [TestFiles.Demo], new Dictionary<string, string>(), Path.GetTempPath());
        Assert.True(run.ExitCode == 0, run.Errors);
        AssertStory(run.Output);
    }

    [Fact]
    public async Task Tool_InstalledFromTheFeed_TellsAStory()
    {
        _feed.WriteFeeds(onlyLocal: true);
        await _feed.DotnetAsync(_feed.Consumer, "tool", "install", "Engine.Tool", "--version", PackageFeed.Version, "--tool-path", "tools");
        string program = Path.Combine(_feed.Consumer, "tools", OperatingSystem.IsWindows() ? "engine.exe" : "engine");
        var run = await Command.StartAsync(program, ["generate", "Once upon a time", "--temperature", "0", "--max-tokens", "16"],
            new Dictionary<string, string>(), Path.GetTempPath());
        Assert.True(run.ExitCode == 0, run.Errors);
        AssertStory(run.Output);
    }

    private static void AssertStory(string text) =>
        Assert.Contains("there was a clever girl named Olive", text, StringComparison.Ordinal);
}
