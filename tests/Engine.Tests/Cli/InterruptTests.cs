using System.Diagnostics;

namespace Engine.Tests.Cli;

public sealed class InterruptTests
{
    /// <summary>A machine that is busy may let a short generation end before the signal arrives.</summary>
    private const int Attempts = 5;

    [Theory]
    [InlineData("llama.cpp")]
    [InlineData("managed")]
    public async Task Generate_Interrupted_ExitsWith130AndWroteOnlyText(string backend)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "skipped: no SIGINT between processes on Windows");
        if (backend == "llama.cpp") Backends.LlamaCpp.LlamaModels.SkipWithoutLibrary();
        string[] engine = [TestFiles.Engine, "generate", "Once upon a time",
            "--backend", backend, "--temperature", "0", "--max-tokens", "400", "--threads", "1"];
        var whole = await StartAsync(engine, null);
        Assert.Equal((0, ""), (whole.ExitCode, whole.Errors));

        Command run;
        int attempt = 0;
        do run = await StartAsync(engine, Interrupt);
        while (run.ExitCode == 0 && ++attempt < Attempts);

        Assert.Equal((130, ""), (run.ExitCode, run.Errors));
        Assert.StartsWith(run.Output.TrimEnd('\n'), whole.Output, StringComparison.Ordinal);
    }

    /// <summary>A verb that waits for input, or reads a file, looks at no token.</summary>
    [Fact]
    public async Task Tokenize_InterruptedWhileItWaitsForInput_ExitsWith130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "skipped: no SIGINT between processes on Windows");
        string engine = TestFiles.Engine;
        var start = OperatingSystem.IsLinux()
            ? new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", engine, "tokenize", "-"])
            : new ProcessStartInfo("dotnet", [engine, "tokenize", "-"]);
        (start.RedirectStandardInput, start.RedirectStandardError, start.RedirectStandardOutput) = (true, true, true);
        using var process = Process.Start(start)!;
        try
        {
            // It says whose tokenizer it has, then reads.
            Assert.StartsWith("tokenizer:", await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Interrupt(process.Id);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            Assert.Equal((130, ""), (process.ExitCode, await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)));
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>A template is a program, and may take as long as its budget lets it.</summary>
    [Fact]
    public async Task Template_InterruptedWhileItRenders_ExitsWith130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "skipped: no SIGINT between processes on Windows");
        string directory = Directory.CreateTempSubdirectory("engine-interrupt-").FullName;
        try
        {
            // Reading the conversation from a pipe that stays open holds the verb before it renders; it then has a long one to render.
            string template = Path.Combine(directory, "slow.jinja");
            await File.WriteAllTextAsync(template, "{% for a in messages %}{% for b in messages %}{% for c in range(40) %}{{ c }}{% endfor %}{% endfor %}{% endfor %}", TestContext.Current.CancellationToken);
            string messages = Path.Combine(directory, "messages.json");
            await File.WriteAllTextAsync(messages, $$"""{"messages":[{{string.Join(',', Enumerable.Repeat("{}", 3000))}}]}""", TestContext.Current.CancellationToken);
            string engine = TestFiles.Engine;
            var start = OperatingSystem.IsLinux() ? new ProcessStartInfo("env", ["--default-signal=INT", "dotnet"]) : new ProcessStartInfo("dotnet");
            foreach (string argument in (string[])[engine, "template", "--template", template, "--messages", messages]) start.ArgumentList.Add(argument);
            (start.RedirectStandardError, start.RedirectStandardOutput) = (true, true);
            using var process = Process.Start(start)!;
            try
            {
                // Long after the start, long before the end: the processor time it has used tells.
                while (!process.HasExited && process.TotalProcessorTime < TimeSpan.FromSeconds(1)) await Task.Delay(20, TestContext.Current.CancellationToken);
                Assert.False(process.HasExited, "the template was rendered too quickly to be interrupted");
                Interrupt(process.Id);
                await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
                Assert.Equal((130, "", ""), (process.ExitCode, await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)));
            }
            finally
            {
                if (!process.HasExited) process.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // A process started in the background of a script ignores the signal, and so would its children.
    private static Task<Command> StartAsync(string[] engine, Action<int>? onOutput) => OperatingSystem.IsLinux()
        ? Command.StartAsync("env", ["--default-signal=INT", "dotnet", .. engine], new Dictionary<string, string>(), AppContext.BaseDirectory, onOutput)
        : Command.StartAsync("dotnet", engine, new Dictionary<string, string>(), AppContext.BaseDirectory, onOutput);

    private static void Interrupt(int process)
    {
        using var kill = Process.Start("kill", ["-INT", $"{process}"]);
        kill.WaitForExit();
    }
}
