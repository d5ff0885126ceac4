using Engine.Native;
using Engine.Tests.Backends.LlamaCpp;

namespace Engine.Tests.Native;

public sealed class LlamaLibraryTests
{
    [Fact]
    public void Report_Library_TellsWhatIsThere()
    {
        LlamaModels.SkipWithoutLibrary();
        var report = NativeLibraryReport.Create();
        Assert.Null(report.Problem);
        Assert.True(File.Exists(report.Library));
        Assert.NotEmpty(report.Searched);
        Assert.Contains(AbiProfile.All, profile => profile.Name == report.AbiProfile);
        Assert.NotEmpty(report.GgmlVersion);
        Assert.NotEmpty(report.CpuVariant);
        Assert.Contains(report.Devices, device => device.Kind == "CPU" && device.TotalBytes > 0);
        Assert.Equal(report.WhyNoGpu is null, report.Devices.Any(device => device.IsGpu));
        Assert.All(report.Mapped, file => Assert.Equal(Path.GetDirectoryName(report.Library), Path.GetDirectoryName(file)));
    }

    [Fact]
    public void Load_DirectoryWithoutLibrary_SaysWhereItLooked()
    {
        using var directory = new TemporaryDirectory();
        var error = Assert.Throws<NativeLibraryException>(() => LlamaLibrary.Load(directory.Path));
        Assert.Contains(directory.Path, error.Message, StringComparison.Ordinal);
        error = Assert.Throws<NativeLibraryException>(() => LlamaLibrary.Load(Path.Combine(directory.Path, "nowhere")));
        Assert.Contains("no such directory", error.Message, StringComparison.Ordinal);
        Assert.Contains("not found", NativeLibraryReport.Create(directory.Path).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SecondDirectory_IsRefused()
    {
        LlamaModels.SkipWithoutLibrary();
        var loaded = LlamaLibrary.Load(null);
        Assert.Same(loaded, LlamaLibrary.Load(null));
        using var directory = new TemporaryDirectory();
        File.WriteAllText(Path.Combine(directory.Path, Path.GetFileName(loaded.Path)), "");
        var error = Assert.Throws<NativeLibraryException>(() => LlamaLibrary.Load(directory.Path));
        Assert.Contains("do not mix", error.Message, StringComparison.Ordinal);
        Assert.Same(loaded, LlamaLibrary.Load(null));
    }

    [Fact]
    public void Find_LibraryNames_TakesAnyFlavourButCommon()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: names of Linux");
        using var directory = new TemporaryDirectory();
        File.WriteAllText(Path.Combine(directory.Path, "libllama-common.so"), "");
        Assert.Null(LibraryLocator.Find(directory.Path, out _));
        foreach (string name in (string[])["libllama.v0.5.0.so", "libllama.so", "libllama.cuda.v0.5.0.so"])
        {
            string file = Path.Combine(directory.Path, name);
            File.WriteAllText(file, "");
            Assert.Equal(file, LibraryLocator.Find(directory.Path, out _));
            File.Delete(file);
        }
    }

    private sealed class TemporaryDirectory : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("engine-native-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
