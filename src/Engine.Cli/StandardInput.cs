using System.Text;

namespace Engine.Cli;

/// <summary>Standard input, where there is one.</summary>
internal static class StandardInput
{
    /// <summary>Opens it to be read: the bytes of a pipe or file as they are, what is typed as UTF-8.</summary>
    /// <exception cref="UsageException">It is closed.</exception>
    public static Stream Open()
    {
        if (IsClosed()) throw new UsageException("standard input is closed; a text was expected there");
        var input = Console.OpenStandardInput();
        // See StandardText: a console of Windows gives UTF-16.
        return OperatingSystem.IsWindows() && !Console.IsInputRedirected ? Encoding.CreateTranscodingStream(input, Encoding.Unicode, Encoding.UTF8) : input;
    }

    /// <summary>Whether the process was started without one.</summary>
    /// <remarks>
    /// The number of a closed descriptor is given to the next that is opened, which the runtime does for itself: a pipe of its own then stands in the place of standard
    /// input, and never ends. A pipe is the runtime's own where this process has the other end too. Only Linux shows that.
    /// </remarks>
    private static bool IsClosed()
    {
        const string descriptors = "/proc/self/fd";
        if (!OperatingSystem.IsLinux() || !Directory.Exists(descriptors)) return false;
        string? input = Target(Path.Combine(descriptors, "0"));
        if (input is null) return true;
        if (input.StartsWith("anon_inode:", StringComparison.Ordinal)) return true;
        return input.StartsWith("pipe:", StringComparison.Ordinal) && Directory.EnumerateFiles(descriptors).Any(other => Target(other) == input && IsWritten(Path.GetFileName(other)));
    }

    /// <summary>Whether <paramref name="descriptor"/> is open for writing; what only reads may be another name of standard input.</summary>
    private static bool IsWritten(string descriptor)
    {
        const int accessMode = 3;   // of open(2): 0 reads
        try
        {
            string? flags = File.ReadLines($"/proc/self/fdinfo/{descriptor}").FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return flags is not null && (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & accessMode) != 0;
        }
        catch (IOException)
        {
            return false;   // closed meanwhile
        }
    }

    private static string? Target(string descriptor)
    {
        try
        {
            // What it names may be no path, as pipe:[1234].
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            return null;   // closed meanwhile
        }
    }
}
