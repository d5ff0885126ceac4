using System.Runtime.Intrinsics.X86;
using Engine.Kernels.Gemm.Decode;
using Engine.Kernels.Gemm.Emitted;
using Engine.Kernels.Gemm.Prefill;
using Engine.Kernels.Gemm.Types;
using Engine.Kernels.MachineCode;
using Engine.Kernels.Simd;

namespace Engine.Kernels.Gemm;

/// <summary>A row of the table of matrix kernels: what multiplies weights of one type.</summary>
internal abstract class MatMulRow(TensorType type)
{
    /// <summary>The type of the weights.</summary>
    public TensorType Type => type;

    /// <summary>Decoding by machine code of our own; gives null where the processor lacks the instructions, or the system gives no executable memory.</summary>
    public Func<DecodeKernel?> EmittedDecoding { get; init; } = () => null;

    /// <summary>The same by the instructions that .NET offers, to the bit: where machine code could be run but is not allowed to.</summary>
    public Func<DecodeKernel?> CompiledDecoding { get; init; } = () => null;

    /// <summary>Prefilling by machine code of our own; null as above, and where there is none.</summary>
    public virtual PrefillKernel? EmittedPrefilling => null;

    /// <summary>The same by the instructions that .NET offers, to the bit; null where the widest registers' own kernel computes that anyway.</summary>
    public virtual PrefillKernel? CompiledPrefilling => null;

    /// <summary>Prefilling by AVX-VNNI; null where the processor lacks it, or the type has no use for it.</summary>
    public virtual PrefillKernel? VnniPrefilling => null;

    /// <summary>
    /// Whether AVX-VNNI, which has registers of 256 bits only, prefills faster than registers twice as wide without its instruction. Those make up for
    /// it where quants are small enough to add products in 16 bits.
    /// </summary>
    public virtual bool VnniBeatsWiderRegisters => false;

    /// <summary>The kernel on registers of one width.</summary>
    public abstract MatMulKernel Create<S, V>() where S : struct, ISimd<V> where V : struct;
}

/// <summary>Single-precision products: of weights that are floating-point numbers, or that a codec makes such.</summary>
internal sealed class FloatMatMul<TElement>(TensorType type) : MatMulRow(type) where TElement : struct, IFloatElement
{
    public override MatMulKernel Create<S, V>() => new(typeof(S).Name, new FloatDecode<S, V, TElement>(Type), new FloatPrefill<S, V, TElement>(Type));
}

/// <summary>What is common to integer quants.</summary>
internal abstract class QuantMatMul<TBlock>(TensorType type) : MatMulRow(type) where TBlock : struct, IPanelBlock
{
    public override PrefillKernel? EmittedPrefilling => EmittedPrefill<TBlock>.TryCreate();

    public override PrefillKernel? VnniPrefilling => AvxVnni.IsSupported ? new QuadPrefill<TBlock>() : null;
}

/// <summary>Blocks of 32 quants of 4 or 5 bits.</summary>
internal sealed class AffineMatMul<TBlock>(TensorType type) : QuantMatMul<TBlock>(type) where TBlock : struct, IAffineBlock
{
    public override MatMulKernel Create<S, V>() => new(typeof(S).Name, new AffineDecode<S, V, TBlock>(), new PairPrefill<S, V, TBlock>());
}

/// <summary>Super-blocks of 256 quants of 4 to 6 bits.</summary>
internal sealed class KQuantMatMul<TBlock>(TensorType type) : QuantMatMul<TBlock>(type) where TBlock : struct, IKQuantBlock
{
    public override MatMulKernel Create<S, V>() => new(typeof(S).Name, new KQuantDecode<S, V, TBlock>(), new PairPrefill<S, V, TBlock>());
}

/// <summary>Blocks of 32 signed bytes.</summary>
internal sealed class SignedMatMul<TBlock>(TensorType type) : QuantMatMul<TBlock>(type) where TBlock : struct, ISignedBlock
{
    public override bool VnniBeatsWiderRegisters => true;

    public override PrefillKernel? CompiledPrefilling => !OperatingSystem.IsLinux() || !ByteProducts.IsSupported ? null : VnniPrefilling ?? new WordPrefill<TBlock>();

    public override MatMulKernel Create<S, V>() => new(typeof(S).Name, new SignedDecode<S, V, TBlock>(), new SignedPrefill<S, V, TBlock>());
}
