using System.Runtime.Intrinsics.X86;

namespace Engine.Kernels.MachineCode;

/// <summary>The instruction that multiplies bytes and adds the products in fours, on registers of 512 bits, which .NET 10 does not offer.</summary>
internal static class ByteProducts
{
    /// <summary>Whether the processor has it. What switches VBMI2 off for .NET switches this off too: both belong to one group of its switches.</summary>
    public static bool IsSupported => Avx512Vbmi2.IsSupported && (X86Base.CpuId(7, 0).Ecx & 1 << 11) != 0;
}
