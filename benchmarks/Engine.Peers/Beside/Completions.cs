using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Engine.Peers.Beside;

/// <summary>A program of benchmarks/Completions, published as an application is that needs .NET on the machine.</summary>
/// <param name="Assembly">The program.</param>
/// <param name="ProgramBytes">It and what it needs, without llama.cpp, symbols and documentation.</param>
/// <param name="NativeBytes">The libraries of llama.cpp beside it.</param>
internal sealed record Completions(string Assembly, long ProgramBytes, long NativeBytes)
{
    // What it says when it waits for a prompt.
    private const string Ready = "ready";

    /// <summary>The version of a library that was published with it, commit included.</summary>
    public string FileVersion(string library) => FileVersionInfo.GetVersionInfo(Path.Combine(Path.GetDirectoryName(Assembly)!, library)).ProductVersion ?? "";

    /// <summary>The version of a package it was built with, by its list of dependencies.</summary>
    public string PackageVersion(string package)
    {
        var libraries = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(Assembly, ".deps.json")))!["libraries"]!.AsObject();
        return libraries.Select(library => library.Key.Split('/')).First(key => key[0] == package)[1];
    }

    /// <summary>Publishes the program called <paramref name="name"/> into a folder beside this one.</summary>
    /// <exception cref="InvalidOperationException">It does not compile.</exception>
    public static async Task<Completions> PublishAsync(string root, string name, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "completions", name);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        await ChildProcess.OutputAsync(
            [
                "publish", Path.Combine(root, "benchmarks", "Completions", name), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--no-self-contained", "-o", folder,
                // Nothing goes on running when it has ended.
                "-p:UseSharedCompilation=false", "-nodeReuse:false", "-v", "q",
            ], cancellationToken);
        string native = Path.Combine(folder, "runtimes") + Path.DirectorySeparatorChar;
        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Extension is not (".pdb" or ".xml")).ToLookup(file => file.FullName.StartsWith(native, StringComparison.Ordinal));
        return new Completions(Path.Combine(folder, name + ".dll"), files[false].Sum(file => file.Length), files[true].Sum(file => file.Length));
    }

    /// <summary>Starts the program and gives it a prompt as soon as it asks for one.</summary>
    /// <returns>Milliseconds from the start of the process to a loaded model and to the first of the answer, and the most memory it has held after all of the answer.</returns>
    /// <exception cref="InvalidOperationException">It fails.</exception>
    public async Task<(double LoadedMs, double FirstMs, long PeakBytes)> StartAsync(IEnumerable<string> arguments, string prompt, CancellationToken cancellationToken)
    {
        string[] all = [Assembly, .. arguments];
        long start = Stopwatch.GetTimestamp();
        using var process = ChildProcess.Start(all);
        try
        {
            await ReadyAsync(all, process, cancellationToken);
            double loaded = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            await process.StandardInput.WriteLineAsync(prompt);
            await process.StandardInput.FlushAsync(cancellationToken);
            await process.StandardOutput.ReadAsync(new char[1], cancellationToken);
            double first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var rest = process.StandardOutput.ReadToEndAsync(cancellationToken);
            await ReadyAsync(all, process, cancellationToken);
            process.Refresh();
            long peak = process.PeakWorkingSet64;
            process.StandardInput.Close();
            await rest;
            await process.WaitForExitAsync(cancellationToken);
            return (loaded, first, peak);
        }
        finally
        {
            ChildProcess.End(process);
        }
    }

    private static async Task ReadyAsync(string[] arguments, Process process, CancellationToken cancellationToken)
    {
        var other = new StringBuilder();
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line == Ready) return;
            other.AppendLine(line);
        }
        throw ChildProcess.Failed(arguments, other.ToString());
    }
}
