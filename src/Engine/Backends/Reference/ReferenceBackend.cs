using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Quantization;

namespace Engine.Backends.Reference;

/// <summary>Plain loops over the mapped file, sums in double: the specification of the other backends.</summary>
internal sealed class ReferenceBackend : IBackend
{
    /// <summary>Tokens of the cache where neither the caller nor a shorter model says.</summary>
    public const int DefaultContext = 4096;

    public Backend Kind => Backend.Reference;

    public string Name => "reference";

    public string? WhyNot(GgufFile file, ModelOptions options) => GraphLimits.WhyNot(Name, file) ?? WhyNot(options);

    public BackendModel Load(GgufFile file, ModelOptions options, CancellationToken cancellationToken)
    {
        if (WhyNot(file, options) is { } reason) throw new ArgumentException(reason, nameof(file));
        cancellationToken.ThrowIfCancellationRequested();
        var team = new RowTeam(options.Threads > 0 ? Math.Min(options.Threads, Environment.ProcessorCount) : Environment.ProcessorCount);
        try
        {
            BackendModel model = ArchitectureCatalog.Find(file.Metadata.Architecture)!.Decoder is { } decoder
                ? new DecoderModel(file, options, team, decoder)
                : new BertModel(file, team);
            options.Progress?.Report(1);
            return model;
        }
        catch
        {
            team.Dispose();
            throw;
        }
    }

    private static string? WhyNot(ModelOptions options)
    {
        if (options.Gpu == GpuUse.Require) return "a GPU is required, and the reference backend runs on the CPU";
        if (options.GpuLayers > 0) return $"{options.GpuLayers} layers on a GPU were asked for, and the reference backend runs on the CPU";
        if (options.FlashAttention == Toggle.On) return "fused attention was asked for, and the reference backend materializes the weights";
        foreach (var type in new[] { options.KeyType, options.ValueType })
            if (type is not (null or TensorType.F32)) return $"a KV cache of {type} was asked for; the reference backend keeps F32";
        return null;
    }
}
