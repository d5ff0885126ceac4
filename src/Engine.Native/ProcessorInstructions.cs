using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Engine.Native;

/// <summary>
/// What the processor can run, whatever .NET was told to leave out of its own code: a native library does not heed that. Names are those of Linux.
/// </summary>
internal static partial class ProcessorInstructions
{
    private static readonly HashSet<string> s_names = Read();

    public static bool Has(string name) => s_names.Contains(name);

    private static HashSet<string> Read() =>
        !X86Base.IsSupported ? [] : OperatingSystem.IsLinux() ? OfLinux() : [.. OfProcessor().Where(set => set.Has).Select(set => set.Name)];

    // The kernel names only what it also saves when it switches threads.
    private static HashSet<string> OfLinux() =>
        [.. (File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal)) ?? "").Split(' ')];

    /// <remarks>Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2A, CPUID, leaves 1 and 7.</remarks>
    private static (string Name, bool Has)[] OfProcessor()
    {
        int features = X86Base.CpuId(1, 0).Ecx, extended = X86Base.CpuId(0, 0).Eax < 7 ? 0 : X86Base.CpuId(7, 0).Ebx;
        bool avx = Saves(WindowsFeature.Avx, Avx.IsSupported), avx512 = Saves(WindowsFeature.Avx512, Avx512F.IsSupported);
        bool In(int register, int bit) => (register & (1 << bit)) != 0;
        return
        [
            ("fma", avx && In(features, 12)), ("avx", avx && In(features, 28)), ("f16c", avx && In(features, 29)),
            ("avx2", avx && In(extended, 5)), ("bmi2", In(extended, 8)),
            ("avx512f", avx512 && In(extended, 16)), ("avx512dq", avx512 && In(extended, 17)), ("avx512cd", avx512 && In(extended, 28)),
            ("avx512bw", avx512 && In(extended, 30)), ("avx512vl", avx512 && In(extended, 31)),
        ];
    }

    /// <summary>Whether the system saves the registers of these instructions.</summary>
    private static bool Saves(WindowsFeature feature, bool otherwise) => OperatingSystem.IsWindows() ? IsProcessorFeaturePresent(feature) : otherwise;

    private enum WindowsFeature
    {
        Avx = 39,
        Avx512 = 41,
    }

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool IsProcessorFeaturePresent(WindowsFeature feature);
}
