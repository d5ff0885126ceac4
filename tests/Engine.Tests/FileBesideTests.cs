namespace Engine.Tests;

public sealed class FileBesideTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("engine-beside-");

    private string Target => Path.Combine(_directory.FullName, "a.gguf");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Dispose_NotCompleted_LeavesTheOldFileAndNothingElse()
    {
        File.WriteAllText(Target, "old");
        using (var file = new FileBeside(Target)) file.Stream.Write("new"u8);
        Assert.Equal(("old", 1), (File.ReadAllText(Target), _directory.GetFiles().Length));
    }

    [Fact]
    public void Complete_ReplacesTheOldFile()
    {
        File.WriteAllText(Target, "old");
        using (var file = new FileBeside(Target))
        {
            file.Stream.Write("new"u8);
            file.Complete();
        }
        Assert.Equal(("new", 1), (File.ReadAllText(Target), _directory.GetFiles().Length));
    }

    /// <summary>A run that was killed leaves its part; one that goes on has its for itself.</summary>
    [Fact]
    public void Create_PartsOfOthers_ClearsThoseThatNobodyWrites()
    {
        string Part(string name) => Path.Combine(_directory.FullName, name);
        string stale = Part($"a.gguf.{Guid.NewGuid():N}.partial"), other = Part($"ab.gguf.{Guid.NewGuid():N}.partial"), unlike = Part("a.gguf.mine.partial");
        foreach (string path in (string[])[stale, other, unlike]) File.WriteAllText(path, "part");
        using var alive = new FileBeside(Target);
        using var file = new FileBeside(Target);
        Assert.Equal(
            ((string[])[other, unlike, alive.Stream.Name, file.Stream.Name]).Order(StringComparer.Ordinal),
            _directory.GetFiles().Select(found => found.FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Complete_NameOfADirectory_SaysWhatCannotBeReplaced()
    {
        Directory.CreateDirectory(Target);
        using var file = new FileBeside(Target);
        Assert.ThrowsAny<Exception>(file.Complete);
        Assert.True(Directory.Exists(Target));
    }
}
