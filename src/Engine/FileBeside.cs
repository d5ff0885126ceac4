namespace Engine;

/// <summary>
/// A file in the making. It stands beside the one it will be and takes that one's name when it is whole: under the name there is the old file or the new one, never a part.
/// What a run that was killed has left beside it is cleared away by the next.
/// </summary>
internal sealed class FileBeside : IDisposable
{
    private const string Suffix = ".partial";
    private const int SharingViolation = unchecked((int)0x80070020);   // ERROR_SHARING_VIOLATION, of Windows

    private readonly string _path, _beside;

    /// <summary>Begins the file that is to be <paramref name="path"/>.</summary>
    /// <exception cref="IOException">It cannot be created there.</exception>
    public FileBeside(string path, bool isAsync = false)
    {
        _path = path;
        _beside = $"{path}.{Guid.NewGuid():N}{Suffix}";
        ClearStale(path);
        Stream = new FileStream(_beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: isAsync ? 0 : 1 << 16, isAsync);
    }

    /// <summary>Takes its bytes.</summary>
    public FileStream Stream { get; }

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="UnauthorizedAccessException">The file of that name may not be replaced.</exception>
    public void Complete()
    {
        Stream.Dispose();
        try
        {
            File.Move(_beside, _path, overwrite: true);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException { HResult: SharingViolation })
        {
            throw new UnauthorizedAccessException(UntrustedText.Sentence($"{_path} cannot be replaced: another program has it open, or it may not be written"), error);
        }
    }

    /// <summary>Deletes what was not completed.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (Exception error) when (error is IOException or ArgumentException)
        {
            // The disk is full, and took no more of what the stream still held: whoever wrote it was told, and the file goes.
        }
        File.Delete(_beside);
    }

    /// <summary>Deletes the parts of <paramref name="path"/> that nobody is writing any more: whoever writes one has it for itself.</summary>
    private static void ClearStale(string path)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(directory)) return;   // creating the file says so
        string name = Path.GetFileName(path);
        foreach (string other in Directory.EnumerateFiles(directory, $"*{Suffix}"))
        {
            var rest = Path.GetFileName(other.AsSpan());
            if (!rest.StartsWith(name, StringComparison.Ordinal) || !Guid.TryParseExact(rest[name.Length..^Suffix.Length].TrimStart('.'), "N", out _)) continue;
            try
            {
                new FileStream(other, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It is being written, or is not ours to delete.
            }
        }
    }
}
