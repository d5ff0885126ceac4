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
        // Two of them, one without a description, as the API has them and without what the API wraps them in.
        await File.WriteAllTextAsync(path, """[{"name":"now"},{"type":"function","function":{"name":"add","description":"Adds.","parameters":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}}}]""", TestContext.Current.CancellationToken);
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

    [Theory]
    [InlineData("""{"name":"now"}""", "is no JSON array; an array of tools was expected")]
    [InlineData("""[{"name":"now"}""", "is not JSON: ")]
    [InlineData("[]", "has no tools; at least one was expected")]
    [InlineData("[5]", "a tool is '5'; an object with a name, a description and parameters was expected")]
    [InlineData("""[{"name":"now"},{"name":"now","description":"Again."}]""", "there are 2 tools named now; names that differ were expected")]
    [InlineData("""[{"name":"now","description":7}]""", "the description of the tool 'now' is '7'; a text was expected")]
    [InlineData("""[{"name":"now","parameters":[1]}]""", "the parameters of the tool now are '[1]'; a JSON schema, an object, was expected")]
    public async Task Chat_ToolsThatAreNone_AreRefused(string tools, string said)
    {
        string path = Path.Combine(Path.GetTempPath(), $"tools-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(path, tools, TestContext.Current.CancellationToken);
        try
        {
            var run = await Command.RunAsync("chat", "--message", "Hi", "--tools", path);
            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.Contains(said, run.Errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A text is continued as it stands; calls are part of a conversation. Whoever passes a flag to the wrong verb is told the right one.</summary>
    [Theory]
    [InlineData("engine generate has no flag '--tools'; engine chat has it", "generate", "Hi", "--tools", "f.json")]
    [InlineData("engine generate has no flag '--tools=f.json'; engine chat has it", "generate", "--tools=f.json", "Hi")]
    [InlineData("engine doctor has no flag '--json-schema'; engine generate and engine chat have it", "doctor", "--json-schema", "f.json")]
    [InlineData("there is no flag '--tool'; a text that begins with a dash goes after --", "generate", "--tool", "f.json")]
    public async Task FlagOfAnotherVerb_IsRefusedWithTheVerb(string said, params string[] arguments)
    {
        var run = await Command.RunAsync(arguments);
        Assert.Equal((2, $"engine: {said}\n"), (run.ExitCode, run.Errors));
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
