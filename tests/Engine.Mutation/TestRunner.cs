using System.Diagnostics;

namespace Engine.Mutation;

/// <summary>Some tests, and the switches of the runtime they run under.</summary>
internal sealed record Stage(string Name, string[] Switches, string[] Filters);

/// <summary>Runs the tests of kernels and models against another Engine.Kernels.dll, in a copy of their folder.</summary>
internal sealed class TestRunner
{
    private const int Patience = 5;   // times as long as the original may take before a mutant counts as hanging

    // What the file's own tests leave alive, on registers of any width.
    private static readonly Stage[] s_others =
    [
        new("models", [], ["-namespace", "Engine.Tests.Backends.Managed*", "-namespace", "Engine.Tests.Backends", "-namespace", "Engine.Tests.Backends.Parity", "-class-", "*SmolLm*", "-class-", "*Greedy*"]),
        new("all kernels", [], ["-namespace", "Engine.Tests.Kernels*", "-namespace-", "Engine.Tests.Kernels.Threading"]),
    ];

    private readonly string _folder;
    private readonly byte[] _original;
    private readonly Dictionary<string, TimeSpan> _limits = [];

    /// <summary>Copies <paramref name="tests"/> to <paramref name="folder"/>.</summary>
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
        _original = File.ReadAllBytes(Path.Combine(folder, "Engine.Kernels.dll"));
    }

    /// <summary>The stage that kills <paramref name="assembly"/>, a mutant of <paramref name="file"/>; null when it passes all, or all of the file's own.</summary>
    public string? Kill(string file, byte[] assembly, bool ownOnly)
    {
        foreach (var stage in ownOnly ? OwnTests(file) : OwnTests(file).Concat(s_others))
        {
            var limit = Limit(stage);
            File.WriteAllBytes(Path.Combine(_folder, "Engine.Kernels.dll"), assembly);
            if (!Passes(stage, limit)) return stage.Name;
        }
        return null;
    }

    /// <summary>The tests that a kernel's file name leads to, with and without the widest registers.</summary>
    private static IEnumerable<Stage> OwnTests(string file)
    {
        string folder = file.Split('/')[0], stem = Path.GetFileName(file).Split('.')[0];
        string[] classes = folder switch
        {
            "Gemm" => ["*MatMulKernelTests"],
            "Simd" => ["*SimdTests", "*MatMulKernelTests"],
            "Quantization" => ["*TensorCodecTests"],
            _ when stem.StartsWith("Kv", StringComparison.Ordinal) => ["*PagedAttentionTests", "*KvFormatTests"],
            _ when stem is "HalfVector" or "VectorMath" => ["*HalfVectorTests", "*LayerKernel*"],
            _ => [$"*.{stem}*", "*LayerKernel*"],
        };
        string[] filters = [.. classes.SelectMany(name => new[] { "-class", name })];
        foreach (string[] switches in new string[][] { [], ["DOTNET_EnableAVX512=0"], ["DOTNET_EnableAVX2=0"] })
            yield return new Stage(string.Join(' ', [.. classes, .. switches]), switches, filters);
        // What stands in for instructions that every processor here has.
        if (folder == "Simd") yield return new Stage("*SimdTests DOTNET_EnableHWIntrinsic=0", ["DOTNET_EnableHWIntrinsic=0"], ["-class", "*SimdTests"]);
    }

    /// <summary>How long a stage may take: measured once with the original, which must pass.</summary>
    private TimeSpan Limit(Stage stage)
    {
        if (_limits.TryGetValue(stage.Name, out var limit)) return limit;
        File.WriteAllBytes(Path.Combine(_folder, "Engine.Kernels.dll"), _original);
        var watch = Stopwatch.StartNew();
        if (!Passes(stage, TimeSpan.FromMinutes(30))) throw new InvalidOperationException($"{stage.Name}: the tests fail without any change");
        Console.Error.WriteLine($"{stage.Name}: {watch.Elapsed.TotalSeconds:F0} s without a change");
        return _limits[stage.Name] = TimeSpan.FromSeconds(20) + watch.Elapsed * Patience;
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
