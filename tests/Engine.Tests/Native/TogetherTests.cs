using Engine.Native;
using Engine.Tests.Backends.LlamaCpp;
using Engine.Tests.Cli;
using Engine.Tests.Gguf;

namespace Engine.Tests.Native;

/// <summary>LLamaSharp and Engine in one process, <c>tests/Engine.Together</c>: one llama.cpp for both, or a refusal, but never a crash.</summary>
public sealed class TogetherTests
{
    private const string Prompt = "Once upon a time", Story = ", there was a clever girl named Olive.";

    private static readonly string s_folder = Path.Combine(TestFiles.Root, "tests", "Engine.Together", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0");

    [Theory]
    [InlineData("llamasharp engine")]
    [InlineData("engine llamasharp")]
    [InlineData("llamasharp engine llamasharp engine")]
    public async Task Both_InEitherOrder_ShareOneLibrary(string users)
    {
        string[] lines = await RunAsync(users.Split(' '));
        Assert.Equal(users.Split(' ').Length + 1, lines.Length);
        Assert.All(lines[..^1], line => Assert.Contains(Story, line, StringComparison.Ordinal));
        Assert.Single(lines[^1].Split(' ').Select(Path.GetDirectoryName).Distinct());
    }

    [Fact]
    public async Task Engine_AnotherLibraryThanTheLoadedOneIsNamed_IsRefusedAndLLamaSharpGoesOn()
    {
        using var other = new ScratchDirectory("other");
        foreach (string file in Directory.EnumerateFiles(Path.Combine(s_folder, "runtimes", LibraryLocator.RuntimeId, "native", "noavx")))
            File.Copy(file, Path.Combine(other.Path, Path.GetFileName(file)));
        string[] lines = await RunAsync("llamasharp", $"engine={other.Path}", "llamasharp");
        Assert.Contains("refused: ", lines[1], StringComparison.Ordinal);
        Assert.Contains("another library has loaded", lines[1], StringComparison.Ordinal);
        Assert.Contains(Story, lines[2], StringComparison.Ordinal);
    }

    private static async Task<string[]> RunAsync(params string[] users)
    {
        LlamaModels.SkipWithoutLibrary();
        Assert.SkipUnless(Directory.Exists(Path.Combine(s_folder, "runtimes", LibraryLocator.RuntimeId, "native", "noavx")), "skipped: no LLamaSharp libraries for this platform");
        string program = Path.Combine(s_folder, "Engine.Together.dll");
        // The directory that other tests are to take is not the one that LLamaSharp does.
        var run = await Command.StartAsync("dotnet", [program, TestFiles.Demo, Prompt, .. users], new Dictionary<string, string> { [LibraryLocator.DirectoryVariable] = "" }, s_folder);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
