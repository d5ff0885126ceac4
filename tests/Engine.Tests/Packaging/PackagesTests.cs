using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
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
        // IncludeNativeLibrariesForSelfExtract unpacks the package's folders too, but to a place that .NET does not tell.
        ["single file with the libraries inside"] = ["--self-contained", "-p:PublishSingleFile=true", "-p:IncludeAllContentForSelfExtract=true"],
    };

    public PackagesTests(PackageFeed feed)
    {
        Assert.SkipUnless(PackageFeed.HasLibraries, "skipped: no package of llama.cpp's libraries on this machine");
        _feed = feed;
    }

    public static TheoryData<string> Publishing => [.. s_publishing.Keys];

    [Fact]
    public async Task Consumer_FrameworkDependent_PrintsTokens()
    {
        await _feed.DotnetAsync(_feed.Consumer, "build", "-o", "out", "-v", "q");
        var run = await _feed.DotnetAsync(_feed.Consumer, Path.Combine("out", "Consumer.dll"), TestFiles.Demo, nameof(Backend.LlamaCpp));
        AssertStory(run.Output);
    }

    [Fact]
    public async Task Consumer_OfEngineAlone_RunsOnManaged()
    {
        await _feed.DotnetAsync(_feed.Consumer, "build", "-o", "alone", "-p:Without=libraries", "-v", "q");
        Assert.False(Directory.Exists(Path.Combine(_feed.Consumer, "alone", "runtimes", LibraryLocator.RuntimeId, "native")));
        var run = await _feed.DotnetAsync(_feed.Consumer, Path.Combine("alone", "Consumer.dll"), TestFiles.Demo, nameof(Backend.Auto));
        AssertStory(run.Output);
    }

    [Fact]
    public async Task Consumer_OrdinaryBuild_RunsWhatWasCompiledAhead()
    {
        Assert.SkipUnless(PackageFeed.CompilesAhead, "skipped: nothing on this machine compiles packages ahead; dotnet restore src/Ahead/Ahead.proj brings it");
        await _feed.DotnetAsync(_feed.Consumer, "build", "-o", "ahead", "-p:Without=libraries", "-v", "q");
        var run = await _feed.DotnetAsync(_feed.Consumer, Path.Combine("ahead", "Consumer.dll"), TestFiles.Demo, nameof(Backend.Auto));
        AssertStory(run.Output);
        // About 500; without what the package brings 2,300.
        Assert.InRange(int.Parse(Regex.Match(run.Errors, "([0-9]+) methods compiled").Groups[1].Value, CultureInfo.InvariantCulture), 1, 1200);
    }

    [Fact]
    public async Task Consumer_OfTheChatInterfaces_GetsAnAnswer()
    {
        string folder = await _feed.WriteChatConsumerAsync();
        await _feed.DotnetAsync(folder, "build", "-o", "out", "-p:Without=libraries", "-v", "q");
        var run = await _feed.DotnetAsync(folder, Path.Combine("out", "Chat.dll"), TestFiles.Demo);
        Assert.Contains("Paris", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Packages_EveryOne_HasReadmeIconSymbolsAndLicence()
    {
        string[] names = [.. Directory.EnumerateFiles(_feed.Feed, "*.nupkg").Select(Path.GetFileNameWithoutExtension).Cast<string>()];
        Assert.Superset(new HashSet<string>([$"Engine.{PackageFeed.Version}", $"Engine.Kernels.{PackageFeed.Version}", $"Engine.Native.{PackageFeed.Version}", $"Engine.Extensions.AI.{PackageFeed.Version}", $"Engine.Tool.{PackageFeed.Version}"]), names.ToHashSet());
        foreach (string name in names)
        {
            using var package = ZipFile.OpenRead(Path.Combine(_feed.Feed, $"{name}.nupkg"));
            var nuspec = XDocument.Load(package.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open()).Descendants().ToLookup(element => element.Name.LocalName, element => element.Value);
            Assert.Equal(("README.md", "icon.png", "MIT"), (nuspec["readme"].Single(), nuspec["icon"].Single(), nuspec["license"].Single()));
            Assert.All((string[])["README.md", "icon.png"], file => Assert.NotNull(package.GetEntry(file)));
            Assert.NotEmpty(nuspec["description"].Single());
            Assert.Contains("gguf", nuspec["tags"].Single(), StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(_feed.Feed, $"{name}.snupkg")) || name.StartsWith("Engine.Tool", StringComparison.Ordinal), $"{name} has no symbols");
        }
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
        var run = await Command.StartAsync(program, [TestFiles.Demo, nameof(Backend.LlamaCpp), nameof(TrialUse.Always)], new Dictionary<string, string>(), Path.GetTempPath());
        Assert.True(run.ExitCode == 0, run.Errors);
        AssertStory(run.Output);
        Assert.Contains("it was tried in a process of its own first", run.Errors, StringComparison.Ordinal);
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
        run = await Command.StartAsync(program, ["--help"], new Dictionary<string, string>(), Path.GetTempPath());
        Assert.Contains("\n  engine [command] [options]\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("Engine.Cli", run.Output, StringComparison.Ordinal);
    }

    private static void AssertStory(string text) =>
        Assert.Contains("there was a clever girl named Olive", text, StringComparison.Ordinal);
}
