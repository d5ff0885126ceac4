namespace Engine.Tests.Cli;

public sealed class GenerateVerbTests
{
    private static readonly string[] s_reference = ["--backend", "reference", "--temperature", "0", "--max-tokens", "4"];

    [Fact]
    public async Task Generate_Json_HasTheFieldsOfTheContract()
    {
        var run = await Command.RunAsync(["generate", "Once upon a time", "--json", .. s_reference]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        string[] fields = [.. run.Json.EnumerateObject().Select(field => field.Name)];
        Assert.Equal(["prompt_ids", "ids", "text", "finish_reason", "usage", "timings", "backend", "device"], fields);
        Assert.Equal([1, 1531, 1713, 261, 611], run.Json.GetProperty("prompt_ids").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal([48, 511, 323, 261], run.Json.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal("length", run.Json.GetProperty("finish_reason").GetString());
        Assert.Equal("reference", run.Json.GetProperty("backend").GetString());
    }

    [Fact]
    public async Task Generate_UnderASchemaWithDrafts_IsADocumentOfIt()
    {
        string path = Path.Combine(Path.GetTempPath(), $"schema-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(path, """{"type":"object","properties":{"age":{"type":"integer","minimum":3,"maximum":9}},"required":["age"]}""", TestContext.Current.CancellationToken);
        try
        {
            var run = await Command.RunAsync("generate", "Mia is", "--json-schema", path, "--speculate", "ngram", "--json", "--temperature", "0", "--max-tokens", "30", "--finish-within", "10");
            Assert.Equal((0, ""), (run.ExitCode, run.Errors));
            Assert.Matches("^\\{\\s*\"age\":\\s*[3-9]\\s*\\}$", run.Json.GetProperty("text").GetString());
            Assert.Equal("stop", run.Json.GetProperty("finish_reason").GetString());
            var usage = run.Json.GetProperty("usage");
            Assert.InRange(usage.GetProperty("accepted_tokens").GetInt32(), 0, usage.GetProperty("drafted_tokens").GetInt32());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("--json-schema", """{"type":"object","mimimum":3}""", "the keyword 'mimimum' at #")]
    [InlineData("--grammar", "root ::= root \"a\"", "left recursion")]
    public async Task Generate_ConstraintThatCannotBe_IsRefusedWithThePlace(string flag, string text, string sentence)
    {
        string path = Path.Combine(Path.GetTempPath(), $"constraint-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        try
        {
            var run = await Command.RunAsync("generate", "a", flag, path);
            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.Contains(sentence, run.Errors, StringComparison.Ordinal);
            Assert.Single(run.Errors.TrimEnd().Split('\n'));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Generate_Text_IsAllThatStdoutHolds()
    {
        var run = await Command.RunAsync(["generate", "Once upon a time", .. s_reference]);
        Assert.Equal((0, "", ", there was a"), (run.ExitCode, run.Errors, run.Output.TrimEnd('\n')));
    }

    [Theory]
    [InlineData("--temperature is 'NaN'", "--temperature", "NaN")]
    [InlineData("--temperature is '-1'", "--temperature", "-1")]
    [InlineData("--max-tokens is -1", "--max-tokens", "-1")]
    [InlineData("--backend is 'gpu'", "--backend", "gpu")]
    [InlineData("--stop is empty", "--stop", "")]
    [InlineData("there is no file /nowhere.gguf", "--model", "/nowhere.gguf")]
    [InlineData("is a directory", "--model", "/")]
    [InlineData("'--bogus'", "--bogus")]
    [InlineData("the prompt has 5 tokens; at most 3", "--context", "3", "--backend", "reference")]
    [InlineData("there is no file /nowhere.gguf; a LoRA adapter was expected", "--lora", "/nowhere.gguf=0.5", "--backend", "reference")]
    [InlineData("back-references are not supported", "--regex", "^(a)\\1$")]
    [InlineData("choice 2 of 2 is empty", "--choice", "a|")]
    [InlineData("--regex and --choice are given", "--regex", "a", "--choice", "b")]
    [InlineData("--finish-within needs a text with an end", "--finish-within", "3")]
    [InlineData("there is no file '/nowhere.gbnf'", "--grammar", "/nowhere.gbnf")]
    [InlineData("--beams searches without a constraint", "--choice", "a|b", "--beams", "2")]
    [InlineData("--speculate is 'magic'", "--speculate", "magic", "--backend", "reference")]
    [InlineData("there is no file '/nowhere.gguf'; a draft model was expected", "--speculate", "draft=/nowhere.gguf", "--backend", "reference")]
    public async Task Generate_UsersMistake_IsOneSentenceAndExitCode2(string sentence, params string[] arguments)
    {
        var run = await Command.RunAsync(["generate", "Once upon a time", .. arguments]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(sentence, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Generate_MistypedFlagWithoutPrompt_IsNotTakenForThePrompt()
    {
        var run = await Command.RunAsync("generate", "--temprature");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("'--temprature'", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_TextThatBeginsWithADash_GoesAfterTwoDashes()
    {
        var run = await Command.RunAsync("generate", "--max-tokens", "2", "--backend", "reference", "--", "--temprature");
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task NoArguments_ShowHelp()
    {
        var run = await Command.RunAsync();
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("generate", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_CausalModel_GivesTheVectorsThatAreAskedFor()
    {
        var run = await Command.RunAsync("embed", "text", string.Concat(Enumerable.Repeat("word ", 40)), "--dimensions", "8", "--prefix", "query: ", "--truncate", "-c", "32", "--backend", "managed", "--json");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("engine: text 1 was cut to what the model can take", run.Errors.Trim());
        Assert.Equal(8, run.Json.GetProperty("embeddings")[1].GetArrayLength());

        var refused = await Command.RunAsync("embed", "text", "--dimensions", "9999", "--backend", "managed");
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("9999; 1 to 256 was expected", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rerank_NoReranker_OrNoDocuments_IsRefused()
    {
        var run = await Command.RunAsync("rerank", "query", "document", "--backend", "managed");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("does not rank", run.Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await Command.RunAsync("rerank", "query", "--backend", "managed")).ExitCode);
    }

    [Fact]
    public async Task Bench_Json_HasARowPerTestWithItsSamples()
    {
        var run = await Command.RunAsync("bench", "-p", "4", "-n", "2", "-r", "2", "--backend", "reference", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal([(4, 0), (0, 2)], run.Json.EnumerateArray().Select(row => (row.GetProperty("n_prompt").GetInt32(), row.GetProperty("n_gen").GetInt32())));
        Assert.All(run.Json.EnumerateArray(), row => Assert.Equal(2, row.GetProperty("samples_ts").GetArrayLength()));
    }

    [Fact]
    public async Task Bench_SeveralSequences_RunTogetherAtADepth()
    {
        var run = await Command.RunAsync("bench", "-p", "3", "-n", "2", "-d", "2", "-r", "1", "--sequences", "3", "--backend", "managed", "-t", "1", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.All(run.Json.EnumerateArray(), row => Assert.Equal((3, 2), (row.GetProperty("n_seq").GetInt32(), row.GetProperty("n_depth").GetInt32())));
    }

    [Fact]
    public async Task Bench_TextEncoder_MeasuresItsTexts()
    {
        string path = TestFiles.Shared("models", "all-MiniLM-L6-v2-f16.gguf");
        var run = await Command.RunAsync("bench", path, "-p", "300", "--sequences", "3", "-r", "1", "--backend", "managed", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        var row = Assert.Single(run.Json.EnumerateArray());
        Assert.Equal((300, 0, 3), (row.GetProperty("n_prompt").GetInt32(), row.GetProperty("n_gen").GetInt32(), row.GetProperty("n_seq").GetInt32()));
        var table = await Command.RunAsync("bench", path, "-p", "16", "-r", "1", "--backend", "managed");
        Assert.Contains("texts/s", table.Output, StringComparison.Ordinal);

        foreach (string[] wrong in new[] { new[] { "-n", "4" }, ["-p", "513"], ["-d", "3"] })
            Assert.Equal((2, ""), await Refused([path, "-r", "1", "--backend", "managed", .. wrong]));

        static async Task<(int, string)> Refused(string[] arguments)
        {
            var run = await Command.RunAsync(["bench", .. arguments]);
            return (run.ExitCode, run.Output);
        }
    }
}
