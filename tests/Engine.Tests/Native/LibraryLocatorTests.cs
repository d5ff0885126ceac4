using System.Runtime.InteropServices;
using Engine.Native;
using Engine.Tests.Backends.LlamaCpp;
using Engine.Tests.Cli;
using Engine.Tests.Gguf;

namespace Engine.Tests.Native;

/// <summary>The folders that LLamaSharp's packages write, made up here: those for GPUs are not at hand.</summary>
public sealed class LibraryLocatorTests
{
    private static readonly string s_llama = OperatingSystem.IsWindows() ? "llama.dll" : OperatingSystem.IsMacOS() ? "libllama.dylib" : "libllama.so";
    private static readonly string s_cpu = s_llama.Replace("llama", "ggml-cpu", StringComparison.Ordinal);
    private static readonly string[] s_avx = ["avx", "fma", "f16c", "bmi2"];
    private static readonly string[] s_avx512 = ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"];

    [Theory]
    [InlineData("a processor of 2010", new string[0], "noavx")]
    [InlineData("AVX and nothing that came with it", new[] { "avx" }, "noavx")]
    [InlineData("AVX without AVX2", new[] { "AVX" }, "avx")]
    [InlineData("AVX2", new[] { "AVX", "avx2" }, "avx2")]
    [InlineData("AVX-512 of Xeon Phi", new[] { "AVX", "avx2", "avx512f", "avx512cd" }, "avx2")]
    [InlineData("AVX-512", new[] { "AVX", "avx2", "AVX512" }, "avx512")]
    public void WhyNot_Processor_TheBestItRunsIsFirst(string processor, string[] instructions, string folder)
    {
        string[] all = [.. instructions.SelectMany(name => name == "AVX" ? s_avx : name == "AVX512" ? s_avx512 : [name])];
        Assert.True(folder == LibraryVariant.All.First(variant => variant.WhyNot(all.Contains, _ => false) is null).Folder, processor);
    }

    [Theory]
    [InlineData("cuda12", "libcuda.so.1", "nvcuda.dll")]
    [InlineData("cuda12", "libcudart.so.12", "cudart64_12.dll")]
    [InlineData("cuda13", "libcudart.so.13", "cudart64_13.dll")]
    [InlineData("vulkan", "libvulkan.so.1", "vulkan-1.dll")]
    public void WhyNot_OneDriverIsMissing_IsNamed(string folder, string linux, string windows)
    {
        var variant = LibraryVariant.All.Single(variant => variant.Folder == folder);
        string missing = OperatingSystem.IsWindows() ? windows : linux;
        Assert.Null(variant.WhyNot(_ => false, _ => true));
        Assert.Equal($"it needs {missing}, which this system does not have", variant.WhyNot(_ => false, name => name != missing));
    }

    [Fact]
    public void Search_FoldersOfEveryVariant_TakesTheBestAndSaysWhyNotTheOthers()
    {
        using var native = new ScratchDirectory("variants");
        foreach (var variant in LibraryVariant.All) Write(native.Path, variant.Folder, s_llama, s_cpu);
        Write(native.Path, "", s_llama);

        var candidates = LibraryLocator.Search(native.Path, out var places);
        var expected = LibraryVariant.All.First(variant => !variant.IsDevice && variant.WhyNot() is null);
        Assert.Equal(Path.Combine(native.Path, expected.Folder, s_llama), candidates[^1].Path);
        Assert.All(candidates, candidate => Assert.Equal((null, candidate == candidates[^1]), (candidate.CpuDirectory, candidate.IsLast)));
        foreach (var (variant, place) in LibraryVariant.All.Zip(places))
            Assert.Equal((Path.Combine(native.Path, variant.Folder), variant.WhyNot() is { } why ? $"not taken: {why}" : s_llama), (place.Directory, place.Found));
    }

