namespace Engine.Tests.Cli;

public sealed class ScoreVerbTests
{
    [Fact]
    public async Task Score_Json_HasNullForTheFirstTokenAndLogarithmsForTheOthers()
    {
        var run = await Command.RunAsync("score", "Once upon a time", "--json", "--backend", "reference");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(["ids", "logprobs", "logprob", "perplexity"], run.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal([1, 1531, 1713, 261, 611], run.Json.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
        var logprobs = run.Json.GetProperty("logprobs").EnumerateArray().ToArray();
        Assert.Equal(System.Text.Json.JsonValueKind.Null, logprobs[0].ValueKind);
        Assert.Equal(-4.3186, logprobs[1].GetDouble(), 0.01);
    }

    [Fact]
    public async Task Generate_Logprobs_AreInTheOrderOfTheIds()
    {
        var run = await Command.RunAsync("generate", "Once upon a time", "--json", "--logprobs", "2", "--backend", "reference", "--temperature", "0", "--max-tokens", "3");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        var logprobs = run.Json.GetProperty("logprobs").EnumerateArray().ToArray();
        Assert.Equal(run.Json.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), logprobs.Select(token => token.GetProperty("id").GetInt32()));
        Assert.All(logprobs, token =>
        {
            Assert.Equal(["id", "logprob", "top"], token.EnumerateObject().Select(field => field.Name));
            var top = token.GetProperty("top").EnumerateArray().ToArray();
            Assert.Equal(2, top.Length);
            // Greedy takes the best.
            Assert.Equal((token.GetProperty("id").GetInt32(), token.GetProperty("logprob").GetDouble()), (top[0].GetProperty("id").GetInt32(), top[0].GetProperty("logprob").GetDouble()));
        });
    }

    [Fact]
    public async Task Generate_Trace_ShowsPoliciesAfterTheTextAndWritesThePage()
    {
        string page = Path.Combine(Path.GetTempPath(), $"trace-{Guid.NewGuid():N}.html");
        try
        {
            var run = await Command.RunAsync("generate", "Once upon a time", "--trace", "--trace-html", page, "--backend", "reference", "--seed", "1", "--max-tokens", "2");
            Assert.Equal((0, ""), (run.ExitCode, run.Errors));
            Assert.Contains("top-k", run.Output, StringComparison.Ordinal);
            string html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
            Assert.Contains("\"policy\": \"top-k\"", html, StringComparison.Ordinal);
            Assert.EndsWith("</html>\n", html, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(page);
        }
    }

    [Theory]
    [InlineData("--logprobs has no other form than JSON", "--logprobs", "2")]
    [InlineData("--logprobs is -1", "--logprobs", "-1", "--json")]
    [InlineData("a beam search draws no tokens", "--beams", "2", "--trace")]
    [InlineData("--beam-groups is part of beam search", "--beam-groups", "2")]
    [InlineData("--length-penalty is part of beam search", "--length-penalty", "1")]
    [InlineData("the number of groups is 3", "--beams", "4", "--beam-groups", "3")]
    [InlineData("the number of results is 5", "--beams", "4", "--beam-results", "5")]
    [InlineData("--mirostat is '3'", "--mirostat", "3")]
    [InlineData("top_k and mirostat are both set", "--mirostat", "2", "--top-k", "5")]
    [InlineData("--samplers is 'top_k;heat'", "--samplers", "top_k;heat")]
    [InlineData("xtc_probability is set but samplers does not name xtc", "--samplers", "top_k", "--xtc-probability", "0.5")]
    [InlineData("banned_tokens names token 99999", "--banned-tokens", "99999")]
    public async Task Generate_UsersMistake_IsOneSentenceAndExitCode2(string sentence, params string[] arguments)
    {
        var run = await Command.RunAsync(["generate", "Once upon a time", "--backend", "reference", .. arguments]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(sentence, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.TrimEnd().Split('\n'));
    }
}
