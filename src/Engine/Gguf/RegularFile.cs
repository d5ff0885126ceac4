namespace Engine.Gguf;

/// <summary>
/// What may be opened by its path. A pipe waits for a writer in the call that opens it, and a device may have no end: only files whose bytes lie on a disk
/// are mapped or read whole.
/// </summary>
internal static class RegularFile
{
    /// <summary>Refuses a path that is not a file with bytes in it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="expected">What should be there, with its article.</param>
    /// <exception cref="FileNotFoundException">There is nothing.</exception>
    /// <exception cref="GgufException">It is a directory, a pipe, a socket, a device, or an empty file.</exception>
    public static void Check(string path, string expected)
    {
        if (Directory.Exists(path)) throw new GgufException($"{path} is a directory; {expected} was expected");
        string target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        if (!File.Exists(target)) throw new FileNotFoundException(UntrustedText.Sentence($"there is no file {path}; {expected} was expected"), path);
        // The system gives pipes, sockets and devices no length; nothing needs to be opened to know.
        if (new FileInfo(target).Length == 0) throw new GgufException($"{path} is empty, or a pipe or device; {expected} was expected");
    }
}
