using System.Diagnostics;

namespace Engine.Tests.Cli;

/// <summary>However a run ends that writes a model, under its name there is the whole file or none.</summary>
public sealed class HalfWrittenTests : IDisposable
{
    /// <summary>A machine that is busy may let a short run end before it is stopped.</summary>
    private const int Attempts = 5;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("engine-half-written-");

    private string Output => Path.Combine(_directory.FullName, "out.gguf");

    /// <summary>The type whose search takes longest.</summary>
    private string[] Quantize => ["quantize", TestFiles.Demo, Output, "--type", "Q2_K", "--threads", "1"];

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("KILL", 137)]
    public async Task Quantize_Stopped_LeavesNoFileOfThatName(string signal, int exitCode)
    {
        await StopAsync(Quantize, signal, exitCode);
        Assert.False(File.Exists(Output));
        if (signal == "INT") Assert.Empty(_directory.GetFiles());
        // What was left beside it is cleared away.
        var whole = await Command.RunAsync(Quantize);
        Assert.Equal((0, ""), (whole.ExitCode, whole.Errors));
        Assert.Equal(Output, Assert.Single(_directory.GetFiles()).FullName);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("KILL", 137)]
    public async Task Compare_Stopped_GoesOnToWholeReports(string signal, int exitCode)
    {
        string text = Path.Combine(_directory.FullName, "text.txt"), target = Path.Combine(_directory.FullName, "out");
        await File.WriteAllTextAsync(text, string.Concat(Enumerable.Range(0, 60).Select(i => $"There were {i} little girls who loved to read. ")), TestContext.Current.CancellationToken);
        string[] compare = ["compare", TestFiles.Demo, "--types", "Q8_0,Q2_K", "--text", text, "--out", target, "-c", "128", "--chunks", "1", "-t", "1", "--no-speed", "--backend", "managed"];
        await StopAsync(compare, signal, exitCode);
        Assert.False(File.Exists(Path.Combine(target, "report.json")));
        var whole = await Command.RunAsync(compare);
        Assert.Equal((0, ""), (whole.ExitCode, whole.Errors));
        Assert.True(File.Exists(Path.Combine(target, "report.json")));
        Assert.Empty(Directory.GetFiles(_directory.FullName, "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Quantize_FileMayNotGrow_IsOneSentenceAndNoFile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "skipped: no limit of a file's size");
        // A file may have a megabyte, as if the disk were full then, but for the words: .NET calls this a bad argument. The runtime's own memory, which would count too, is asked for in
        // another way.
        string command = "trap '' XFSZ; ulimit -f 2048; exec dotnet Engine.Cli.dll \"$@\"";
        var run = await Command.StartAsync(
            "sh", ["-c", command, "sh", "quantize", TestFiles.Demo, Output, "--type", "Q8_0"], new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" }, TestFiles.CommandDirectory);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Single(run.Errors.Trim().Split('\n'));
        Assert.Empty(_directory.GetFiles());
    }

    /// <summary>Runs <c>engine</c> and sends it <paramref name="signal"/> when it has begun a file.</summary>
    private async Task StopAsync(string[] arguments, string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "skipped: no signals between processes on Windows");
        for (int attempt = 0; ; attempt++)
        {
            var start = OperatingSystem.IsLinux() ? new ProcessStartInfo("env", ["--default-signal=INT", "dotnet"]) : new ProcessStartInfo("dotnet");
            foreach (string argument in (string[])[TestFiles.Engine, .. arguments]) start.ArgumentList.Add(argument);
            (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
            using var process = Process.Start(start)!;
            try
            {
                while (!process.HasExited && !Directory.EnumerateFiles(_directory.FullName, "*Q2_K*.partial", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(_directory.FullName, "out.gguf.*.partial")).Any())
                    await Task.Delay(5, TestContext.Current.CancellationToken);
                using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                if (process.ExitCode == exitCode) return;
                Assert.True(process.ExitCode == 0 && attempt < Attempts, $"exit code {process.ExitCode}: {await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
            }
            finally
            {
                if (!process.HasExited) process.Kill(entireProcessTree: true);
            }
            foreach (var file in _directory.GetFiles("out.gguf*")) file.Delete();
            if (Directory.Exists(Path.Combine(_directory.FullName, "out"))) Directory.Delete(Path.Combine(_directory.FullName, "out"), recursive: true);
        }
    }
}
