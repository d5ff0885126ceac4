namespace Engine.Tests.Cli;

public sealed class ChatVerbTests
{
    [Fact]
    public async Task Chat_DemoModel_AnswersWhatItWasTaught()
    {
        var run = await Command.RunAsync("chat", "--message", "What is self-attention?", "--temperature", "0", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("weighted average", run.Json.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("stop", run.Json.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Chat_SmolLm2_KnowsTheCapitalOfFrance()
    {
        string model = TestFiles.Shared("models", "SmolLM2-135M-Instruct.Q4_1.gguf");
        var run = await Command.RunAsync("chat", "--model", model, "--system", "You are a helpful assistant.", "--message", "What is the capital of France?", "--temperature", "0", "--max-tokens", "16");

        Assert.Equal((0, "The capital of France is Paris.\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Chat_JsonWithoutAMessage_IsRefused()
    {
        var run = await Command.RunAsync("chat", "--json");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("--message", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_InputAtItsEnd_PrintsNothing()
    {
        var run = await Command.RunAsync("chat");
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Errors));
    }

    [Fact]
    public async Task Chat_RequiredTool_ShowsTheCall()
    {
        string path = Path.Combine(Path.GetTempPath(), $"tools-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(path, """[{"type":"function","function":{"name":"add","description":"Adds.","parameters":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}}}]""", TestContext.Current.CancellationToken);
        try
        {
            string[] chat = ["chat", "--message", "Add.", "--tools", path, "--tool-choice", "add", "--temperature", "0", "--max-tokens", "60", "--finish-within", "40"];
            var run = await Command.RunAsync([.. chat, "--json"]);
            Assert.Equal(0, run.ExitCode);
            var call = run.Json.GetProperty("tool_calls")[0];
            Assert.Equal("add", call.GetProperty("name").GetString());
            Assert.StartsWith("{\"a\":", call.GetProperty("arguments").GetString(), StringComparison.Ordinal);
            Assert.StartsWith("add {\"a\":", (await Command.RunAsync(chat)).Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Chat_Choice_BindsTheAnswer()
    {
        var run = await Command.RunAsync("chat", "--message", "Is it cold?", "--choice", "maybe|never", "--temperature", "0");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(run.Output, (string[])["maybe\n", "never\n"]);
    }

    [Theory]
    [InlineData("--reasoning", "on", "enable_thinking")]
    [InlineData("--reasoning", "high", "reasoning_effort")]
    [InlineData("--tool-choice", "required", "--tools")]
    [InlineData("--tool-format", "xml", "hermes")]
    public async Task Chat_FlagThatCannotBeMet_IsRefused(string flag, string value, string said)
    {
        var run = await Command.RunAsync("chat", "--message", "Hi", flag, value);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
    }
}
