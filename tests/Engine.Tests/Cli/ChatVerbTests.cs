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
}
