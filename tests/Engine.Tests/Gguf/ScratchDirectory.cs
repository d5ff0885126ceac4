namespace Engine.Tests.Gguf;

/// <summary>A directory that goes away, except for the files that are kept beside it.</summary>
internal sealed class ScratchDirectory(string name) : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory($"engine-{name}-");

    public string Path => _directory.FullName;

    /// <summary>Copies <paramref name="path"/> to where whoever reads the failure finds it.</summary>
    public static string Keep(string path)
    {
        string kept = System.IO.Path.Combine(Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetTempPath(), "engine-culprits")).FullName, System.IO.Path.GetFileName(path));
        File.Copy(path, kept, overwrite: true);
        return kept;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
