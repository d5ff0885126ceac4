using System.Text.Json;

namespace Engine.Tests.Cli;

public sealed class CompareVerbTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("engine-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Compare_TypesOnTheSpot_WritesAllReports()
    {
        string text = Text(60), target = Path.Combine(_directory, "out");
        var run = await Command.RunAsync("compare", TestFiles.Demo, "--types", "Q8_0,q4_0", "--text", text, "--out", target, "-c", "128", "--chunks", "2", "-t", "1", "--no-speed", "--backend", "managed", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(["Q8_0", "Q4_0"], run.Json.GetProperty("candidates").EnumerateArray().Select(candidate => candidate.GetProperty("name").GetString()));
        Assert.Equal(
            run.Json.GetProperty("tokens").GetInt32(),
            JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(target, "report.json"), TestContext.Current.CancellationToken)).RootElement.GetProperty("tokens").GetInt32());
        foreach (string file in (string[])["report.md", "report.html", "models/pocket-f16-Q8_0.gguf", "models/pocket-f16-Q4_0.gguf"]) Assert.True(File.Exists(Path.Combine(target, file)), file);
        Assert.Empty(Directory.GetFiles(target, "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Compare_Speed_IsMeasuredInAProcessOfItsOwn()
    {
        var run = await Command.RunAsync("compare", TestFiles.Demo, TestFiles.Demo, "--text", Text(60), "--out", Path.Combine(_directory, "out"), "-c", "128", "--chunks", "1", "-t", "1", "--backend", "managed", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        var candidate = run.Json.GetProperty("candidates")[0];
        Assert.Equal([512, 0], candidate.GetProperty("speed").EnumerateArray().Select(speed => speed.GetProperty("n_prompt").GetInt32()));
        Assert.True(candidate.GetProperty("memory").GetProperty("peak_rss_bytes").GetInt64() > candidate.GetProperty("bytes").GetInt64());
        Assert.True(candidate.GetProperty("load_ms").GetDouble() > 0);
    }

    [Theory]
    [InlineData("--types", "Q9_9")]
    [InlineData("--kv-types", "F16,none")]
    [InlineData("--backends", "auto")]
    [InlineData("-c", "1024")]
    public async Task Compare_WhatCannotBe_IsOneSentence(params string[] wrong)
    {
        string target = Path.Combine(_directory, "out");
        var run = await Command.RunAsync(["compare", TestFiles.Demo, TestFiles.Demo, "--text", Text(600), "--out", target, "--no-speed", .. wrong]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Single(run.Errors.Trim().Split('\n'));
        Assert.False(File.Exists(Path.Combine(target, "report.json")));
    }

    private string Text(int sentences)
    {
        string path = Path.Combine(_directory, "text.txt");
        File.WriteAllText(path, string.Concat(Enumerable.Range(0, sentences).Select(i => $"Once upon a time there were {i} little girls who loved to read. ")));
        return path;
    }
}
