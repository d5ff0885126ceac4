namespace Engine.Tests;

/// <summary>Files tests read. Those outside the repository are optional: their absence is a reported skip.</summary>
internal static class TestFiles
{
    /// <summary>Names the directory of the data that do not lie in the repository.</summary>
    private const string DirectoryVariable = "ENGINE_TEST_DATA";

    /// <summary>The root of the checkout, where Engine.sln lies.</summary>
    public static string Root { get; } = FindRoot();

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
