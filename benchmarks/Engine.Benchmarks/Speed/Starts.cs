using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Engine.Benchmarks.Suites;

namespace Engine.Benchmarks.Speed;

/// <summary>
/// How soon a program says its first word, by how it was built: from the start of its process to the first byte of the answer of samples/Aot, fresh processes of
/// all ways in turn, and how large each is.
/// </summary>
/// <remarks>Usage: <c>starts --models A.gguf,B.gguf --scratch DIR --out FILE [--rounds 9]</c>. What DIR holds from another run is measured again, not built.</remarks>
internal static class Starts
{
    private const string Prompt = "The quick brown fox jumps over the lazy dog and then it";
    private static readonly string[] s_gcc = File.Exists("/usr/bin/clang") || OperatingSystem.IsWindows() ? [] : ["-p:CppCompilerAndLinker=gcc", "-p:LinkerFlavor="];

    /// <summary>The ways to build: what is added to the publishing of the sample; null for a project of its own that adds the packages.</summary>
    private static readonly (string Name, string[]? Publish)[] s_ways =
    [
        ("project reference, nothing set", ["-p:PublishAot=false"]),
        ("packages, nothing set", null),
        ("project reference, ReadyToRun", ["-p:PublishAot=false", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishReadyToRun=true", "--no-self-contained"]),
        ("trimmed", ["-p:PublishAot=false", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishTrimmed=true", "--self-contained"]),
        ("trimmed, ReadyToRun", ["-p:PublishAot=false", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishTrimmed=true", "--self-contained", "-p:PublishReadyToRun=true"]),
        ("NativeAOT", ["-r", RuntimeInformation.RuntimeIdentifier, "-p:IlcInstructionSet=native", .. s_gcc]),
    ];

    public static int Run(string[] arguments)
    {
        string[] models = CommandLine.Required(arguments, "--models").Split(',');
        string scratch = Path.GetFullPath(CommandLine.Required(arguments, "--scratch")), output = CommandLine.Required(arguments, "--out");
        int rounds = CommandLine.Number(arguments, "--rounds", 9);
        if (models.FirstOrDefault(model => !File.Exists(model)) is { } missing) throw new ArgumentException($"there is no model {missing}");
        string[] folders = [.. s_ways.Select((_, i) => Path.Combine(scratch, $"{i}"))];
        foreach (var (folder, way) in folders.Zip(s_ways))
            if (!Directory.Exists(folder)) Build(scratch, folder, way.Publish);

        var rows = new JsonArray();
        var times = models.Select(_ => folders.Select(_ => new List<double>()).ToArray()).ToArray();
        for (int round = 0; round <= rounds; round++)
        {
            for (int model = 0; model < models.Length; model++)
            {
                for (int i = 0; i < folders.Length; i++)
                {
                    int way = (i + round) % folders.Length;
                    double time = FirstByte(folders[way], models[model]);
                    if (round > 0) times[model][way].Add(time);   // the first brings the files to memory
                }
            }
        }
        for (int way = 0; way < folders.Length; way++)
        {
            var row = new JsonObject { ["way"] = s_ways[way].Name, ["bytes"] = Size(folders[way]) };
            Console.Write(FormattableString.Invariant($"{s_ways[way].Name,-32} {Size(folders[way]) / 1e6,6:F1} MB"));
            for (int model = 0; model < models.Length; model++)
            {
                row[Path.GetFileNameWithoutExtension(models[model])] = new JsonArray([.. times[model][way].Select(time => JsonValue.Create(Math.Round(time, 1)))]);
                Console.Write(FormattableString.Invariant($"  {Samples.Median(times[model][way]),6:F0} ms"));
            }
            Console.WriteLine();
            rows.Add(row);
        }
        var document = Machine.Describe();
        document["what"] = "milliseconds from the start of the process to the first byte of the answer of samples/Aot, of each round";
        document["ways"] = rows;
        File.WriteAllText(output, document.ToJsonString(new() { WriteIndented = true }) + "\n");
        return 0;
    }

    private static void Build(string scratch, string folder, string[]? publish)
    {
        string sample = Path.Combine(Files.Root, "samples", "Aot");
        if (publish is not null)
        {
            Dotnet(Files.Root, ["publish", sample, "-c", "Release", "-o", folder, .. publish]);
            return;
        }
        string feed = Path.Combine(scratch, "feed"), project = Directory.CreateDirectory(Path.Combine(scratch, "consumer")).FullName;
        foreach (string package in new[] { "Engine.Kernels", "Engine.Native", "Engine" }) Dotnet(Files.Root, "pack", Path.Combine("src", package), "-o", feed);
        File.Copy(Path.Combine(sample, "Program.cs"), Path.Combine(project, "Program.cs"));
        File.WriteAllText(Path.Combine(project, "Aot.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
              <ItemGroup><PackageReference Include="Engine" Version="*" /></ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(project, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(scratch, "packages")}" /></config>
              <packageSources><add key="feed" value="{feed}" /></packageSources>
            </configuration>
            """);
        Dotnet(project, "build", "-c", "Release", "-o", folder);
    }

    private static void Dotnet(string directory, params string[] arguments)
    {
        Console.Error.WriteLine($"dotnet {string.Join(' ', arguments)}");
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} exited with {process.ExitCode}: {output}");
    }

    private static double FirstByte(string folder, string model)
    {
        string host = Path.Combine(folder, OperatingSystem.IsWindows() ? "Aot.exe" : "Aot");
        var start = new ProcessStartInfo(host, [model, Prompt]) { RedirectStandardOutput = true, RedirectStandardError = true };
        long began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        int first = process.StandardOutput.BaseStream.ReadByte();
        double milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return first >= 0 && process.ExitCode == 0 ? milliseconds : throw new InvalidOperationException($"{host} exited with {process.ExitCode.ToString(CultureInfo.InvariantCulture)}: {errors}");
    }

    /// <summary>What is copied to run it here, without symbols and documentation; code for other platforms does not count.</summary>
    private static long Size(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
        .Where(file => file.Extension is not (".pdb" or ".dbg" or ".xml"))
        .Where(file => Path.GetRelativePath(folder, file.FullName).Split(Path.DirectorySeparatorChar) is not ["runtimes", var platform, ..] || platform == RuntimeInformation.RuntimeIdentifier)
        .Sum(file => file.Length);
}
