using System.Runtime.InteropServices;

namespace Engine.Native;

/// <summary>Finds the directory that holds llama.cpp's libraries, and remembers every place it looked at.</summary>
internal static class LibraryLocator
{
    public const string DirectoryVariable = "ENGINE_LLAMA_DIRECTORY";

    /// <summary>The portable runtime identifier of this process: "linux-x64".</summary>
    public static string RuntimeId { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    // The packages of the npm family put their flavour and version into the file name: libllama.cuda.v0.5.0.so.
    private static readonly string s_pattern = OperatingSystem.IsWindows() ? "llama*.dll" : OperatingSystem.IsMacOS() ? "libllama*.dylib" : "libllama*.so";

    /// <summary>The library, or null; <paramref name="places"/> tells the way.</summary>
    /// <param name="explicitDirectory">A directory the user chose: then only that one is looked at.</param>
    /// <param name="places">Every directory looked at, in order.</param>
    public static string? Find(string? explicitDirectory, out IReadOnlyList<NativeSearchPlace> places)
    {
        var looked = new List<NativeSearchPlace>();
        places = looked;
        foreach (var (directory, through) in Candidates(explicitDirectory))
        {
            var library = LibraryIn(directory, out string found);
            looked.Add(new NativeSearchPlace(directory, through, found));
            if (library is not null) return library;
        }
        return null;
    }

    private static IEnumerable<(string Directory, string Through)> Candidates(string? explicitDirectory)
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

    private static string? LibraryIn(string directory, out string found)
    {
        if (!Directory.Exists(directory))
        {
            found = "no such directory";
            return null;
        }
        // libllama-common is another library. Of several flavours the first by name is taken: cuda comes before v0.5.0, and offers more.
        var library = Directory.EnumerateFiles(directory, s_pattern)
            .Where(file => !Path.GetFileName(file).Contains("llama-", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        found = library is null ? $"no {s_pattern}" : Path.GetFileName(library);
        return library;
    }
}
