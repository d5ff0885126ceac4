namespace Engine.Tests.Cli;

public sealed class QuantizeVerbTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("engine-quantize-verb-");

    [Fact]
    public async Task Quantize_DemoModel_ShowsWhatBecameOfEachTensor()
    {
        string output = Path.Combine(_directory.FullName, "out.gguf");
        var run = await Command.RunAsync("quantize", TestFiles.Demo, output, "--type", "q4_0", "--tensor", @"attn_v\.weight$=Q8_0", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal((output, new FileInfo(output).Length), (run.Json.GetProperty("output").GetString(), run.Json.GetProperty("bytes").GetInt64()));
        Assert.InRange(run.Json.GetProperty("bits_per_weight").GetDouble(), 4.5, 6);
        var tensors = run.Json.GetProperty("tensors").EnumerateArray().ToDictionary(tensor => tensor.GetProperty("name").GetString()!, tensor => $"{tensor.GetProperty("from")} {tensor.GetProperty("to")}");
        Assert.Equal(("F16 Q6_K", "F16 Q8_0", "F16 Q4_0", "F32 F32"), (tensors["token_embd.weight"], tensors["blk.0.attn_v.weight"], tensors["blk.0.attn_q.weight"], tensors["output_norm.weight"]));
    }

    [Fact]
    public async Task Quantize_DryRun_WritesNothing()
    {
        var run = await Command.RunAsync("quantize", TestFiles.Demo, "--type", "Q4_K_M", "--dry-run");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("bits per weight", run.Output, StringComparison.Ordinal);
        Assert.Empty(_directory.GetFiles());
    }

    [Theory]
    [InlineData("the type is 'Q9'; one of F32, F16", "--type", "Q9")]
    [InlineData("--tensor is 'attn'; REGEX=TYPE was expected", "--type", "Q8_0", "--tensor", "attn")]
    [InlineData("--tensor names the type 'Q9'; one of F32", "--type", "Q8_0", "--tensor", "attn=Q9")]
    [InlineData("there is no file", "--type", "Q8_0", "--imatrix", "/nowhere.gguf")]
    [InlineData("--dry-run writes nothing", "--type", "Q8_0", "--dry-run")]
    public async Task Quantize_BadArgument_IsOneSentence(string sentence, params string[] arguments)
    {
        var run = await Command.RunAsync(["quantize", TestFiles.Demo, Path.Combine(_directory.FullName, "out.gguf"), .. arguments]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(sentence, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.Trim().Split('\n'));
        Assert.Empty(_directory.GetFiles());
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
