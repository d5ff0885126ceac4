using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engine.Backends.LlamaCpp;

/// <summary>
/// The program of this application, as it can be started once more for a trial: whatever this process runs, with this library told by .NET's startup hook to
/// take over before <c>Main</c>. No program has to be shipped beside the library, and the child finds the same runtime and the same llama.cpp.
/// </summary>
/// <param name="Path">What is started.</param>
/// <param name="Arguments">With what.</param>
internal sealed record TrialProgram(string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>The program; null where it cannot be started that way, and <paramref name="whyNot"/> says why.</summary>
    public static TrialProgram? Find(out string whyNot)
    {
        whyNot = "";
        // The application must not run where the hook would not.
        if (!RuntimeFeature.IsDynamicCodeSupported || (AppContext.TryGetSwitch("System.StartupHookProvider.IsSupported", out bool hooks) && !hooks))
            whyNot = "this program is trimmed or compiled ahead, without startup hooks";
        else if (Environment.ProcessPath is not { } process || Assembly.GetEntryAssembly() is not { } entry)
            whyNot = "this process was not started as a .NET program";
        else if (Named(process) == entry.GetName().Name)
            return new TrialProgram(process, []);   // an executable of its own
        else if (Environment.GetCommandLineArgs() is [var library, ..] && File.Exists(library) && Muxer(process) is { } dotnet)
            return new TrialProgram(dotnet, ["exec", .. Configuration(), library]);
        else
            whyNot = UntrustedText.Sentence($"{process} hosts this process, and is neither dotnet nor {entry.GetName().Name}");
        return null;
    }

    public Process Start(TrialRequest request)
    {
        var start = new ProcessStartInfo(Path, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(TrialProgram).Assembly.GetName().Name;
        start.Environment[TrialRequest.Variable] = request.ToJson();
        // Nobody is to attach to it or to wait for it, and its death is not worth a dump.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return Process.Start(start)!;
    }

    /// <summary>The <c>dotnet</c> that runs this process or, where it has another host, the one its runtime belongs to.</summary>
    private static string? Muxer(string process)
    {
        if (Named(process) == "dotnet") return process;
        // ROOT/shared/Microsoft.NETCore.App/VERSION/
        string? root = System.IO.Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        for (int i = 0; i < 3; i++) root = System.IO.Path.GetDirectoryName(root);
        string? dotnet = root is null ? null : System.IO.Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(dotnet) ? dotnet : null;
    }

    /// <summary>The application's own files, where they are not called as <c>dotnet exec</c> would guess.</summary>
    private static IEnumerable<string> Configuration()
    {
        if ((AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?.Split(System.IO.Path.PathSeparator, ';') is [{ Length: > 0 } dependencies, ..] && File.Exists(dependencies))
        {
            string configuration = dependencies.Replace(".deps.json", ".runtimeconfig.json", StringComparison.Ordinal);
            if (File.Exists(configuration)) return ["--depsfile", dependencies, "--runtimeconfig", configuration];
        }
        return [];
    }

    private static string Named(string program) => System.IO.Path.GetFileName(program) is var name && name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
}
