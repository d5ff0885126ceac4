namespace Engine.Tests;

/// <summary>Files tests read. Those outside the repository are optional: their absence is a reported skip.</summary>
internal static class TestFiles
{
    /// <summary>Names the directory of the data that do not lie in the repository.</summary>
    private const string DirectoryVariable = "ENGINE_TEST_DATA";

    /// <summary>The root of the checkout, where Engine.sln lies.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// The <c>engine</c> command where its own build puts it, with what it needs: beside the tests, which refer to more of the framework than it does, some of that
    /// is missing.
    /// </summary>
    public static string Engine { get; } = Path.Combine(CommandDirectory, "Engine.Cli.dll");

    /// <summary>Where <see cref="Engine"/> lies: in a folder called as the tests' own, "Release/net10.0".</summary>
    public static string CommandDirectory => Path.Combine(
        Root, "src", "Engine.Cli", "bin", Path.GetRelativePath(Path.Combine(Root, "tests", "Engine.Tests", "bin"), AppContext.BaseDirectory));

    /// <summary>Where the program with LLamaSharp and Engine in it lies, and LLamaSharp's assemblies.</summary>
    public static string Together => Path.Combine(Root, "tests", "Engine.Together", "bin", Path.GetRelativePath(Path.Combine(Root, "tests", "Engine.Tests", "bin"), AppContext.BaseDirectory));

    /// <summary>The bundled demo model.</summary>
    public static string Demo => Path.Combine(Root, "src", "Engine.Cli", "Demo", "pocket-f16.gguf");

    /// <summary>A file of the test data; skips the test with its name when it is not there.</summary>
    public static string Shared(params string[] path)
    {
        string name = string.Join('/', path), file = Locate(path);
        if (File.Exists(file)) return file;
        MissingFiles.Note(name);
        Assert.Skip($"skipped: no {name}");
        return file;
    }

    /// <summary>Where a file of the test data is, in the repository or else outside; it may not be there.</summary>
    public static string Locate(params string[] path)
    {
        if (path is ["models", "pocket-f16.gguf"]) return Demo;
        string inside = Path.Combine([Root, "tests", "Engine.Tests", "Data", .. path]);
        if (File.Exists(inside)) return inside;
        string outside = Environment.GetEnvironmentVariable(DirectoryVariable) ?? Path.Combine(Root, "..", "shared");
        return Path.GetFullPath(Path.Combine([outside, .. path]));
    }

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Engine.sln"))) return at.FullName;
        throw new InvalidOperationException($"no Engine.sln above {AppContext.BaseDirectory}");
    }
}
