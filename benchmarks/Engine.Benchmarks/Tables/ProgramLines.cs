using System.Text.RegularExpressions;

namespace Engine.Benchmarks.Tables;

/// <summary>How long programs are that do the same with LLamaSharp and with Engine.</summary>
internal static partial class ProgramLines
{
    /// <summary>The pairs: the programs of benchmarks/Completions, and those that docs/from-llamasharp.md shows beside each other.</summary>
    public static IReadOnlyList<(string Program, int LlamaSharp, int Engine)> Count(string root)
    {
        string completions = Path.Combine(root, "benchmarks", "Completions");
        int Of(string name) => Lines(File.ReadAllText(Path.Combine(completions, name, "Program.cs")));
        return [("Completions", Of("OnLLamaSharp"), Of("OnEngine")), .. Pairs(File.ReadAllText(Path.Combine(root, "docs", "from-llamasharp.md")).ReplaceLineEndings("\n"))];
    }

    /// <summary>The sections of a page that have a program of each.</summary>
    public static IEnumerable<(string Program, int LlamaSharp, int Engine)> Pairs(string page)
    {
        foreach (string section in page.Split("\n## ").Skip(1))
        {
            string[] programs = [.. Blocks().Matches(section).Select(match => match.Groups[1].Value)];
            if (Array.Find(programs, IsLlamaSharp) is { } theirs && Array.Find(programs, program => !IsLlamaSharp(program)) is { } ours)
                yield return (section[..section.IndexOf('\n', StringComparison.Ordinal)], Lines(theirs), Lines(ours));
        }
    }

    /// <summary>Whether a program is one of LLamaSharp's.</summary>
    public static bool IsLlamaSharp(string program) => program.Contains("using LLama;", StringComparison.Ordinal);

    /// <summary>The lines of <paramref name="program"/> that are neither blank nor a comment.</summary>
    public static int Lines(string program) =>
        program.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Count(line => !line.StartsWith("//", StringComparison.Ordinal));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
