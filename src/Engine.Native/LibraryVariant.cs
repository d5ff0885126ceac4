using System.Runtime.InteropServices;

namespace Engine.Native;

/// <summary>
/// A folder of libraries in <c>runtimes/RID/native</c>, as the NuGet packages LLamaSharp.Backend.* write it: one build of llama.cpp for one kind of processor or
/// device, of which the first in the table that this machine can run is taken.
/// </summary>
/// <param name="Folder">The folder's name.</param>
/// <param name="Instructions">The processor must have all of these. What the builds of 0.30.0 use was read from their machine code.</param>
/// <param name="Drivers">Libraries of the system that it needs, as Linux and Windows call them; without them it would not load.</param>
internal sealed record LibraryVariant(string Folder, string[] Instructions, (string Linux, string Windows)[] Drivers)
{
    private static readonly (string, string) s_nvidia = ("libcuda.so.1", "nvcuda.dll");
    private static readonly string[] s_avx = ["avx", "fma", "f16c", "bmi2"];   // their "avx" build uses FMA, F16C and BMI2 too

    public static IReadOnlyList<LibraryVariant> All { get; } =
    [
        new("cuda13", [], [s_nvidia, ("libcudart.so.13", "cudart64_13.dll")]),
        new("cuda12", [], [s_nvidia, ("libcudart.so.12", "cudart64_12.dll")]),
        new("vulkan", [], [("libvulkan.so.1", "vulkan-1.dll")]),
        new("avx512", [.. s_avx, "avx2", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"], []),
        new("avx2", [.. s_avx, "avx2"], []),
        new("avx", s_avx, []),
        new("noavx", [], []),
    ];

    /// <summary>Whether it brings a device's library and leaves the processor's to the other folders.</summary>
    public bool IsDevice => Drivers.Length > 0;

    /// <summary>Why this machine cannot run it; null when it can.</summary>
    /// <param name="hasInstruction">Whether the processor has an instruction set, by Linux's name of it.</param>
    /// <param name="hasLibrary">Whether the system has a library.</param>
    public string? WhyNot(Func<string, bool> hasInstruction, Func<string, bool> hasLibrary)
    {
        var missing = Instructions.Where(name => !hasInstruction(name)).ToArray();
        if (missing.Length > 0) return $"this processor lacks {string.Join(", ", missing)}";
        var driver = Drivers.Select(names => OperatingSystem.IsWindows() ? names.Windows : names.Linux).FirstOrDefault(name => !hasLibrary(name));
        return driver is null ? null : $"it needs {driver}, which this system does not have";
    }

    /// <inheritdoc cref="WhyNot(Func{string, bool}, Func{string, bool})"/>
    public string? WhyNot() => WhyNot(ProcessorInstructions.Has, name => NativeLibrary.TryLoad(name, out _));
}
