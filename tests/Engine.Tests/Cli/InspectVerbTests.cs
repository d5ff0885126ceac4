using System.Text.Json;
using Engine.Gguf;

namespace Engine.Tests.Cli;

public sealed class InspectVerbTests
{
    [Fact]
    public async Task Inspect_DemoModel_IsOneJsonDocument()
    {
        var run = await Command.RunAsync("inspect", "--json", "--check-weights");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal("llama", run.Json.GetProperty("metadata").GetProperty("general.architecture").GetString());
        Assert.Equal(4096, run.Json.GetProperty("metadata").GetProperty("tokenizer.ggml.tokens").GetProperty("count").GetInt32());
        Assert.Equal(5_770_496, run.Json.GetProperty("parameters").GetInt64());
        var smallest = run.Json.GetProperty("memory")[0];
        Assert.Equal((512, 1_572_864), (smallest.GetProperty("context").GetInt32(), smallest.GetProperty("kv_bytes").GetProperty("F16").GetInt64()));
    }

    [Fact]
    public async Task Inspect_Redirected_BreaksNoLine()
    {
        var run = await Command.RunAsync("inspect");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("tokenizer.ggml.tokens                   4,096 x String", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task Inspect_Malformed_ShowsItAndSaysWhy()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gguf");
        try
        {
            using (var source = GgufFile.Open(TestFiles.Demo)) GgufWriter.Copy(source).Set("llama.block_count", 0u).Write(path);
            var run = await Command.RunAsync("inspect", path, "--json");
            Assert.Equal(2, run.ExitCode);
            Assert.StartsWith("engine: llama.block_count is 0", run.Errors, StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("kind").ValueKind);
            Assert.Contains("llama.block_count is 0", run.Json.GetProperty("problem").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