    [Fact]
    public void Search_NoVariantHere_TakesTheFolderItself()
    {
        using var native = new ScratchDirectory("flat");
        Write(native.Path, "", s_llama);
        Directory.CreateDirectory(Path.Combine(native.Path, "avx2"));
        Assert.Equal(Path.Combine(native.Path, s_llama), Assert.Single(LibraryLocator.Search(native.Path, out var places)).Path);
        Assert.Contains("not taken: no ", places[0].Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "ggml-base", "ggml-cpu-haswell", "ggml-cpu-zen4")]
    [InlineData(true, "ggml", "ggml-base", "ggml-cpu", "ggml-blas")]
    [InlineData(false, "ggml-base", "ggml-cpu", "ggml-cuda")]
    [InlineData(false, "ggml-base", "ggml-cpu", "ggml-metal")]
    [InlineData(false, "ggml-base", "ggml-vulkan")]
    [InlineData(false)]   // all of it may be in one file
    public void IsForCpuOnly_PartsOfALibrary_AreOnesForTheProcessor(bool expected, params string[] parts)
    {
        using var folder = new ScratchDirectory("parts");
        string[] files = OperatingSystem.IsWindows() ? [.. parts.Select(part => part + ".dll")] : [.. parts.Select(part => $"lib{part}.so")];
        Write(folder.Path, "", [s_llama, .. files]);
        Assert.Equal(expected, LibraryLocator.IsForCpuOnly(folder.Path));
    }

    /// <summary>A device's package has no library for the processor: it lies in a folder beside.</summary>
    [Fact]
    public async Task Doctor_DeviceFolderWithoutCpuLibrary_TakesItFromTheFolderBeside()
    {
        using var made = MadeUp(device => File.Delete(Path.Combine(device, s_cpu)));
        var native = await DoctorAsync(made);
        Assert.Equal(Path.Combine(made.Path, "vulkan", s_llama), native.GetProperty("library").GetString());
        Assert.Equal("", native.GetProperty("problem").GetString() ?? "");
        Assert.Equal("avx2", native.GetProperty("cpu_library").GetString());
        Assert.Equal(["avx2", "vulkan", "vulkan", "vulkan"], native.GetProperty("mapped").EnumerateArray().Select(file => Path.GetFileName(Path.GetDirectoryName(file.GetString()))));
    }

    [Fact]
    public async Task Doctor_DeviceLibraryCannotBeLoaded_TakesTheProcessors()
    {
        using var made = MadeUp(device => File.WriteAllText(Path.Combine(device, s_llama), "no library"));
        var native = await DoctorAsync(made);
        Assert.Equal(Path.Combine(made.Path, "avx2", s_llama), native.GetProperty("library").GetString());
        Assert.Equal("", native.GetProperty("problem").GetString() ?? "");
        Assert.Contains("cannot be loaded", native.GetProperty("searched")[0].GetProperty("found").GetString(), StringComparison.Ordinal);
    }

    /// <summary>A folder as of a Vulkan package, changed by <paramref name="change"/>, one of the processor's, and what passes for Vulkan.</summary>
    private static ScratchDirectory MadeUp(Action<string> change)
    {
        LlamaModels.SkipWithoutLibrary();
        string real = Path.GetDirectoryName(LibraryLocator.Find(null, out _))!;
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Path.Combine(real, s_cpu)), "skipped: needs LLamaSharp's libraries for Linux");
        var native = new ScratchDirectory("device");
        foreach (string folder in (string[])["vulkan", "avx2"])
        {
            Directory.CreateDirectory(Path.Combine(native.Path, folder));
            foreach (string file in Directory.EnumerateFiles(real)) File.Copy(file, Path.Combine(native.Path, folder, Path.GetFileName(file)));
        }
        File.Copy(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so"), Path.Combine(native.Path, "libvulkan.so.1"));
        change(Path.Combine(native.Path, "vulkan"));
        return native;
    }

    private static async Task<System.Text.Json.JsonElement> DoctorAsync(ScratchDirectory native)
    {
        Assert.SkipUnless(LibraryVariant.All.Single(variant => variant.Folder == "avx2").WhyNot() is null, "skipped: no AVX2");
        var run = await Command.RunAsync(new Dictionary<string, string> { ["ENGINE_LLAMA_DIRECTORY"] = native.Path, ["LD_LIBRARY_PATH"] = native.Path }, "doctor", "--json");
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Json.GetProperty("llama_cpp");
    }

    private static void Write(string native, string folder, params string[] files)
    {
        Directory.CreateDirectory(Path.Combine(native, folder));
        foreach (string file in files) File.WriteAllText(Path.Combine(native, folder, file), "");
    }
}
