using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Attention;
using Engine.Kernels.Gemm;

namespace Engine.Backends.Managed;

/// <summary>Our own kernels over the mapped file.</summary>
internal sealed class ManagedBackend : IBackend
{
    public Backend Kind => Backend.Managed;

    public string Name => "managed";

    public IReadOnlyList<OptionRule> Options { get; } =
    [
        .. OptionRules.Common,
        .. OptionRules.WithoutGpu("managed"),
        new(nameof(ModelOptions.FlashAttention), Refusal: at =>
            at.Options.FlashAttention == Toggle.Off ? "attention that is not fused was asked for, and the managed backend fuses it" : null),
        new(nameof(ModelOptions.KeyType), Refusal: at => WhyNotKv(at, at.Options.KeyType), Warning: at => OptionRules.WithoutCache(at, at.Options.KeyType)),
        new(nameof(ModelOptions.ValueType), Refusal: at => WhyNotKv(at, at.Options.ValueType), Warning: at => OptionRules.WithoutCache(at, at.Options.ValueType)),
    ];

    public string? WhyNot(GgufFile file, ModelOptions options) => GraphLimits.WhyNot(Name, file) ?? OptionRules.WhyNot(Options, options, Hyperparameters.Read(file.Metadata));

    public string? WhySlow(GgufFile file)
    {
        if (!Vector256.IsHardwareAccelerated) return HowToBeFast() is { } lost ? lost : "its kernels were measured on processors with AVX2 or AVX-512 only";
        var without = file.Tensors.FirstOrDefault(tensor => tensor.Dimensions.Count > 1 && !MatMulKernels.For(tensor.Type).IsOwn);
        return without is null ? null : UntrustedText.Sentence($"it has no kernel of its own for tensor {without.Name}, {without.Type}");
    }

    public string? HowToBeFast()
    {
        if (Vector256.IsHardwareAccelerated || !ProcessorHasAvx2()) return null;
        return RuntimeFeature.IsDynamicCodeSupported
            ? "this processor has AVX2, and it is switched off for .NET (DOTNET_EnableAVX2 and the like)"
            : "this processor has AVX2, and the program was compiled ahead for one that need not: publish it with <IlcInstructionSet>native</IlcInstructionSet> or x86-64-v3";
    }

    public BackendModel Load(GgufFile file, ModelOptions options, CancellationToken cancellationToken)
    {
        if (WhyNot(file, options) is { } reason) throw new ArgumentException(reason, nameof(file));
        cancellationToken.ThrowIfCancellationRequested();
        BackendModel model = ArchitectureCatalog.Find(file.Metadata.Architecture)!.Decoder is { } decoder
            ? new ManagedDecoderModel(file, options, decoder)
            : new ManagedEncoderModel(file, options);
        options.Progress?.Report(1);
        return model;
    }

    // What the processor says, whatever the program was compiled for: CPUID leaf 7, EBX bit 5.
    private static bool ProcessorHasAvx2() => X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && (X86Base.CpuId(7, 0).Ebx & (1 << 5)) != 0;

    private static string? WhyNotKv(OptionCase at, TensorType? type) => type is { } asked && at.Shape.IsCausal ? KvFormats.WhyNot(asked, at.Shape.HeadDim) : null;
}
