using System.Diagnostics;

namespace Engine.Peers.Beside;

/// <summary>Programs that are started, and end with this one.</summary>
internal static class ChildProcess
{
    /// <summary>What a program prints.</summary>
    /// <exception cref="InvalidOperationException">It fails; the message is what it complains of.</exception>
    public static async Task<string> OutputAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(arguments);
        try
        {
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? output : throw Failed(arguments, $"{await errors}\n{output}");
        }
        finally
        {
            End(process);
        }
    }

    /// <summary>A program that is run by <c>dotnet</c>, with its streams redirected.</summary>
    public static Process Start(IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo("dotnet", arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    public static void End(Process process)
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
    }

    /// <summary>The first line that says something is the sentence; what follows is a stack or a summary.</summary>
    public static InvalidOperationException Failed(IEnumerable<string> arguments, string complaint)
    {
        string[] lines = complaint.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string sentence = lines.FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? lines.FirstOrDefault() ?? "it said nothing";
        const string command = "engine: ";   // what the command's own complaints begin with
        if (sentence.StartsWith(command, StringComparison.Ordinal)) sentence = sentence[command.Length..];
        return new InvalidOperationException($"{Path.GetFileNameWithoutExtension(arguments.First())} failed: {sentence}");
    }
}
