using Engine.Native;
using Engine.Tests.Cli;

namespace Engine.Tests.Packaging;

/// <summary>The packages of this checkout in a local feed, and a console project outside the checkout that adds them. Deleted afterwards.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private static readonly string s_configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private readonly string _folder = Directory.CreateTempSubdirectory("engine-packages").FullName;

    public string Feed => Path.Combine(_folder, "feed");

    /// <summary>The consumer's project folder.</summary>
    public string Consumer => Path.Combine(_folder, "consumer");

    public static string Version { get; } = typeof(Model).Assembly.GetName().Version!.ToString(3);

    /// <summary>The package of llama.cpp's libraries that the build took its own from.</summary>
    public const string LibraryPackage = "LLamaSharp.Backend.Cpu", LibraryVersion = "0.30.0";

    /// <summary>Where the build takes packages of others from, those already on this machine.</summary>
    private static readonly string s_downloaded = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Whether packages are packed with code compiled ahead for this platform: whether what compiles it is on this machine, as after any packing.</summary>
    public static bool CompilesAhead =>
        Array.TrueForAll(["crossgen2", "runtime"], part => Directory.Exists(Path.Combine(s_downloaded, $"microsoft.netcore.app.{part}.{LibraryLocator.RuntimeId}")));

    /// <summary>Whether the libraries' package is there to be added.</summary>
    public static bool HasLibraries => Directory.Exists(Path.Combine(s_downloaded, LibraryPackage.ToLowerInvariant(), LibraryVersion));

    public async ValueTask InitializeAsync()
    {
        if (!HasLibraries) return;
        // Built by the test run already.
        foreach (string project in new[] { "src/Engine.Kernels", "src/Engine.Native", "src/Engine", "src/Engine.Extensions.AI", "src/Engine.Cli" })
        {
            // The tool's package is the one for all platforms: the others take builds of their own.
            await DotnetAsync(TestFiles.Root, "pack", project, "-c", s_configuration, "--no-build", "-o", Feed, "-v", "q", "-p:ToolPackageRuntimeIdentifiers=",
                $"-p:AheadPlatforms={(CompilesAhead ? LibraryLocator.RuntimeId : "none")}");
        }

        Directory.CreateDirectory(Consumer);
        await File.WriteAllTextAsync(Path.Combine(Consumer, "Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Engine" Version="{Version}" />
                <PackageReference Include="{LibraryPackage}" Version="{LibraryVersion}" Condition="'$(Without)' == ''" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(Consumer, "Program.cs"), """
            using Engine;

            using var model = Model.Load(args[0], new ModelOptions { Backend = Enum.Parse<Backend>(args[1]), Trial = args.Length > 2 ? Enum.Parse<TrialUse>(args[2]) : TrialUse.Auto });
            Console.Error.WriteLine(model.LoadReport.Reason);
            await foreach (var piece in model.GenerateAsync("Once upon a time", new() { Temperature = 0, MaxTokens = 16 }))
                Console.Write(piece.Text);
            Console.Error.WriteLine($"{System.Runtime.JitInfo.GetCompiledMethodCount()} methods compiled");
            """);
        WriteFeeds(onlyLocal: true);
    }

    /// <summary>A project like <see cref="Consumer"/>, which adds only the package of Microsoft.Extensions.AI's interfaces.</summary>
    public async Task<string> WriteChatConsumerAsync()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "chat")).FullName;
        string project = await File.ReadAllTextAsync(Path.Combine(Consumer, "Consumer.csproj"));
        await File.WriteAllTextAsync(Path.Combine(folder, "Chat.csproj"), project.Replace("Include=\"Engine\"", "Include=\"Engine.Extensions.AI\"", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), """
            using Engine;
            using Microsoft.Extensions.AI;

            using var model = Model.Load(args[0]);
            IChatClient client = model.AsIChatClient();
            Console.Write(await client.GetResponseAsync("What is the capital of France?", new ChatOptions { Temperature = 0, MaxOutputTokens = 16 }));
            """);
        File.Copy(Path.Combine(Consumer, "nuget.config"), Path.Combine(folder, "nuget.config"));
        return folder;
    }

    /// <summary>Packages that others made come from those already on this machine, or also from wherever the user's configuration says.</summary>
    public void WriteFeeds(bool onlyLocal)
    {
        File.WriteAllText(Path.Combine(Consumer, "nuget.config"), $"""
            <configuration>
              <packageSources>
                {(onlyLocal ? "<clear />" : "")}
                <add key="feed" value="{Feed}" />
                <add key="downloaded" value="{s_downloaded}" />
              </packageSources>
            </configuration>
            """);
    }

    /// <summary>Runs dotnet with a package folder of its own, so that nothing of another run is found.</summary>
    internal async Task<Command> TryDotnetAsync(string directory, params string[] arguments) =>
        await Command.StartAsync("dotnet", arguments, new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = directory == TestFiles.Root ? "" : Path.Combine(_folder, "packages"),
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_NOLOGO"] = "1",
        }, directory);

    internal async Task<Command> DotnetAsync(string directory, params string[] arguments)
    {
        var run = await TryDotnetAsync(directory, arguments);
        Assert.True(run.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{run.Output}{run.Errors}");
        return run;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
