namespace Engine.Tests.Cli;

public sealed class TemplateVerbTests
{
    [Fact]
    public async Task Template_FileAndVariables_PrintsThePrompt()
    {
        var run = await RunAsync("{{ bos_token }}{{ messages[0].content }}{% if add_generation_prompt %}>{% endif %}", """{"messages":[{"role":"user","content":"é\n"}],"bos_token":"<s>"}""");
        Assert.Equal((0, "<s>é\n>"), (run.ExitCode, run.Json.GetProperty("prompt").GetString()));
    }

    [Fact]
    public async Task Template_Unsupported_ExitsTwoAndNamesTheLine()
    {
        var run = await RunAsync("a\n{% include 'x' %}", """{"messages":[]}""");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal("engine: chat template, line 2: the tag 'include' is not supported\n", run.Errors);
    }

    [Fact]
    public async Task Template_HalfCharactersInTheConversation_AreReplaced()
    {
        var run = await RunAsync("{{ messages[0].content }}|{{ extra|tojson }}", """{"messages":[{"role":"user","content":"cut \ud83d"}],"extra":{"\ude00":["\ud800"]}}""");
        Assert.Equal((0, "cut \uFFFD|{\"\uFFFD\": [\"\uFFFD\"]}"), (run.ExitCode, run.Json.GetProperty("prompt").GetString()));
    }

    [Fact]
    public async Task Template_FilesWithAByteOrderMark_AreReadWithoutIt()
    {
        var run = await RunAsync("\uFEFF{{ messages[0].content }}", "\uFEFF" + """{"messages":[{"role":"user","content":"x"}]}""");
        Assert.Equal((0, "x"), (run.ExitCode, run.Json.GetProperty("prompt").GetString()));
    }

    private static async Task<Command> RunAsync(string template, string messages)
    {
        string directory = Directory.CreateTempSubdirectory("engine-template").FullName;
        try
        {
            string templateFile = Path.Combine(directory, "t.jinja"), messagesFile = Path.Combine(directory, "m.json");
            await File.WriteAllTextAsync(templateFile, template, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(messagesFile, messages, TestContext.Current.CancellationToken);
            return await Command.RunAsync("template", "--template", templateFile, "--messages", messagesFile, "--json");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
