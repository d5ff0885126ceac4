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

    /// <summary>Without llama.cpp's libraries there is no runtime package to make.</summary>
    public static bool HasLibraries => Engine.Native.LibraryLocator.Find(null, out _) is not null;

    public async ValueTask InitializeAsync()
    {
        if (!HasLibraries) return;
        // Built by the test run already; the runtime package has no code to build.
        foreach (string project in new[] { "src/Engine.Kernels", "src/Engine.Native", "src/Engine", "src/Engine.Cli" })
            await DotnetAsync(TestFiles.Root, "pack", project, "-c", s_configuration, "--no-build", "-o", Feed, "-v", "q");
        await DotnetAsync(TestFiles.Root, "pack", "native/Engine.Runtime", "-c", s_configuration, "-o", Feed, "-v", "q");

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
                <PackageReference Include="{RuntimePackage}" Version="{Version}" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(Consumer, "Program.cs"), """
            using Engine;

            using var model = Model.Load(args[0], new ModelOptions { Backend = Backend.LlamaCpp });
            await foreach (var piece in model.GenerateAsync("Once upon a time", new() { Temperature = 0, MaxTokens = 16 }))
                Console.Write(piece.Text);
            """);
        WriteFeeds(onlyLocal: true);
    }

    public static string RuntimePackage => $"Engine.Runtime.{Engine.Native.LibraryLocator.RuntimeId}";

    /// <summary>Packages that others made come from those already on this machine, or also from wherever the user's configuration says.</summary>
    public void WriteFeeds(bool onlyLocal)
    {
        string downloaded = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(Consumer, "nuget.config"), $"""
            <configuration>
              <packageSources>
                {(onlyLocal ? "<clear />" : "")}
                <add key="feed" value="{Feed}" />
                <add key="downloaded" value="{downloaded}" />
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
