using System.Numerics;
using System.Runtime.InteropServices;
using Arm = System.Runtime.Intrinsics.Arm;
using X86 = System.Runtime.Intrinsics.X86;

namespace Engine.Cli.Verbs;

/// <summary>What the processor offers, as far as a forward pass cares.</summary>
internal static class ProcessorFeatures
{
    /// <summary>Instruction sets by name; false also where an environment variable switched one off for .NET.</summary>
    public static IReadOnlyList<(string Name, bool Supported)> InstructionSets { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 =>
        [
            ("AVX2", X86.Avx2.IsSupported),
            ("FMA", X86.Fma.IsSupported),
            ("AVX-VNNI", X86.AvxVnni.IsSupported),
            ("AVX-512F", X86.Avx512F.IsSupported),
            ("AVX-512BW", X86.Avx512BW.IsSupported),
            ("AVX-512VBMI", X86.Avx512Vbmi.IsSupported),
            ("AVX-512VNNI", HasAvx512Vnni()),
        ],
        Architecture.Arm64 =>
        [
            ("NEON", Arm.AdvSimd.Arm64.IsSupported),
            ("DotProd", Arm.Dp.Arm64.IsSupported),
        ],
        _ => [],
    };

    /// <summary>Bytes in a <see cref="Vector{T}"/>.</summary>
    public static int VectorBytes => Vector<byte>.Count;

    // .NET has no class for it and no switch: whoever may not use AVX-512 may not use this. CPUID leaf 7, ECX bit 11.
    private static bool HasAvx512Vnni()
    {
        if (!X86.Avx512F.IsSupported || X86.X86Base.CpuId(0, 0).Eax < 7) return false;
        return (X86.X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0;
    }
}
