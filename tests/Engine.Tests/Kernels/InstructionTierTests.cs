using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engine.Tests.Kernels;

/// <summary>
/// Proves that a lane of <c>.ci/run</c> runs without the instructions it means to do without: a misspelt switch of the runtime does nothing and says nothing.
/// </summary>
public sealed class InstructionTierTests(ITestOutputHelper output)
{
    /// <summary>Instruction sets that must be off, separated by commas; what the lane has besides is printed.</summary>
    private const string OffVariable = "ENGINE_INSTRUCTIONS_OFF";

    [Fact(Explicit = true)]
    public void InstructionSets_TheLaneSwitchesOff_AreOff()
    {
        string off = Environment.GetEnvironmentVariable(OffVariable) ?? throw new InvalidOperationException($"{OffVariable} is not set: this test is for the lanes of .ci/run");
        foreach (string name in off.Split(',', StringSplitOptions.RemoveEmptyEntries))
            Assert.False(IsSupported(name), $"{name} is still on");
        output.WriteLine($"instruction sets: {string.Join(' ', s_sets.Where(IsSupported).DefaultIfEmpty("none"))}");
    }

    // Those a kernel of ours can be chosen by; emitted code goes by VBMI2.
    private static readonly string[] s_sets =
        [nameof(Vector128), nameof(Avx2), nameof(Fma), nameof(AvxVnni), nameof(Avx512F), nameof(Avx512BW), nameof(Avx512Vbmi), nameof(Avx512Vbmi2), nameof(Gfni), nameof(Vector256), nameof(Vector512)];

    private static bool IsSupported(string name)
    {
        if (Array.IndexOf(s_sets, name) < 0) throw new ArgumentException($"instruction set {name}; one of {string.Join(", ", s_sets)} was expected");
        bool isVector = name.StartsWith("Vector", StringComparison.Ordinal);
        var type = isVector ? typeof(Vector128).Assembly.GetType($"System.Runtime.Intrinsics.{name}") : typeof(X86Base).Assembly.GetType($"System.Runtime.Intrinsics.X86.{name}");
        var property = type!.GetProperty(isVector ? nameof(Vector128.IsHardwareAccelerated) : nameof(X86Base.IsSupported), BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly);
        return (bool)property!.GetValue(null)!;
    }
}
