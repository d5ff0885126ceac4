using System.Globalization;
using Engine.Native;
using Engine.Tests.Backends.LlamaCpp;
using Engine.Tests.Cli;
using Engine.Tests.Gguf;

namespace Engine.Tests.Native;

/// <summary>LLamaSharp and Engine in one process, <c>tests/Engine.Together</c>: one llama.cpp for both, or a refusal, but never a crash.</summary>
public sealed class TogetherTests
{
    private const string Prompt = "Once upon a time", Story = ", there was a clever girl named Olive.";

    private static readonly string s_folder = TestFiles.Together;

    [Theory]
    [InlineData("llamasharp engine")]
    [InlineData("engine llamasharp")]
    [InlineData("llamasharp engine llamasharp engine")]
    public async Task Both_InEitherOrder_ShareOneLibrary(string users)
    {
        string[] lines = await RunAsync(TestFiles.Demo, Prompt, users.Split(' '));
        Assert.Equal(users.Split(' ').Length + 1, lines.Length);
        Assert.All(lines[..^1], line => Assert.Contains(Story, line, StringComparison.Ordinal));
        Assert.Single(lines[^1].Split(' ').Select(Path.GetDirectoryName).Distinct());
    }

    [Theory]
    [InlineData("pocket-f16.gguf")]
    [InlineData("SmolLM2-135M-Instruct.Q4_1.gguf")]
    public async Task Both_OnTheSameLibrary_ContinuePromptsWithTheSameIds(string model)
    {
        string[] prompts = [Prompt, "The capital of France is", "1, 2, 3, 4,", "What is a cat?"];
        string[] lines = await RunAsync(TestFiles.Shared("models", model), string.Join('\n', prompts), "llamasharp", "engine");
        int[][] ids = [.. lines[..2].Select(line => line.Split(": ")[1].Split(" | ")[0].Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToArray())];
        Assert.InRange(ids[0].Length, prompts.Length, 16 * prompts.Length);
        Assert.Equal(ids[0], ids[1]);
    }

    [Fact]
    public async Task Engine_AnotherLibraryThanTheLoadedOneIsNamed_IsRefusedAndLLamaSharpGoesOn()
    {
        using var other = new ScratchDirectory("other");
        foreach (string file in Directory.EnumerateFiles(Path.Combine(s_folder, "runtimes", LibraryLocator.RuntimeId, "native", "noavx")))
            File.Copy(file, Path.Combine(other.Path, Path.GetFileName(file)));
        string[] lines = await RunAsync(TestFiles.Demo, Prompt, "llamasharp", $"engine={other.Path}", "llamasharp");
        Assert.Contains("refused: ", lines[1], StringComparison.Ordinal);
        Assert.Contains("another library has loaded", lines[1], StringComparison.Ordinal);
        Assert.Contains(Story, lines[2], StringComparison.Ordinal);
    }

    private static async Task<string[]> RunAsync(string model, string prompts, params string[] users)
    {
        LlamaModels.SkipWithoutLibrary();
        Assert.SkipUnless(Directory.Exists(Path.Combine(s_folder, "runtimes", LibraryLocator.RuntimeId, "native", "noavx")), "skipped: no LLamaSharp libraries for this platform");
        string program = Path.Combine(s_folder, "Engine.Together.dll");
        // The directory that other tests are to take is not the one that LLamaSharp does.
        var run = await Command.StartAsync("dotnet", [program, model, prompts, .. users], new Dictionary<string, string> { [LibraryLocator.DirectoryVariable] = "" }, s_folder);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
