using Engine.Gguf;
using Engine.Kernels.Tensors;

namespace Engine.Backends.Reference;

/// <summary>Plain loops over the mapped file, sums in double: the specification of the other backends.</summary>
internal sealed class ReferenceBackend : IBackend
{
    /// <summary>Tokens of the cache where neither the caller nor a shorter model says.</summary>
    public const int DefaultContext = 4096;

    /// <summary>A row per architecture.</summary>
    private static readonly Dictionary<string, Func<GgufFile, ModelOptions, RowTeam, BackendModel>> s_architectures = new()
    {
        ["llama"] = (file, options, team) => new LlamaModel(file, options, team),
        ["bert"] = (file, _, team) => new BertModel(file, team),
    };

    public Backend Kind => Backend.Reference;

    public string Name => "reference";

    public string? WhyNot(GgufFile file, ModelOptions options)
    {
        string architecture = file.Metadata.Architecture;
        if (!s_architectures.ContainsKey(architecture))
            return $"the reference backend knows the architectures {string.Join(", ", s_architectures.Keys)}, not '{architecture}'";
        foreach (var tensor in file.Tensors)
            if (TensorTypes.Get(tensor.Type).Codec is null) return $"tensor {tensor.Name} is {tensor.Type}, which the reference backend cannot read";
        return WhyNot(Hyperparameters.Read(file.Metadata)) ?? WhyNot(options);
    }

    public BackendModel Load(GgufFile file, ModelOptions options, CancellationToken cancellationToken)
    {
        if (WhyNot(file, options) is { } reason) throw new ArgumentException(reason, nameof(file));
        cancellationToken.ThrowIfCancellationRequested();
        var team = new RowTeam(options.Threads > 0 ? Math.Min(options.Threads, Environment.ProcessorCount) : Environment.ProcessorCount);
        try
        {
            var model = s_architectures[file.Metadata.Architecture](file, options, team);
            options.Progress?.Report(1);
            return model;
        }
        catch
        {
            team.Dispose();
            throw;
        }
    }

    private static string? WhyNot(Hyperparameters shape)
    {
        if (shape.ExpertCount > 0) return $"the model is a mixture of {shape.ExpertCount} experts, which the reference backend does not have";
        if (shape.HeadDim != shape.ValueHeadDim) return $"keys have {shape.HeadDim} elements and values {shape.ValueHeadDim}; the reference backend needs them alike";
        if (shape.KvHeadCounts.Any(count => count != shape.KvHeadCount)) return "layers differ in their number of key heads; the reference backend needs them alike";
        if (shape.RopeScaling.Type == RopeScalingType.LongRope) return "the model is stretched by LongRoPE, which the reference backend does not have";
        return null;
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
