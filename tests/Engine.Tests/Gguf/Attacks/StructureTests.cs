using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Engine.Gguf.Architectures;
using Engine.Native;
using Engine.Tests.Cli;

namespace Engine.Tests.Gguf.Attacks;

/// <summary>Malformed structures of every architecture, on every backend: each is loaded and runs, or is refused with a typed exception, in 20 s and 1 GiB.</summary>
/// <remarks>
/// <c>ENGINE_STRUCTURES=5000 dotnet test tests/Engine.Tests --filter FullyQualifiedName~StructureTests</c> tries five thousand; <c>ENGINE_STRUCTURES_FROM</c> is the
/// first seed of them. Files of architectures without rules go to llama.cpp in a process that may die, as a trial's may.
/// </remarks>
public sealed partial class StructureTests(ITestOutputHelper output)
{
    private const int FilesPerProcess = 100;
    private const int Usual = 300;

    [Fact]
    public async Task Load_MalformedStructures_WorkOrAreRefused()
    {
        using var directory = new ScratchDirectory("structures");
        var attacks = Attacks();
        int from = Setting("ENGINE_STRUCTURES_FROM", 0), count = Setting("ENGINE_STRUCTURES", Usual);
        // Few are enough of those that leave out one thing each, where only a few hundred are tried.
        int step = count < attacks.SystematicCount ? 4 : 1;
        var descriptions = new Dictionary<string, string>();
        var (checkedFiles, triedFiles) = (new LoadTally(everyBackend: true), new LoadTally(everyBackend: true));
        foreach (int[] seeds in Enumerable.Range(0, count).Select(index => from + index * step).Chunk(FilesPerProcess))
        {
            var files = seeds.Select(seed => attacks.Write(seed, directory.Path)).ToDictionary(file => file.Path, file => file.Description);
            foreach (var (path, description) in files) descriptions[Path.GetFileName(path)] = description;
            var groups = files.Keys.ToLookup(StructureAttacks.HasRules);
            await checkedFiles.TryAsync([.. groups[true]]);
            await triedFiles.TryAsync([.. groups[false]]);
        }
        output.WriteLine($"with rules: {checkedFiles.Summary}; without: {triedFiles.Summary}");
        foreach (string died in triedFiles.Failures) output.WriteLine(Described(died));
        Assert.True(checkedFiles.Failures.Count == 0, string.Join('\n', checkedFiles.Failures.Select(Described)));
        Assert.True(checkedFiles.Loaded > 0 && checkedFiles.Refused > 0, checkedFiles.Summary);
        await AssertRefusedByTheCommand(triedFiles.Failures.Take(3));

        string Described(string failure) => $"{failure} ({descriptions[Path.GetFileName(PathOf(failure))]})";
    }

    /// <summary>The attacks start from files that work, or they would prove nothing.</summary>
    [Fact]
    public async Task Load_UnattackedModels_Work()
    {
        using var directory = new ScratchDirectory("sound");
        var paths = new List<string>();
        foreach (var architecture in ArchitectureCatalog.All)
        {
            foreach (bool hasOptional in (bool[])[false, true])
            {
                paths.Add(Path.Combine(directory.Path, $"{architecture.Name}-{hasOptional}.gguf"));
                new RoleModel(architecture, hasOptional).Writer().Write(paths[^1]);
            }
        }
        // The graphs of encoder-decoders are llama.cpp's alone.
        int expected = LibraryLocator.Find(null, out _) is null ? paths.Count(path => !Path.GetFileName(path).StartsWith("t5", StringComparison.Ordinal)) : paths.Count;
        var tally = new LoadTally(everyBackend: true);
        await tally.TryAsync(paths);
        Assert.Equal((expected, ""), (tally.Loaded, string.Join('\n', tally.Failures)));
    }

    [Fact]
    public void Write_SameSeed_SameFile()
    {
        using var directory = new ScratchDirectory("seeds");
        var attacks = Attacks();
        foreach (int seed in (int[])[0, attacks.SystematicCount, attacks.SystematicCount + 1, 4000])
        {
            var first = attacks.Write(seed, directory.Path);
            byte[] bytes = File.ReadAllBytes(first.Path);
            Assert.Equal(first, attacks.Write(seed, directory.Path));
            Assert.Equal(bytes, File.ReadAllBytes(first.Path));
        }
    }

    /// <summary>What killed the process that loaded it is one sentence and exit code 2 for the command, which tries it in a process of its own.</summary>
    private static async Task AssertRefusedByTheCommand(IEnumerable<string> failures)
    {
        foreach (string path in failures.Select(PathOf))
        {
            var run = await Command.RunAsync("generate", "a", "--model", path, "--max-tokens", "1", "--backend", "llama.cpp", "--context", "32");
            Assert.True(run.ExitCode is 0 or 2 or 3, $"{path}: exit code {run.ExitCode}\n{run.Errors}");
        }
    }

    private static string PathOf(string failure) => failure[..failure.IndexOf(": ", StringComparison.Ordinal)];

    private static StructureAttacks Attacks()
    {
        var (architectures, keys) = NamesInLibrary();
        return new StructureAttacks(architectures, keys);
    }

    private static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : otherwise;

    /// <summary>The architectures that llama.cpp knows and the keys it reads of them, as they stand in its library; a few where there is none.</summary>
    private static (string[] Architectures, string[] Keys) NamesInLibrary()
    {
        string? library = LibraryLocator.Find(null, out _);
        string text = library is null ? "" : Encoding.Latin1.GetString(File.ReadAllBytes(library));
        string[] keys = [.. ArchitectureKey().Matches(text).Select(match => match.Groups[1].Value).Distinct()];
        string[] architectures = [.. ArchitectureNames().Match(text).Groups[1].Captures.Select(capture => capture.Value.TrimEnd('\0'))];
        return (architectures.Length > 0 ? architectures : ["mistral3", "phi3", "mamba", "gemma2"], keys.Length > 0 ? keys : ["rope.scaling.type", "expert_count", "pooling_type"]);
    }

    [GeneratedRegex(@"\0%s\.([a-z0-9_.]+)(?=\0)")]
    private static partial Regex ArchitectureKey();

    // They stand one after the other, between an image projector and "unknown".
    [GeneratedRegex(@"\0clip\0+(?:([a-z][a-z0-9_.-]*\0+))+\(unknown\)")]
    private static partial Regex ArchitectureNames();
}
