using Engine.Gguf;
using Engine.Gguf.Architectures;
using Engine.Kernels.Tensors;

namespace Engine.Backends.Managed;

/// <summary>What a managed model is built with.</summary>
internal sealed record ManagedOptions(int Threads, int BatchSize, int ContextLength, int MaxSequences, TensorType KvType);

/// <summary>Our own kernels over the mapped file.</summary>
internal sealed class ManagedBackend : IBackend
{
    private const int DefaultContext = 4096;

    public Backend Kind => Backend.Managed;

    public string Name => "managed";

    public string? WhyNot(GgufFile file, ModelOptions options)
    {
        if (ArchitectureCatalog.Find(file.Metadata.Architecture) is not { Decoder: not null } architecture)
            return $"the managed backend knows the architectures {DecoderLimits.Known}, not '{file.Metadata.Architecture}'";
        foreach (var tensor in file.Tensors)
            if (TensorTypes.Get(tensor.Type).Codec is null) return $"tensor {tensor.Name} is {tensor.Type}, which the managed backend cannot read";
        return DecoderLimits.WhyNot(Name, file, architecture) ?? WhyNot(options);
    }

    public BackendModel Load(GgufFile file, ModelOptions options, CancellationToken cancellationToken)
    {
        if (WhyNot(file, options) is { } reason) throw new ArgumentException(reason, nameof(file));
        cancellationToken.ThrowIfCancellationRequested();
        var model = new ManagedModel(file, options);
        options.Progress?.Report(1);
        return model;
    }

    private static string? WhyNot(ModelOptions options)
    {
        if (options.Gpu == GpuUse.Require) return "a GPU is required, and the managed backend runs on the CPU";
        if (options.GpuLayers > 0) return $"{options.GpuLayers} layers on a GPU were asked for, and the managed backend runs on the CPU";
        if (options.FlashAttention == Toggle.Off) return "attention that is not fused was asked for, and the managed backend fuses it";
        if (options.Adapters.Count > 0) return "LoRA adapters were asked for, which the managed backend does not have";
        if (options.KeyType is not (null or TensorType.F16 or TensorType.F32)) return $"a KV cache of {options.KeyType} was asked for; the managed backend keeps F16 or F32";
        if (options.KeyType != options.ValueType) return $"keys of {options.KeyType} and values of {options.ValueType} were asked for; the managed backend stores both alike";
        return null;
    }

    private sealed class ManagedModel : BackendModel
    {
        private readonly ManagedForwardPass _pass;

        public ManagedModel(GgufFile file, ModelOptions options)
        {
            var shape = Hyperparameters.Read(file.Metadata);
            var graph = ArchitectureCatalog.Find(shape.Architecture)!.Decoder!(shape);
            var weights = new DecoderWeights(file, shape, graph);
            int threads = options.Threads > 0 ? Math.Min(options.Threads, Environment.ProcessorCount) : Environment.ProcessorCount;
            int context = options.ContextLength > 0 ? options.ContextLength : Math.Min(shape.ContextLength, DefaultContext);
            var kvType = options.KeyType ?? TensorType.F16;
            _pass = new ManagedForwardPass(file, weights, shape, graph, new LayerRopes(graph, shape, options, weights.RopeDivisors),
                new ManagedOptions(threads, options.BatchSize, context, options.MaxSequences, kvType));
            Device = $"{shape.LayerCount} layers on the CPU, {threads} threads; weights mapped, {file.Length >> 20} MiB; KV {kvType} on host";
        }

        public override Backend Kind => Backend.Managed;

        public override string Device { get; }

        public override IForwardPass ForwardPass => _pass;

        public override void Dispose() => _pass.Dispose();
    }
}
