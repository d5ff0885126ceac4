using Microsoft.Win32.SafeHandles;

namespace Engine.Cli;

/// <summary>Limits of the system so tight that .NET itself ends without a word of ours: found before, or named after.</summary>
internal static class SystemLimits
{
    // The runtime's pool has up to five at work and watching, the model one; each may ask for one per processor.
    private const int OwnThreads = 6;

    // .NET's assemblies, each a file or two, the model, and what they are read with.
    private const int NeededFiles = 48;

    private const string TooFewFiles = "this process may not open as many files as it needs; raise the limit of open files (ulimit -n)";

    /// <summary>Runs <paramref name="command"/> where the system grants what it needs.</summary>
    public static int Run(Func<int> command)
    {
        try
        {
            if (!HasThreads()) return Refuse($"this process may not start {NeededThreads} threads, which it needs; raise the limit of processes (ulimit -u)");
            return HasFiles(NeededFiles) ? command() : Refuse(TooFewFiles);
        }
        catch (Exception error)
        {
            const int few = 4;   // to say what went wrong takes some, too
            return Refuse(HasFiles(few) ? error.Message : TooFewFiles);
        }
    }

    private static int NeededThreads => OwnThreads + Environment.ProcessorCount;

    /// <summary>Whether as many threads can be at once as will be. The runtime ends the process where it is refused one of its own.</summary>
    private static bool HasThreads()
    {
        using var end = new ManualResetEventSlim();
        var threads = new List<Thread>();
        try
        {
            for (int i = 0; i < NeededThreads; i++)
            {
                var thread = new Thread(end.Wait, maxStackSize: 64 << 10) { IsBackground = true };
                thread.Start();
                threads.Add(thread);
            }
            return true;
        }
        catch (Exception error) when (error is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
        finally
        {
            end.Set();
            foreach (var thread in threads) thread.Join();
        }
    }

    private static bool HasFiles(int count)
    {
        var files = new List<SafeFileHandle>();
        try
        {
            for (int i = 0; i < count; i++) files.Add(File.OpenHandle(OperatingSystem.IsWindows() ? "NUL" : "/dev/null"));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        finally
        {
            foreach (var file in files) file.Dispose();
        }
    }

    /// <summary>Says it on stderr, on Unix by means that need no file opened and no assembly loaded.</summary>
    private static int Refuse(string sentence)
    {
        byte[] line = System.Text.Encoding.UTF8.GetBytes($"engine: {sentence}\n");
        if (OperatingSystem.IsWindows()) WriteToConsole(line);
        else WriteToDescriptor(line);
        return CommandLine.RunTimeFailure;
    }

    private static void WriteToDescriptor(byte[] line)
    {
        const int standardError = 2;
        using var handle = new SafeFileHandle(standardError, ownsHandle: false);
        using var error = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        error.Write(line);
    }

    // Apart, because compiling what names the console loads its assembly.
    private static void WriteToConsole(byte[] line)
    {
        using var error = Console.OpenStandardError();
        error.Write(line);
    }
}
