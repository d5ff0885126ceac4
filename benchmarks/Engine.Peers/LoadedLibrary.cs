using System.Diagnostics;

namespace Engine.Peers;

/// <summary>LLamaSharp's package has a build for each of several instruction sets, of which it takes one.</summary>
internal static class LoadedLibrary
{
    /// <summary>The file that computes in this process; null where the library has none of its own for the processor.</summary>
    public static string? Path
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.Modules.Cast<ProcessModule>().FirstOrDefault(module => module.ModuleName.Contains("ggml-cpu", StringComparison.Ordinal))?.FileName;
        }
    }
}
