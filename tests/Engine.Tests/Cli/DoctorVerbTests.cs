using Engine.Native;

namespace Engine.Tests.Cli;

public sealed class DoctorVerbTests
{
    [Fact]
    public async Task Doctor_NoLibraryThere_SaysWhereItLookedAndSucceeds()
    {
        string empty = Directory.CreateTempSubdirectory("engine-doctor").FullName;
        var run = await Command.RunAsync(new Dictionary<string, string> { ["ENGINE_LLAMA_DIRECTORY"] = empty }, "doctor", "--json");
        Directory.Delete(empty);

        Assert.Equal(0, run.ExitCode);
        var native = run.Json.GetProperty("llama_cpp");
        Assert.False(native.GetProperty("usable").GetBoolean());
        Assert.Contains(empty, native.GetProperty("problem").GetString());
        Assert.Equal(empty, Assert.Single(native.GetProperty("searched").EnumerateArray()).GetProperty("directory").GetString());
    }

    [Fact]
    public async Task Doctor_LibraryFromThePackage_MatchesOneProfile()
    {
        var run = await Command.RunAsync("doctor", "--json");

        Assert.Equal(0, run.ExitCode);
        var native = run.Json.GetProperty("llama_cpp");
        Assert.SkipWhen(native.GetProperty("library").GetString() is null, "skipped: no llama.cpp libraries beside the tests");
        Assert.Equal("", native.GetProperty("problem").GetString() ?? "");
        var profile = Assert.Single(AbiProfile.All, profile => profile.Name == native.GetProperty("abi_profile").GetString());
        Assert.True(profile.Tested, profile.Name);
        Assert.NotEqual("", native.GetProperty("source").GetString());
        Assert.Contains(run.Json.GetProperty("devices").EnumerateArray(), device => device.GetProperty("kind").GetString() == "CPU");
    }

    [Fact]
    public async Task Doctor_InstructionSetSwitchedOff_ReportsItAsLacking()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx2.IsSupported, "skipped: no AVX2 to switch off");
        var run = await Command.RunAsync(new Dictionary<string, string> { ["DOTNET_EnableAVX2"] = "0" }, "doctor", "--json");

        var machine = run.Json.GetProperty("machine");
        Assert.False(machine.GetProperty("features").GetProperty("AVX2").GetBoolean());
        Assert.Equal(16, machine.GetProperty("vector_bytes").GetInt32());
    }

    [Fact]
    public async Task Doctor_Avx512SwitchedOff_ReportsNoneOfItsParts()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx512F.IsSupported, "skipped: no AVX-512 to switch off");
        var run = await Command.RunAsync(new Dictionary<string, string> { ["DOTNET_EnableAVX512"] = "0" }, "doctor", "--json");
        var parts = run.Json.GetProperty("machine").GetProperty("features").EnumerateObject().Where(feature => feature.Name.StartsWith("AVX-512", StringComparison.Ordinal));
        Assert.All(parts, part => Assert.False(part.Value.GetBoolean(), part.Name));
    }

    /// <summary>The processor has what the program may not use: what is said of it must be true, and said where it is seen.</summary>
    [Fact]
    public async Task Doctor_InstructionSetSwitchedOff_SaysWhyAutoLeavesManaged()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx2.IsSupported, "skipped: no AVX2 to switch off");
        var run = await Command.RunAsync(new Dictionary<string, string> { ["DOTNET_EnableAVX2"] = "0" }, "doctor", "--json");
        var auto = run.Json.GetProperty("auto");
        if (run.Json.GetProperty("llama_cpp").GetProperty("usable").GetBoolean())
        {
            Assert.Equal("llama.cpp", auto.GetProperty("backend").GetString());
            Assert.Contains(auto.GetProperty("warnings").EnumerateArray(), warning => warning.GetString()!.Contains("this processor has AVX2", StringComparison.Ordinal));
        }
        else Assert.Equal("managed", auto.GetProperty("backend").GetString());
    }

    [Fact]
    public async Task Doctor_NoLibraryAndNoFastKernels_TakesManagedNotTheReference()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx2.IsSupported, "skipped: no AVX2 to switch off");
        string empty = Directory.CreateTempSubdirectory("engine-doctor").FullName;
        var run = await Command.RunAsync(new Dictionary<string, string> { ["DOTNET_EnableAVX2"] = "0", ["ENGINE_LLAMA_DIRECTORY"] = empty }, "doctor", "--json");
        Directory.Delete(empty);
        Assert.Equal("managed", run.Json.GetProperty("auto").GetProperty("backend").GetString());
    }
}
