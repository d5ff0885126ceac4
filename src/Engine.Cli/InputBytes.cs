namespace Engine.Cli;

/// <summary>The bytes of a text that is read whole: of a file, which must be one and have an end, or of standard input. Neither may be endless.</summary>
internal static class InputBytes
{
    /// <summary>The most that is read: no model has a context of so much text.</summary>
    private const int MaxBytes = 256 << 20;

    /// <summary>The bytes of <paramref name="path"/>; a pipe is read as standard input, with -.</summary>
    /// <exception cref="UsageException">It is no file with bytes in it, or has too many.</exception>
    public static byte[] OfFile(string path)
    {
        if (Directory.Exists(path)) throw new UsageException($"{UntrustedText.Quote(path)} is a directory; a file was expected");
        if (!File.Exists(path)) throw new UsageException($"there is no file {UntrustedText.Quote(path)}");
        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        // The system gives pipes, sockets and devices no length; opening one could wait for ever.
        if (new FileInfo(target) is not { Exists: true, Length: > 0 })
            throw new UsageException($"{UntrustedText.Quote(path)} is empty, or a pipe or device; a file was expected (a pipe is read with -)");
        using var file = File.OpenRead(path);
        return Read(file, path);
    }

    /// <summary>The bytes of standard input up to its end.</summary>
    /// <exception cref="UsageException">It has too many.</exception>
    public static byte[] OfStandardInput()
    {
        using var input = StandardInput.Open();
        return Read(input, "standard input");
    }

    private static byte[] Read(Stream stream, string name)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            if (bytes.Length + count > MaxBytes) throw new UsageException($"{UntrustedText.Quote(name)} has more than {MaxBytes >> 20} MiB; less was expected");
            bytes.Write(buffer, 0, count);
        }
        return bytes.ToArray();
    }
}
