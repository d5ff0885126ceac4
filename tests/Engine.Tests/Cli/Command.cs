using System.Diagnostics;
using System.Text.Json;

namespace Engine.Tests.Cli;

/// <summary>The <c>engine</c> command run as users run it: in a process of its own.</summary>
internal sealed record Command(int ExitCode, string Output, string Errors)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Runs <c>engine</c> with <paramref name="arguments"/>.</summary>
    public static Task<Command> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs <c>engine</c> with environment variables on top of this process's.</summary>
    public static Task<Command> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartAsync("dotnet", [TestFiles.Engine, .. arguments], environment, TestFiles.CommandDirectory);

    /// <summary>Runs an explicit test, one that would disturb the process it runs in, in a process of its own; fails unless it passes.</summary>
    public static async Task RunTestAsync(Type type, string method, IReadOnlyDictionary<string, string>? environment = null)
    {
        var child = await StartAsync(
            "dotnet", ["exec", type.Assembly.Location, "-explicit", "only", "-method", $"{type.FullName}.{method}"],
            environment ?? new Dictionary<string, string>(), AppContext.BaseDirectory);
        string text = child.Output + child.Errors;
        Assert.True(child.ExitCode == 0, $"exit code {child.ExitCode}\n{text}");
        Assert.Contains("Total: 1, Errors: 0, Failed: 0", text, StringComparison.Ordinal);
    }

    /// <summary>Runs any program to its end; <paramref name="onOutput"/> hears of its id with the first output.</summary>
    public static async Task<Command> StartAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string directory,
        Action<int>? onOutput = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = ReadAsync(process, onOutput);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return new Command(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> ReadAsync(Process process, Action<int>? onOutput)
    {
        char[] first = new char[1];
        int count = await process.StandardOutput.ReadAsync(first, TestContext.Current.CancellationToken);
        if (count > 0) onOutput?.Invoke(process.Id);
        return new string(first, 0, count) + await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
