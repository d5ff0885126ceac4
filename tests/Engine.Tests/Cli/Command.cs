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
        StartAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "Engine.Cli.dll"), .. arguments], environment, AppContext.BaseDirectory);

    /// <summary>Runs any program to its end.</summary>
    public static async Task<Command> StartAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string directory)
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
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return new Command(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
