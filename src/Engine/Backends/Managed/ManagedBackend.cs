using System.Runtime.Intrinsics;
using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Attention;
using Engine.Kernels.Gemm;
using Engine.Kernels.Quantization;
using Engine.KvCache;

namespace Engine.Backends.Managed;

/// <summary>What a managed model is built with.</summary>
internal sealed record ManagedOptions(int Threads, int BatchSize, int ContextLength, int CacheTokens, int SequenceIds, TensorType KeyType, TensorType ValueType)
{
    private const int DefaultContext = 4096;

    /// <summary>What <paramref name="options"/> leave open, filled in for a model of <paramref name="shape"/>.</summary>
    public static ManagedOptions Of(ModelOptions options, Hyperparameters shape, TensorType defaultKvType) => new(
        options.Threads > 0 ? Math.Min(options.Threads, Environment.ProcessorCount) : Environment.ProcessorCount,
        options.BatchSize,
        Context(options, shape),
        options.CacheTokens > 0 ? options.CacheTokens : Context(options, shape),
        KvCacheManager.SequenceIds(options.MaxSequences),
        options.KeyType ?? defaultKvType,
        options.ValueType ?? defaultKvType);

    private static int Context(ModelOptions options, Hyperparameters shape) =>
        options.ContextLength > 0 ? options.ContextLength : Math.Min(shape.ContextLength, DefaultContext);

    /// <summary>The types of keys and values, as one word where they are alike.</summary>
    public string KvTypes => KeyType == ValueType ? KeyType.ToString() : $"{KeyType}/{ValueType}";
}

/// <summary>Our own kernels over the mapped file.</summary>
internal sealed class ManagedBackend : IBackend
{
    public Backend Kind => Backend.Managed;

    public string Name => "managed";

    public string? WhyNot(GgufFile file, ModelOptions options) => GraphLimits.WhyNot(Name, file) ?? WhyNot(options, Hyperparameters.Read(file.Metadata).HeadDim);

    public string? WhySlow(GgufFile file)
    {
        if (!Vector256.IsHardwareAccelerated) return "its kernels were measured on processors with AVX2 or AVX-512 only";
        var without = file.Tensors.FirstOrDefault(tensor => tensor.Dimensions.Count > 1 && !MatMulKernels.For(tensor.Type).IsOwn);
        return without is null ? null : UntrustedText.Sentence($"it has no kernel of its own for tensor {without.Name}, {without.Type}");
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

    private static string? WhyNot(ModelOptions options, int headDim)
    {
        if (options.Gpu == GpuUse.Require) return "a GPU is required, and the managed backend runs on the CPU";
        if (options.GpuLayers > 0) return $"{options.GpuLayers} layers on a GPU were asked for, and the managed backend runs on the CPU";
        if (options.FlashAttention == Toggle.Off) return "attention that is not fused was asked for, and the managed backend fuses it";
        foreach (var type in new[] { options.KeyType, options.ValueType })
            if (type is { } asked && KvFormats.WhyNot(asked, headDim) is { } reason) return reason;
        return null;
    }
}
