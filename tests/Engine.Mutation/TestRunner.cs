using System.Diagnostics;

namespace Engine.Mutation;

/// <summary>Some tests, and the switches of the runtime they run under.</summary>
internal sealed record Stage(string Name, string[] Switches, string[] Filters);

/// <summary>Runs the tests of kernels and managed models against another Engine.Kernels.dll, in a copy of their folder.</summary>
internal sealed class TestRunner
{
    private const int Patience = 5;   // times as long as the original may take before a mutant counts as hanging

    // Those that kill most come first.
    private static readonly Stage[] s_stages =
    [
        new("kernels", [], ["-namespace", "Engine.Tests.Kernels*", "-namespace-", "Engine.Tests.Kernels.Threading"]),
        new("kernels, AVX2", ["DOTNET_EnableAVX512=0"], ["-namespace", "Engine.Tests.Kernels*", "-namespace-", "Engine.Tests.Kernels.Threading"]),
        new("kernels, Vector128", ["DOTNET_EnableAVX2=0"], ["-namespace", "Engine.Tests.Kernels*", "-namespace-", "Engine.Tests.Kernels.Threading"]),
        new("managed models", [], ["-namespace", "Engine.Tests.Backends.Managed*", "-namespace", "Engine.Tests.Backends"]),
    ];

    private readonly string _folder;
    private readonly TimeSpan[] _limits;

    /// <summary>Copies <paramref name="tests"/> to <paramref name="folder"/> and runs the original, which must pass.</summary>
    public TestRunner(string tests, string folder)
    {
        _folder = folder;
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        foreach (string source in Directory.EnumerateFiles(tests, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder, Path.GetRelativePath(tests, source));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target);
        }
        File.Delete(Path.Combine(folder, "Engine.Kernels.pdb"));
        _limits = [.. s_stages.Select(Limit)];
    }

    /// <summary>The stage that kills <paramref name="assembly"/>; null when it passes all.</summary>
    public string? Kill(byte[] assembly)
    {
        File.WriteAllBytes(Path.Combine(_folder, "Engine.Kernels.dll"), assembly);
        for (int i = 0; i < s_stages.Length; i++)
            if (!Passes(s_stages[i], _limits[i])) return s_stages[i].Name;
        return null;
    }

    private TimeSpan Limit(Stage stage)
    {
        var watch = Stopwatch.StartNew();
        if (!Passes(stage, TimeSpan.FromMinutes(30))) throw new InvalidOperationException($"{stage.Name}: the tests fail without any change");
        Console.Error.WriteLine($"{stage.Name}: {watch.Elapsed.TotalSeconds:F0} s without a change");
        return TimeSpan.FromSeconds(20) + watch.Elapsed * Patience;
    }

    private bool Passes(Stage stage, TimeSpan limit)
    {
        var start = new ProcessStartInfo(Path.Combine(_folder, "Engine.Tests"), ["-noLogo", "-noColor", "-reporter", "silent", "-stopOnFail", .. stage.Filters])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string setting in stage.Switches) start.Environment[setting[..setting.IndexOf('=', StringComparison.Ordinal)]] = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("the tests do not start");
        // What a crashing process prints must not fill the pipe.
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        if (process.WaitForExit(limit)) return process.ExitCode == 0;
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return false;
    }
}
