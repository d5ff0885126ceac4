using System.Runtime.InteropServices;

namespace Engine.Native;

/// <summary>A library of llama.cpp to load.</summary>
/// <param name="Path">Its file.</param>
/// <param name="CpuDirectory">Where the library for the processor lies when it is not beside it; else null.</param>
/// <param name="Place">Which of the places looked at it is from.</param>
/// <param name="IsLast">Whether it is to work: another is tried only after a device's library.</param>
internal sealed record LibraryCandidate(string Path, string? CpuDirectory, int Place, bool IsLast);

/// <summary>Finds the directory that holds llama.cpp's libraries, and remembers every place it looked at.</summary>
internal static class LibraryLocator
{
    public const string DirectoryVariable = "ENGINE_LLAMA_DIRECTORY";

    /// <summary>The portable runtime identifier of this process: "linux-x64".</summary>
    public static string RuntimeId { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : HasMusl() ? "linux-musl" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    // The packages of the npm family put their flavour and version into the file name: libllama.cuda.v0.5.0.so.
    private static readonly string s_pattern = OperatingSystem.IsWindows() ? "llama*.dll" : OperatingSystem.IsMacOS() ? "libllama*.dylib" : "libllama*.so";

    private static readonly string s_cpuPattern = OperatingSystem.IsWindows() ? "ggml-cpu*.dll" : OperatingSystem.IsMacOS() ? "libggml-cpu*.dylib" : "libggml-cpu*.so";

    private static readonly string[] s_hostParts = ["ggml-base", "ggml-blas"];

    /// <summary>The library, or null; <paramref name="places"/> tells the way.</summary>
    /// <param name="explicitDirectory">A directory the user chose: then only that one is looked at.</param>
    /// <param name="places">Every directory looked at, in order.</param>
    public static string? Find(string? explicitDirectory, out IReadOnlyList<NativeSearchPlace> places)
    {
        var candidates = Search(explicitDirectory, out var looked);
        places = looked;
        return candidates.Count == 0 ? null : candidates[0].Path;
    }

    /// <summary>The libraries to try, the best first; only a device's library is followed by another.</summary>
    public static IReadOnlyList<LibraryCandidate> Search(string? explicitDirectory, out List<NativeSearchPlace> places)
    {
        places = [];
        var candidates = new List<LibraryCandidate>();
        foreach (var (directory, through) in Directories(explicitDirectory))
        {
            // The folders of LLamaSharp's packages come first: an application with LLamaSharp in it then has one llama.cpp and not two.
            AddVariants(directory, through, candidates, places);
            if (candidates is [.., { IsLast: true }]) break;
            var library = LibraryIn(directory, out string found);
            places.Add(new NativeSearchPlace(directory, through, found));
            if (library is null) continue;
            candidates.Add(new LibraryCandidate(library, null, places.Count - 1, IsLast: true));
            break;
        }
        return candidates;
    }

    /// <summary>Whether llama.cpp in <paramref name="directory"/> computes on the processor only: its parts lie there one by one, and none is for a device.</summary>
    public static bool IsForCpuOnly(string directory)
    {
        string[] parts = [.. Directory.EnumerateFiles(directory).Select(file => Path.GetFileName(file) is var name && name.StartsWith("lib", StringComparison.Ordinal) ? name[3..] : name)
            .Where(name => name.StartsWith("ggml-", StringComparison.OrdinalIgnoreCase))];
        return parts.Any(IsCpu) && parts.All(name => IsCpu(name) || s_hostParts.Any(part => name.StartsWith(part, StringComparison.OrdinalIgnoreCase)));

        static bool IsCpu(string name) => name.StartsWith("ggml-cpu", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a file is llama.cpp's main library by its name; libllama-common is another.</summary>
    public static bool IsLlama(string path)
    {
        string name = Path.GetFileName(path);
        return name.StartsWith(OperatingSystem.IsWindows() ? "llama" : "libllama", StringComparison.Ordinal) && !name.Contains("llama-", StringComparison.Ordinal);
    }

    private static IEnumerable<(string Directory, string Through)> Directories(string? explicitDirectory)
    {
        if (!string.IsNullOrEmpty(explicitDirectory))
        {
            yield return (Path.GetFullPath(explicitDirectory), "the native directory option");
            yield break;
        }
        if (Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } variable)
        {
            yield return (Path.GetFullPath(variable), DirectoryVariable);
            yield break;
        }
        yield return (Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeId, "native"), "runtimes beside the application");
        yield return (AppContext.BaseDirectory, "beside the application");
        var search = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (var directory in search.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return (directory, "NATIVE_DLL_SEARCH_DIRECTORIES");
    }

    private static void AddVariants(string native, string through, List<LibraryCandidate> candidates, List<NativeSearchPlace> places)
    {
        var there = LibraryVariant.All.Select(variant => (Variant: variant, Directory: Path.Combine(native, variant.Folder))).Where(entry => Directory.Exists(entry.Directory)).ToArray();
        string? cpuDirectory = there.FirstOrDefault(entry => !entry.Variant.IsDevice && entry.Variant.WhyNot() is null).Directory;
        foreach (var (variant, directory) in there)
        {
            var library = LibraryIn(directory, out string found);
            string? whyNot = library is null ? found : variant.WhyNot();
            bool hasCpu = Directory.EnumerateFiles(directory, s_cpuPattern).Any();
            if (whyNot is null && !hasCpu && cpuDirectory is null) whyNot = $"no {s_cpuPattern} here or in a folder beside it";
            places.Add(new NativeSearchPlace(directory, $"{through}, {variant.Folder} of LLamaSharp's packages", whyNot is null ? found : $"not taken: {whyNot}"));
            if (whyNot is not null) continue;
            candidates.Add(new LibraryCandidate(library!, hasCpu ? null : cpuDirectory, places.Count - 1, IsLast: !variant.IsDevice));
            if (!variant.IsDevice) return;
        }
    }

    private static string? LibraryIn(string directory, out string found)
    {
        if (!Directory.Exists(directory))
        {
            found = "no such directory";
            return null;
        }
        // Of several flavours the first by name is taken: cuda comes before v0.5.0, and offers more.
        var library = Directory.EnumerateFiles(directory, s_pattern).Where(IsLlama).Order(StringComparer.Ordinal).FirstOrDefault();
        found = library is null ? $"no {s_pattern}" : Path.GetFileName(library);
        return library;
    }

    private static bool HasMusl() =>
        RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);
}
