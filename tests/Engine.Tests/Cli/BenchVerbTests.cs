using Engine.Cli.Bench;
using Engine.Cli.Documents;

namespace Engine.Tests.Cli;

public sealed class BenchVerbTests
{
    [Fact]
    public async Task Bench_Lists_MeasureEveryCombination()
    {
        var run = await Command.RunAsync("bench", "-p", "3,5", "-n", "2", "-r", "1", "-t", "1", "-b", "16,32", "--kv", "F16,Q8_0/F16", "--backend", "managed", "-o", "csv");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        string[] lines = run.Output.Trim().Split('\n');
        Assert.StartsWith("model,test,backend,batch,KV,tok/s", lines[0], StringComparison.Ordinal);
        Assert.Equal(1 + 3 * 2 * 2, lines.Length);
    }

    [Fact]
    public async Task Bench_AgainstAnEarlierRun_ShowsTheChangeOfTheSameTest()
    {
        string[] arguments = ["bench", "-p", "0", "-n", "2", "-r", "2", "-t", "1", "--backend", "managed"];
        var before = await Command.RunAsync([.. arguments, "--json"]);
        var row = before.Json[0];
        Assert.True(row.GetProperty("peak_rss_bytes").GetInt64() > row.GetProperty("process_bytes").GetInt64(), "a model takes memory");
        Assert.True(row.GetProperty("roofline").GetDouble() > 0 && row.GetProperty("bytes_per_token").GetInt64() > 10_000_000 && row.GetProperty("sampling_us").GetDouble() > 0);
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, before.Output, TestContext.Current.CancellationToken);
            var after = await Command.RunAsync([.. arguments, "-o", "md", "--against", path]);
            Assert.Equal((0, ""), (after.ExitCode, after.Errors));
            Assert.Contains("| change |", after.Output, StringComparison.Ordinal);
            Assert.Contains(" % +- ", after.Output, StringComparison.Ordinal);

            await File.WriteAllTextAsync(path, "no rows", TestContext.Current.CancellationToken);
            Assert.Equal(2, (await Command.RunAsync([.. arguments, "--against", path])).ExitCode);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    // Four samples know each average to 10 % / sqrt(4): twice the root of both squares, times the ratio.
    [InlineData(200, 20, "+100.0 % +- 28.3 %")]
    [InlineData(100, 0, "0.0 % +- 10.0 %")]
    public void Change_IsInPerCentWithTwiceItsStandardError(double average, double deviation, string expected)
    {
        var before = Row(100, 10);
        Assert.Equal(expected, BenchOutput.Change(Row(average, deviation), [before]));
        Assert.Equal("not there", BenchOutput.Change(Row(average, deviation) with { Depth = 7 }, [before]));

        static BenchRow Row(double average, double deviation) => new("managed", "m.gguf", 1, 0, 2, 0, 1, average, deviation, [average, average, average, average]);
    }
}
