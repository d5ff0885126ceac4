using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Engine.Benchmarks;

/// <summary>Options of the verbs, and the commands that they run.</summary>
internal static class CommandLine
{
    /// <summary>What follows <paramref name="name"/>; null where it is not there.</summary>
    public static string? Value(string[] args, string name)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    public static string Required(string[] args, string name) => Value(args, name) ?? throw new ArgumentException($"{name} is missing");

    public static int Number(string[] args, string name, int fallback) =>
        Value(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;

    /// <summary>Runs <paramref name="command"/>, words apart by spaces, and reads the JSON that it prints.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables set for it.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static JsonNode RunJson(string command, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"'{command}' exited with {process.ExitCode}");
        return JsonNode.Parse(output)!;
    }
}
