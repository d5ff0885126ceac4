namespace Engine.Tests;

/// <summary>Files tests read. Those outside the repository are optional: their absence is a reported skip.</summary>
internal static class TestFiles
{
    /// <summary>The root of the checkout, where Engine.sln lies.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The bundled demo model.</summary>
    public static string Demo => Path.Combine(Root, "src", "Engine.Cli", "Demo", "pocket-f16.gguf");

    /// <summary>A file of the shared test data beside the checkout; skips the test with its name when it is not there.</summary>
    public static string Shared(params string[] path)
    {
        string file = Path.Combine([Root, "..", "shared", .. path]);
        Assert.SkipUnless(File.Exists(file), $"skipped: no {string.Join('/', path)}");
        return Path.GetFullPath(file);
    }

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Engine.sln"))) return at.FullName;
        throw new InvalidOperationException($"no Engine.sln above {AppContext.BaseDirectory}");
    }
}
